"""The new school year on somebody's list, from July on until every step is confirmed."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.school_year.models.steps import KEEPERS, standing
from gatepost.school_year.steps import KEYS
from gatepost.school_year.years import is_season, prepared_on


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """One line for whoever keeps the list of people."""
    if not is_season(on) or not person.holds(*KEEPERS, on=on):
        return []
    year = prepared_on(on)
    done = standing(person.school, year.starts_in).filter(step__in=KEYS).count()
    left = len(KEYS) - done
    if not left:
        return []
    url = reverse("school_year:year", args=[person.school.slug])
    steps = "1 step is" if left == 1 else f"{left} steps are"
    return [Waiting(f"Prepare the school year {year}: {steps} left", url, year.first_on)]
