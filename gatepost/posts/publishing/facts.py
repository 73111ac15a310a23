"""What is known of a post: what its author says, and what rows say of its accounts and of who is in its pictures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gatepost.channels.models import Channel
from gatepost.consents.lights import facts_of_picture
from gatepost.people.models import Person, Pupil
from gatepost.posts.models import Picture, Post

PERMISSION = "image-permission"

Facts = dict[str, tuple[str, ...]]


def settled_of(post: Post, *, at: datetime) -> Facts:
    """What rows show: the accounts, who is in the pictures, and whether the children in them may be shown."""
    channels = [one.channel for one in post.outlets.select_related("channel")]
    pictures = [one.picture for one in post.placed.select_related("picture")]
    rows: Facts = {
        "account": ("official",),
        "purpose": ("school-business",),
        "channel": tuple(sorted({one.kind for one in channels})) or ("website",),
    }
    return rows | _of_pictures(post, pictures, ways_of(channels), at=at) if pictures else rows


def ways_of(channels: Iterable[Channel]) -> list[str]:
    """The ways by which pictures would be shown, as consents are given for them."""
    return sorted({f"{one.kind}/{one.network}" for one in channels})


def _of_pictures(post: Post, pictures: list[Picture], ways: list[str], *, at: datetime) -> Facts:
    pupils = list(Pupil.objects.filter(pictures__in=pictures).distinct())
    adults = list(Person.objects.filter(pictures__in=pictures).distinct())
    who = {
        *(["pupil"] if pupils else []),
        *("self" if one.pk == post.author_id else "colleague" for one in adults),
    }
    found: Facts = {
        "image-of": tuple(sorted(who)) or ("nobody",),
        "on-do-not-publish-list": ("no",),
        **facts_of_picture(pupils, ways, on=post.school.day_of(at)),
    }
    if "colleague" in who and found.get(PERMISSION) == ("given",):
        del found[
            PERMISSION
        ]  # the families have agreed; whether the colleagues have, the author says
    return found
