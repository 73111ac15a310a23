"""Who has done which course, until when it counts, and who is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gatepost.people.models import Person, School
from gatepost.training.standing import STATUS_WORDS, Standing, Wanted, standings, wanted


@dataclass(frozen=True)
class CourseRegister:
    """One course with everybody who has to do it."""

    wanted: Wanted
    standings: tuple[Standing, ...]
    on: date

    @property
    def people(self) -> int:
        """How many have to do it."""
        return len(self.standings)

    @property
    def valid(self) -> int:
        """For how many it counts."""
        return sum(one.is_valid(on=self.on) for one in self.standings)

    @property
    def percent(self) -> int:
        """Of a hundred, rounded down, so that 100 means all."""
        return 100 * self.valid // self.people if self.people else 0

    def lists(self) -> list[tuple[str, list[Standing]]]:
        """Those of each status, the most urgent first; empty lists are left out."""
        found = [
            (words, [one for one in self.standings if one.status(on=self.on) == status])
            for status, words in STATUS_WORDS.items()
        ]
        return [(words, some) for words, some in found if some]


def registers(school: School, *, on: date) -> list[CourseRegister]:
    """Every course of a school."""
    people = list(Person.objects.at(school).current(on))
    return [
        CourseRegister(one, tuple(standings(people, one, on=on)), on)
        for one in wanted(school, on=on)
    ]


def lines(register: CourseRegister) -> Iterator[list[str]]:
    """A course's register as a table for a file."""
    yield ["Family name", "Given name", "At school", "Course", "Done on", "Valid until", "Due on", "Standing"]  # fmt: skip
    for one in register.standings:
        yield [
            one.person.family_name,
            one.person.given_name,
            one.person.actor_words,
            one.course.topic,
            one.done_on.isoformat() if one.done_on else "",
            one.valid_until.isoformat() if one.valid_until else "",
            one.due_on.isoformat() if one.due_on else "",
            STATUS_WORDS[one.status(on=register.on)],
        ]
