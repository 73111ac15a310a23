"""Moving a post to another hour: what whoever moves it has to know first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateformat import format as date_format

from gatepost.people.models import Person
from gatepost.policies.door import YES
from gatepost.policies.models import Step
from gatepost.posts.models import Post


@dataclass(frozen=True)
class Loss:
    """What moving a post that was handed in would make void."""

    post: Post
    to: datetime  # in the school's own time
    agreed: Sequence[Person]  # those whose yes would no longer count

    @property
    def moment(self) -> str:
        """Where it would go, in words."""
        return in_words(self.to)

    @property
    def fields(self) -> dict[str, str]:
        """What is sent again with the “all the same”."""
        return {"on": f"{self.to:%Y-%m-%d}", "hour": f"{self.to:%H:%M}", "sure": self.seen}

    @property
    def seen(self) -> str:
        """Stands for what is agreed to now: a “move it all the same” is said to exactly this."""
        return self.post.content_hash()


def in_words(moment: datetime) -> str:
    """Day and hour as pages say them."""
    return date_format(moment, "l j F, H:i")


def loss_of(post: Post, *, to: datetime) -> Loss | None:
    """What would be lost; None where it is still a draft, or goes out at that hour anyway."""
    if post.handed_in_at is None or post.due_at == to:
        return None
    steps = Step.objects.on(post).exclude(by=post.author).select_related("by")
    last = {(step.fact, step.by_id): step for step in steps}
    agreed = dict.fromkeys(step.by for step in last.values() if step.value in YES)
    return Loss(post, to, list(agreed))


def place_of(post: Post, *, by_week: bool) -> str:
    """The page of the calendar on which a post stands, with the post in sight."""
    home = reverse("posts:calendar", args=[post.school.slug])
    asked = {"by": "week"} if by_week else {}
    if post.due_at is not None:
        asked["on"] = post.school.day_of(post.due_at).isoformat()
    return f"{home}?{urlencode(asked)}#post-{post.pk}"
