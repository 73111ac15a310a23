"""Looks at the links that schools give to parents, pupils and staff, again and again."""

from __future__ import annotations

from datetime import datetime

from gatepost.people.models import School
from gatepost.training.links import Reach, is_public, look_at
from gatepost.training.models import Resource
from gatepost.training.setting_up import keep_resources

MOST_AT_ONCE = 30  # so that one run takes five minutes at worst


def check_links(*, at: datetime, reach: Reach = is_public) -> int:
    """Look at those that are due, the longest waiting first; says how many do not answer."""
    for school in School.objects.all():
        keep_resources(school, at=at)
    dead = 0
    for resource in Resource.objects.due(at=at).order_by("looked_at", "pk")[:MOST_AT_ONCE]:
        finding = look_at(resource.url, reach=reach)
        resource.looked(finding, at=at)
        dead += bool(finding)
    return dead
