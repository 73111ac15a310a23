"""Finds whom a hold is about, by the name as it stands on a list."""

from __future__ import annotations

from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible


def named(school: School, name: str) -> Person | Pupil:
    """The one person or pupil of that name, those who left too."""
    wanted = " ".join(name.casefold().split())
    people = Person.objects.at(school).named_like(name)
    pupils = Pupil.objects.filter(school=school).named_like(name)
    found: list[Person | Pupil] = [
        one for one in [*people[:50], *pupils[:50]] if wanted in " ".join(str(one).casefold().split())
    ]  # fmt: skip
    if len(found) != 1:
        how_many = "Nobody is" if not found else "Several people are"
        raise NotPossible(f"{how_many} on the lists by that name. Write it as it stands there.")
    return found[0]
