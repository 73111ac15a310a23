"""What somebody still has to go through about themselves, and who leaves without having it in writing what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from gatepost.joining.leaving.standing import Leaver, leaver_of, leavers_of, owing
from gatepost.joining.standing import standings_of
from gatepost.people.models import Person
from gatepost.people.rules import KEEPERS
from gatepost.people.waiting import Waiting

AHEAD = timedelta(days=28)  # before the last day the school is told, as of leavers altogether


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What is theirs to go through, and the leavers of whoever keeps the list of people."""
    if not person.is_current(on):
        return []
    return [*_checklist(person, on=on), *_leaving(person, on=on), *_leavers(person, on=on)]


def _checklist(person: Person, *, on: date) -> list[Waiting]:
    """One line, however many points are open."""
    still = sum(one.is_open(on=on) for one in standings_of(person, on=on))
    if not still:
        return []
    says = (
        f"Look after yourself online: {still} {'thing' if still == 1 else 'things'} to go through"
    )
    return [Waiting(says, reverse("joining:mine", args=[person.school.slug]))]


def _leaving(person: Person, *, on: date) -> list[Waiting]:
    """What goes on for oneself, from the moment on at which one's last day is known."""
    if person.left_on is None:
        return []
    url = reverse("joining:leaving", args=[person.school.slug])
    mine, found = leaver_of(person, on=on), []
    if mine.is_open:
        says = "Before you leave: confirm what goes on afterwards"
        found.append(Waiting(says, url, person.left_on, _clauses([mine])))
    if owing([mine]):
        says = "Before you leave: hand back what you have from the school"
        found.append(Waiting(says, url, person.left_on))
    return found


def _leavers(person: Person, *, on: date) -> list[Waiting]:
    """Those who leave soon or have left and have not confirmed it, in one line."""
    if not person.holds(*KEEPERS, on=on):
        return []
    leavers = [one for one in leavers_of(person.school, on=on) if one.person.pk != person.pk]
    soon = [one for one in leavers if (one.person.left_on or on) <= on + AHEAD]
    return [*_unconfirmed(person, [one for one in soon if one.is_open]), *_things(person, soon)]


def _unconfirmed(person: Person, others: list[Leaver]) -> Iterator[Waiting]:
    if not others:
        return
    one = others[0].person
    who = f"{one} has" if len(others) == 1 else f"{len(others)} leavers have"
    url = reverse("joining:leavers", args=[person.school.slug])
    says = f"{who} not confirmed what goes on after leaving"
    yield Waiting(says, url, one.left_on, _clauses(others))


def _things(person: Person, soon: list[Leaver]) -> Iterator[Waiting]:
    """What belongs to the school is asked for from the leaver's page on, also after the last day."""
    found = owing(soon)
    if not found:
        return
    one, _ = found[0]
    who = f"{one} has" if len(found) == 1 else f"{len(found)} leavers have"
    url = reverse("joining:leavers", args=[person.school.slug])
    yield Waiting(f"{who} things of the school’s to hand back", url, one.left_on)


def _clauses(leavers: list[Leaver]) -> str:
    numbers = dict.fromkeys(duty.clause.number for one in leavers for duty in one.duties)
    return ", ".join(numbers)
