"""What stands on a school's news page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from gatepost.channels.models.accounts import NEWS_PAGE
from gatepost.people.models import School
from gatepost.posts.models import Outlet, Placed
from gatepost.posts.models.outlets import OutletQuerySet

ON_A_PAGE = 20


@dataclass(frozen=True)
class Story:
    """One post on the news page."""

    outlet: Outlet
    placed: Sequence[Placed]

    @property
    def url(self) -> str:
        """Its own page."""
        return reverse("posts:story", args=[self.outlet.post.school.slug, self.outlet.remote_id])

    @property
    def title(self) -> str:
        """The first line, for feeds and for the page's title."""
        first = self.outlet.words.strip().partition("\n")[0]
        return first[:100] or "A picture"


def published(school: School) -> list[Story]:
    """The newest stories."""
    found = _live(school).order_by("-published_at")[:ON_A_PAGE]
    return [_story(outlet) for outlet in found]


def story_of(school: School, entry: str) -> Story | None:
    """One story; None where it is not, or no longer, on the page."""
    outlet = _live(school).filter(remote_id=entry).first()
    return _story(outlet) if outlet else None


def _live(school: School) -> OutletQuerySet:
    return Outlet.objects.filter(
        channel__school=school, channel__network=NEWS_PAGE, state=Outlet.State.PUBLISHED
    ).select_related("post__school", "channel")


def _story(outlet: Outlet) -> Story:
    placed = outlet.post.placed.select_related("picture__file").order_by("position")
    return Story(outlet, list(placed))
