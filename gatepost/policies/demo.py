"""Five schools to look at, each with the policy that comes with Gatepost for it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gatepost.people.models import School
from gatepost.policies.models import Adoption
from gatepost.policies.packs import policies

ACCENTS = ("#0b5d56", "#1f4e96", "#6b2f7a", "#8a3b12", "#2f5d1e")


@transaction.atomic
def add_demo_schools(*, on: date) -> int:
    """Add the schools that are missing, each with its policy; says how many were added."""
    added = 0
    for place, pack in enumerate(policies()):
        school, is_new = School.objects.get_or_create(
            slug=pack.slug,
            defaults={
                "name": pack.school,
                "accent": ACCENTS[place % len(ACCENTS)],
                "is_demo": True,
            },
        )
        if is_new:
            Adoption.objects.create(
                school=school, pack_slug=pack.slug, from_on=pack.adopted_on or on
            )
            added += 1
    return added
