"""Which posts somebody means, of those they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from gatepost.channels.models import Channel
from gatepost.people.models import Person
from gatepost.posts.models import Outlet, Placed, Post
from gatepost.posts.models.posts import PostQuerySet
from gatepost.posts.standing import MOMENT, moment_of

MOST_WORDS = 10
SHOWN_AT = Coalesce(MOMENT, "changed_at")
DRAFT, HANDED_IN = "draft", "handed-in"
STATES = {
    DRAFT: "Draft",
    HANDED_IN: "Handed in",
    **{
        state.value: state.label
        for state in (
            Outlet.State.PUBLISHED,
            Outlet.State.BY_HAND,
            Outlet.State.UNKNOWN,
            Outlet.State.FAILED,
            Outlet.State.EXPIRED,
            Outlet.State.WITHDRAWN,
            Outlet.State.TAKEN_DOWN,
        )
    },
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; whatever is left open finds all."""

    words: str = ""
    account: Channel | None = None
    state: str = ""
    author: Person | None = None
    first_on: date | None = None
    last_on: date | None = None


def found_by(person: Person, wanted: Wanted) -> PostQuerySet:
    """The posts, those with the latest hour first, in an order that is always the same."""
    posts = Post.objects.visible_to(person)
    for word in wanted.words.split()[:MOST_WORDS]:
        posts = posts.filter(_with(word))
    if wanted.author is not None:
        posts = posts.filter(author=wanted.author)
    posts = _somewhere(posts, wanted)
    return _between(posts, wanted, person.school.clock_zone).order_by(SHOWN_AT.desc(), "-pk")


def shown_at(post: Post) -> datetime:
    """By which it is ordered: its hour, or when it went out, or else when it was last changed."""
    return moment_of(post) or post.changed_at


def _with(word: str) -> Q:
    """A word in the text, in the words for one account, in the link, or in the description of a picture."""
    own = Outlet.objects.filter(post=OuterRef("pk"), text__icontains=word)
    described = Placed.objects.filter(post=OuterRef("pk"), alt__icontains=word)
    return Q(text__icontains=word) | Q(link__icontains=word) | Q(Exists(own)) | Q(Exists(described))


def _somewhere(posts: PostQuerySet, wanted: Wanted) -> PostQuerySet:
    """On the account and in the state that are meant, both of the same outlet."""
    there = Outlet.objects.filter(post=OuterRef("pk"))
    if wanted.account is not None:
        there = there.filter(channel=wanted.account)
    if wanted.state in (DRAFT, HANDED_IN):
        posts = posts.filter(
            handed_in_at__isnull=wanted.state == DRAFT, withdrawn_at=None, expired_at=None
        )
        there = there.filter(state=Outlet.State.WAITING)
    elif wanted.state:
        there = there.filter(state=wanted.state)
    is_asked = wanted.account is not None or wanted.state
    return posts.filter(Exists(there)) if is_asked else posts


def _between(posts: PostQuerySet, wanted: Wanted, zone: ZoneInfo) -> PostQuerySet:
    if wanted.first_on is not None:
        posts = posts.filter(
            GreaterThanOrEqual(SHOWN_AT, datetime.combine(wanted.first_on, time.min, zone))
        )
    if wanted.last_on is not None:
        after = wanted.last_on + timedelta(days=1)
        posts = posts.filter(LessThan(SHOWN_AT, datetime.combine(after, time.min, zone)))
    return posts
