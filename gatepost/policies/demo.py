"""Five schools to look at, each with the policy that comes with Gatepost for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.policies.packs import MODEL, policies

ACCENTS = ("#0b5d56", "#1f4e96", "#6b2f7a", "#8a3b12", "#2f5d1e")


@transaction.atomic
def add_demo_schools(*, at: datetime) -> int:
    """Add the schools that are missing, each with its policy; says how many were added."""
    added = 0
    real = [pack for pack in policies() if pack.slug != MODEL]
    for place, pack in enumerate(real):
        school, is_new = School.objects.get_or_create(
            slug=pack.slug,
            defaults={
                "name": pack.school,
                "accent": ACCENTS[place % len(ACCENTS)],
                "is_demo": True,
            },
        )
        if is_new:
            Version.objects.taken_over(
                school, pack.slug, from_on=pack.adopted_on or localdate(at), at=at
            )
            added += 1
    return added
