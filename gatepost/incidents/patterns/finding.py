"""People about whom small worries came more than once, as far as whoever asks may see those cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gatepost.incidents.models import Case, Concerned
from gatepost.incidents.whole import sees_whole
from gatepost.people.models import Person

SMALL = frozenset({"small-worry", "breach-by-staff"})
SEVERAL = 2


@dataclass(frozen=True)
class Pattern:
    """One person, and the cases about them from the first to the last."""

    about: Person
    cases: Sequence[Case]


def patterns_for(person: Person, *, at: datetime) -> list[Pattern]:
    """One pattern for each person with several such cases that somebody sees the whole of."""
    seen = Case.objects.visible_to(person, on=person.school.day_of(at)).select_related("school")
    small = [one for one in seen if one.kind.key in SMALL and sees_whole(one, person, at=at)]
    rows = Concerned.objects.filter(case__in=small).select_related("person")
    cases = {one.pk: one for one in small}
    about: dict[Person, list[Case]] = {}
    for row in rows.order_by("person__family_name", "person__given_name", "person"):
        about.setdefault(row.person, []).append(cases[row.case_id])
    return [
        Pattern(who, sorted(found, key=lambda one: one.opened_at))
        for who, found in about.items()
        if len(found) >= SEVERAL
    ]


def read_patterns(person: Person, *, at: datetime) -> list[Pattern]:
    """The same, with each case put on record as read."""
    found = patterns_for(person, at=at)
    read = {case.pk: case for one in found for case in one.cases}
    for case in read.values():
        case.was_read(by=person, at=at)
    return found
