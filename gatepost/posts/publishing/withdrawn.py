"""Published pictures of children who may no longer be shown: each has to come down, wherever it stands."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from gatepost.consents.lights import pupils_now_red
from gatepost.people.models import Pupil, School
from gatepost.posts.models import Outlet, TakeDown
from gatepost.posts.models.outlets import OutletQuerySet
from gatepost.posts.publishing.facts import ways_of
from gatepost.posts.publishing.taking_down import open_take_down


def open_for_withdrawn(*, at: datetime) -> int:
    """Open a task for every published picture of a child who may no longer be shown there. Called by a worker."""
    count = 0
    for school in School.objects.filter(posts__outlets__in=_showing()).distinct():
        count += sum(_open(outlet, at=at) for outlet in live_with_red(school, at=at))
    return count


def live_with_red(school: School, *, at: datetime) -> list[Outlet]:
    """What is published and shows a child who may not be shown there, the newest first."""
    outlets = list(
        _showing()
        .filter(post__school=school)
        .select_related("channel", "post")
        .order_by("-published_at")
    )
    shown: dict[int, list[Pupil]] = defaultdict(list)
    posts = {outlet.post_id for outlet in outlets}
    pupils = Pupil.objects.filter(pictures__placed__post__in=posts).distinct()
    for pupil in pupils:
        for post in posts & set(pupil.pictures.values_list("placed__post", flat=True)):
            shown[post].append(pupil)
    on = school.day_of(at)
    red: dict[str, set[int]] = {
        way: {pupil.pk for pupil in pupils_now_red(list(pupils), [way], on=on)}
        for way in ways_of(outlet.channel for outlet in outlets)
    }
    return [
        outlet
        for outlet in outlets
        for (way,) in [ways_of([outlet.channel])]
        if red[way] & {pupil.pk for pupil in shown[outlet.post_id]}
    ]


def _showing() -> OutletQuerySet:
    return Outlet.objects.live().filter(post__placed__picture__pupils__isnull=False).distinct()


def _open(outlet: Outlet, *, at: datetime) -> bool:
    return open_take_down(outlet, why=TakeDown.Why.CONSENT, by=None, at=at) is not None
