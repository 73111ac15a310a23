"""Who looks at an account on a day: the rota with its swaps, and whoever covers for those who are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepost.channels.models import Channel
from gatepost.channels.models.runners import Runner
from gatepost.inbox.models import Shift, Swap
from gatepost.inbox.models.items import SEES_ALL
from gatepost.people.models import Person, Role, School
from gatepost.people.roles import that_imply

_SEE_ALL = tuple({role for name in SEES_ALL for role in that_imply(name)})
_LONGEST_CHAIN = 10  # of people who cover for people who cover


@dataclass(frozen=True)
class OnDuty:
    """Somebody whose day it is; `instead_of` is whom the rota names, `problem` why they cannot look."""

    person: Person
    instead_of: Person | None = None
    problem: str = ""


class Rota:
    """The rota of one school over some days, read once."""

    def __init__(self, school: School, first: date, last: date) -> None:
        self.school = school
        shifts = Shift.objects.filter(school=school).touching(first, last)
        self.shifts = list(shifts.select_related("person", "channel"))
        swaps = Swap.objects.agreed().filter(school=school)
        self.swaps = list(swaps.select_related("asker", "other").order_by("answered_at", "pk"))
        roles = Role.objects.filter(person__school=school, from_on__lte=last).not_over(first)
        self._covers = list(roles.exclude(covers=None).select_related("person", "covers"))
        self._sees_all = list(roles.filter(role__in=_SEE_ALL))
        running = Runner.objects.filter(channel__school=school, from_on__lte=last)
        self._runs = list(running.select_related("person"))

    def has(self, channel: Channel) -> bool:
        """Whether there is a rota for an account at all."""
        return any(one.channel_id in (None, channel.pk) for one in self.shifts)

    def on(self, channel: Channel, day: date) -> list[OnDuty]:
        """Whose day it is, by the rota; empty where it names nobody."""
        found = {
            duty.person.pk: duty
            for one in self.shifts
            if one.channel_id in (None, channel.pk) and one.holds_on(day)
            for duty in [self._duty(one.person, channel, day)]
        }
        return list(found.values())

    def able(self, channel: Channel, day: date) -> list[Person]:
        """Whoever of them really can look."""
        return [one.person for one in self.on(channel, day) if not one.problem]

    def runners(self, channel: Channel, day: date) -> list[Person]:
        """Those who run an account on a day; without a rota they look at it together."""
        running = [
            one.person
            for one in self._runs
            if one.channel_id == channel.pk and _holds(one.from_on, one.until_on, day)
        ]
        return [one for one in running if one.is_current(day)]

    def expected(self, channel: Channel, day: date) -> list[Person]:
        """Who is to look: the rota, or whoever runs the account where it has no rota."""
        return self.able(channel, day) or ([] if self.has(channel) else self.runners(channel, day))

    def _duty(self, named: Person, channel: Channel, day: date) -> OnDuty:
        person = named
        for swap in self.swaps:
            person = swap.stands_in(person.pk, day) or person
        for _ in range(_LONGEST_CHAIN):
            covering = self._cover_of(person, day)
            if covering is None:
                break
            person = covering
        instead = named if person.pk != named.pk else None
        return OnDuty(person, instead, self._problem(person, channel, day))

    def _cover_of(self, person: Person, day: date) -> Person | None:
        found = (
            one.person
            for one in self._covers
            if one.covers_id == person.pk and _holds(one.from_on, one.until_on, day)
        )
        return next(found, None)

    def _problem(self, person: Person, channel: Channel, day: date) -> str:
        if not person.is_current(day):
            return f"{person} is not at the school."
        runs = person.pk in {one.pk for one in self.runners(channel, day)}
        sees = any(
            one.person_id == person.pk and _holds(one.from_on, one.until_on, day)
            for one in self._sees_all
        )
        return "" if runs or sees else f"{person} neither runs {channel} nor sees all accounts."


def _holds(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def names(people: Iterable[Person]) -> str:
    """Some people, as a page says them."""
    return ", ".join(str(one) for one in people)
