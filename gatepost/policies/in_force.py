"""Clauses of the policy that is in force at a school, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from gatepost.core.policy import Clause
from gatepost.people.models import School
from gatepost.policies.door import policy_at
from gatepost.policies.reading import Readable, paper


def readable(clauses: Iterable[Clause], *, school: School, on: date) -> list[Readable]:
    """Some clauses of the policy of a day, each linked to its place; none where no policy is in force."""
    own = policy_at(school, on=on)
    if own is None:
        return []
    return paper(own, reverse("policies:policy", args=[school.slug])).read(clauses)
