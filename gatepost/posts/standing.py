"""How far a post is, in the words of lists and of the calendar, and on which day it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from gatepost.posts.models import Outlet, Post

DRAFT, HANDED_IN = "Draft", "Handed in"
COLOURS = {
    DRAFT: "grey",
    HANDED_IN: "blue",
    Outlet.State.SENDING.label: "blue",
    Outlet.State.PUBLISHED.label: "green",
    Outlet.State.UNKNOWN.label: "red",
    Outlet.State.FAILED.label: "red",
    Outlet.State.BY_HAND.label: "yellow",
}

_OUT = Outlet.objects.filter(post=OuterRef("pk"), published_at__isnull=False)
# What `moment_of` says, in the database's words.
MOMENT = Coalesce("due_at", Subquery(_OUT.order_by("published_at").values("published_at")[:1]))


@dataclass(frozen=True)
class Standing:
    """How far a post is on some accounts."""

    words: str
    accounts: str

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS.get(self.words, "grey")


def standings(post: Post) -> list[Standing]:
    """How far a post is, the accounts on which it is equally far together."""
    by_words: dict[str, list[str]] = {}
    for outlet in post.outlets.all():
        by_words.setdefault(_words(post, outlet), []).append(outlet.channel.name)
    found = [Standing(words, ", ".join(names)) for words, names in by_words.items()]
    return found or [Standing(DRAFT, "no account yet")]


def is_movable(post: Post) -> bool:
    """Whether its author can still choose another hour: nothing of it has left, and it still may."""
    waits = all(one.state == Outlet.State.WAITING for one in post.outlets.all())
    return waits and post.withdrawn_at is None and post.expired_at is None


def moment_of(post: Post) -> datetime | None:
    """The hour for which a post is planned, or else when it went out."""
    out = [one.published_at for one in post.outlets.all() if one.published_at]
    return post.due_at or min(out, default=None)


def _words(post: Post, outlet: Outlet) -> str:
    if outlet.state != Outlet.State.WAITING:
        return str(outlet.get_state_display())
    return DRAFT if post.handed_in_at is None else HANDED_IN
