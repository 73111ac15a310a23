"""`tell`: what somebody is told of becomes a message by each way they chose, or waits for their message of the day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from gatepost.core.clock import Quiet
from gatepost.notices import Going, write
from gatepost.notices.models import MAIL, Notice
from gatepost.people.models import Held, Person, Room, School
from gatepost.people.models.telling import Device, Wish
from gatepost.people.telling.hours import next_daily, own_hours, school_hours
from gatepost.people.telling.kinds import Needs, rule_of


@dataclass(frozen=True)
class How:
    """How pressing something is.

    grave    it goes at once, at night too, by every way there is
    before   the deadline that must not be missed by waiting
    due_at   the moment of a reminder that is still to come
    rooms    it goes to the rooms of a role as well, because whoever holds the role has to act; never what is about a person
    count    how many things one message speaks of
    """

    grave: bool = False
    before: datetime | None = None
    due_at: datetime | None = None
    rooms: bool = False
    count: int | None = None


PLAIN, GRAVE, ROLE = How(), How(grave=True), How(rooms=True)


def tell(
    person: Person, kind: str, *, link: str, at: datetime, key: str = "", how: How = PLAIN
) -> None:
    """Have somebody told of something, as they want to be told, within the caller's transaction.

    With a key it is told once, however often it is asked for. Somebody without any way is not told; Today shows them all.
    """
    Teller(person.school, at=at).tell(person, kind, link=link, key=key, how=how)


@dataclass
class Teller:
    """Tells people of one school at one moment, and looks up once what holds for all of them."""

    school: School
    at: datetime

    @cached_property
    def hours(self) -> Quiet:
        """The school's quiet hours."""
        return school_hours(self.school)

    @cached_property
    def rooms(self) -> list[Room]:
        """The school's rooms."""
        return list(Room.objects.of_school(self.school))

    def tell(self, person: Person, kind: str, *, link: str, key: str, how: How = PLAIN) -> None:
        """Like `tell`."""
        message = Message(kind, link, key or secrets.token_hex(16), how)
        if self._say(person, message, Ways.of(person)) and how.rooms:
            self._say_in_rooms(person, message)

    def _say(self, person: Person, message: Message, ways: Ways) -> bool:
        """Whether it is the first time that it is said."""
        if ways.is_chosen and self._was_said(message):
            return False
        hours = own_hours(ways.wish, self.hours)
        if ways.wish.daily_at is not None and message.can_wait:
            daily = next_daily(ways.wish.daily_at, hours, at=self._from(message))
            if message.how.before is None or daily < message.how.before:
                return self._hold(person, message, due_at=daily)
        due = self._due(message, hours)
        chosen = ways.chosen(person, grave=message.is_grave)
        said = [self._write(message, way=way, to=to, due=due) for way, to in chosen]
        return any(said)

    def _was_said(self, message: Message) -> bool:
        """By whatever way: who changes their ways, or adds a device, is not told again of what they were told."""
        by_others = Q(key__startswith=f"{message.key}/device-") | Q(
            key__startswith=f"{message.key}/room-"
        )
        said = Notice.objects.filter(Q(key=message.key) | by_others)
        return said.exists() or Held.objects.filter(key=message.key).exists()

    def _say_in_rooms(self, person: Person, message: Message) -> None:
        """Once for everybody who is told in the same act, to the rooms of the roles that one of them holds."""
        if not self.rooms:
            return
        held = person.held_roles(on=self.school.day_of(self.at))
        act = hashlib.sha256(f"{message.link} {self.at.isoformat()}".encode()).hexdigest()[:32]
        once, due = replace(message, key=act), self._due(message, self.hours)
        for room in self.rooms:
            if room.role in held:
                self._write(once, way=room.way, to=room.reference, due=due)

    def _hold(self, person: Person, message: Message, *, due_at: datetime) -> bool:
        values = {"person": person, "kind": message.kind, "link": message.link}
        moments = {"at": self.at, "due_at": due_at}
        return Held.objects.get_or_create(key=message.key, defaults=values | moments)[1]

    def _write(self, message: Message, *, way: str, to: str, due: datetime) -> bool:
        key, is_grave = message.key_for(way, to), message.is_grave
        count = message.how.count
        going = Going(to, way=way, key=key, due_at=due, is_grave=is_grave, count=count)
        return write(message.kind, going, link=message.link, at=self.at)[1]

    def _from(self, message: Message) -> datetime:
        return max(self.at, message.how.due_at or self.at)

    def _due(self, message: Message, hours: Quiet) -> datetime:
        wanted = self._from(message)
        if message.is_grave:
            return wanted
        return hours.told_from(wanted, before=message.how.before, now=self.at)


@dataclass(frozen=True)
class Message:
    """What somebody is told."""

    kind: str
    link: str
    key: str
    how: How

    @property
    def is_grave(self) -> bool:
        """Whether it goes at once."""
        return self.how.grave or rule_of(self.kind).needs == Needs.GRAVE

    @property
    def can_wait(self) -> bool:
        """Whether a message of the day is early enough."""
        return not self.how.grave and rule_of(self.kind).needs == Needs.WAITS

    def key_for(self, way: str, to: str) -> str:
        """Its key by a way."""
        return self.key if way == MAIL else f"{self.key}/{to}"


@dataclass(frozen=True)
class Ways:
    """What somebody chose, and the ways that there are for them beside e-mail."""

    wish: Wish
    others: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, person: Person) -> Ways:
        """What holds for somebody."""
        others = [
            ("push", one.reference) for one in Device.objects.filter(person=person).only("pk")
        ]
        rooms = Room.objects.filter(person=person).only("pk", "way")
        return cls(Wish.of(person), (*others, *((room.way, room.reference) for room in rooms)))

    @property
    def is_chosen(self) -> bool:
        """Whether they ever chose anything."""
        return self.wish.pk is not None or bool(self.others)

    def chosen(self, person: Person, *, grave: bool) -> Iterator[tuple[str, str]]:
        """The ways by which somebody is told, each with where it leads. E-mail takes the place of a way that is missing."""
        if person.email and (self.wish.by_mail or grave or not self.others):
            yield MAIL, person.email
        yield from self.others
