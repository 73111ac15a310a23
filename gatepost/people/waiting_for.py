"""What waits for whoever keeps the list of people: invitations, leavers, roles that nobody holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from gatepost.people.inviting import expired, not_invited
from gatepost.people.models import Import, Person, Role, School
from gatepost.people.roles import in_words, that_imply
from gatepost.people.rules import KEEPERS
from gatepost.people.telling.failing import unreached
from gatepost.people.waiting import Waiting

NEEDED = ("headteacher", "dsl", "chair-of-governors")
AHEAD = timedelta(days=28)


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What an administrator or the headteacher has to see to; nothing for anybody else."""
    if not person.holds(*KEEPERS, on=on):
        return []
    school = person.school
    found = [*_without_holder(school, on), *_covers_ending(school, on), *_leaving(school, on)]
    if person.holds("administrator", on=on):
        found += [*_invitations(school, on), *_imports(school, on), *_unreached(school, on)]
    return found


def _without_holder(school: School, on: date) -> Iterator[Waiting]:
    here = Person.objects.at(school)
    for role in NEEDED:
        if not here.holding(that_imply(role), on=on).exists():
            url = _url("people:people", school)
            yield Waiting(f"Nobody is {in_words(role)}: enter who it is", url, due_on=on)
    if here.holding(["administrator"], on=on).count() == 1:
        url = _url("people:people", school)
        yield Waiting("There is one administrator only: give a second person the role", url)


def _covers_ending(school: School, on: date) -> Iterator[Waiting]:
    for cover in Role.objects.covers_of(school, on=on).filter(until_on__lte=on + AHEAD):
        says = f"{cover.person} stops covering for {cover.covers} as {cover.words}"
        yield Waiting(says, _url("people:away", school), due_on=cover.until_on)


def _leaving(school: School, on: date) -> Iterator[Waiting]:
    soon = Person.objects.at(school).current(on).filter(left_on__lte=on + AHEAD)
    for person in soon:
        yield Waiting(f"{person} leaves", person.get_absolute_url(), due_on=person.left_on)


def _invitations(school: School, on: date) -> Iterator[Waiting]:
    at = datetime.combine(on, time.max, school.clock_zone)
    url = _url("people:people", school)
    ran_out = expired(school, at=at).count()
    never = not_invited(school, at=at).count() - ran_out
    if never:
        yield Waiting(f"Invite {_people(never)} who cannot sign in yet", url)
    if ran_out:
        yield Waiting(f"Invite {_people(ran_out)} again, whose invitation has expired", url)


def _imports(school: School, on: date) -> Iterator[Waiting]:
    at = datetime.combine(on, time.min, school.clock_zone)
    for taken in Import.objects.filter(school=school).waiting(at):
        url = reverse("people:import", args=[school.slug, taken.pk])
        until = taken.expires_at.astimezone(school.clock_zone).date()
        yield Waiting("A list was read and not brought in yet", url, due_on=until)


def _unreached(school: School, on: date) -> Iterator[Waiting]:
    """Those whom no message reaches: they know of nothing that waits for them."""
    for one in unreached(school, at=datetime.combine(on, time.max, school.clock_zone)):
        since = one.since.astimezone(school.clock_zone).date()
        says = f"No message reaches {one.person}: put the e-mail address right"
        yield Waiting(says, one.person.get_absolute_url(), due_on=since)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _url(name: str, school: School) -> str:
    return reverse(name, args=[school.slug])
