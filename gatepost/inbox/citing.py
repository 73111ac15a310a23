"""Clauses of the policy that is in force, as the ledger names them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gatepost.core.policy import Clause
from gatepost.people.models import School
from gatepost.policies.models import Version


def references_of(clauses: Iterable[Clause], *, school: School, on: date) -> list[str]:
    """Each with the version of the policy; none where no policy is in force."""
    version = Version.objects.in_force(school, on=on)
    return [f"{version.reference}/{one.id}" for one in clauses] if version else []
