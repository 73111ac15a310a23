"""Says of every row of a table of posts what would become of it. Nothing is changed here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from gatepost.core.clock import Calendar
from gatepost.people.importing.cells import cleaned, shown
from gatepost.people.importing.contents import Contents, Line, said_by_row

if TYPE_CHECKING:
    from gatepost.channels.models import Channel
    from gatepost.posts.models.pictures import Picture

Thing = TypeVar("Thing")
REFUSED, NEW, TWICE, KNOWN = "refused", "new", "twice", "known"
FATES = (REFUSED, NEW, TWICE, KNOWN)  # in the order of the page: first what somebody has to look at


@dataclass(frozen=True)
class Meant:
    """The post that a row means, by the numbers of what it names."""

    text: str = ""
    channels: tuple[int, ...] = ()
    due_at: str = ""  # in UTC, as ISO
    link: str = ""
    picture: int = 0

    @property
    def digest(self) -> str:
        """What stands for it: the same post, however the row is spelt, has the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def due(self) -> datetime | None:
        """Its hour."""
        return datetime.fromisoformat(self.due_at) if self.due_at else None


@dataclass(frozen=True)
class Fate:
    """What would become of a row."""

    kind: str
    row: int
    says: str = ""
    accounts: str = ""
    picture: str = ""
    meant: Meant = field(default_factory=Meant)
    post: int = 0  # that came of the same row before


@dataclass(frozen=True)
class Plan:
    """What would become of all rows."""

    fates: tuple[Fate, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of each fate."""
        return Counter(fate.kind for fate in self.fates)

    @cached_property
    def digest(self) -> str:
        """Stands for all of it: another digest, another plan."""
        return hashlib.sha256(json.dumps([asdict(one) for one in self.fates]).encode()).hexdigest()

    def of(self, kind: str) -> list[Fate]:
        """The rows that share a fate."""
        return [fate for fate in self.fates if fate.kind == kind]


@dataclass(frozen=True)
class Known:
    """What rows may name: open accounts, pictures of the library, and which rows came in before, by their digest."""

    channels: Sequence[Channel]
    pictures: Sequence[Picture]
    rows: Mapping[str, int]


class _RowRefused(Exception):
    pass


def make_plan(contents: Contents, known: Known, *, zone: ZoneInfo, at: datetime) -> Plan:
    """What bringing a table in would do now."""
    planner = _Planner(known, zone, at)
    said = said_by_row(contents.faults)
    fates = [Fate(REFUSED, row, says) for row, says in said.items()]
    fates += [planner.fate_of(line) for line in contents.lines]
    return Plan(tuple(sorted(fates, key=lambda fate: fate.row)))


class _Planner:
    """Goes through a table row by row and remembers what it has met."""

    def __init__(self, known: Known, zone: ZoneInfo, at: datetime) -> None:
        self.known, self.clock, self.at = known, Calendar(zone=zone), at
        self.channels = _by_name((one.name, one) for one in known.channels)
        self.pictures = _by_name((one.alt, one) for one in known.pictures)
        self.by_number = {str(one.pk): one for one in known.pictures}
        self.met: dict[str, int] = {}

    def fate_of(self, line: Line) -> Fate:
        """What would become of a row."""
        try:
            channels = self._channels(line.get("accounts"))
            picture = self._picture(line.get("picture"))
            due_at = self._due_at(line.get("due"))
        except _RowRefused as problem:
            return Fate(REFUSED, line.row, str(problem))
        if not line.get("text") and picture is None:
            return Fate(REFUSED, line.row, "Write something, or name a picture.")
        meant = Meant(
            line.get("text"),
            tuple(sorted(one.pk for one in channels)),
            due_at,
            line.get("link"),
            picture.pk if picture else 0,
        )
        return self._settled(line.row, meant, ", ".join(map(str, channels)), picture)

    def _settled(self, row: int, meant: Meant, accounts: str, picture: Picture | None) -> Fate:
        above = self.met.setdefault(meant.digest, row)
        before = self.known.rows.get(meant.digest, 0)
        kind, says = NEW, ""
        if above != row:
            kind, says = TWICE, f"The row says the same as row {above}."
        elif before:
            kind, says = KNOWN, "You have brought this row in already."
        return Fate(kind, row, says, accounts, str(picture or ""), meant, before)

    def _channels(self, names: str) -> list[Channel]:
        wanted = names.splitlines()
        whole = " ".join(wanted)
        if _plain(whole) in self.channels:
            wanted = [whole]
        elif len(wanted) == 1:
            wanted = [cleaned(one) for one in names.split(",") if cleaned(one)]
        if not wanted:
            raise _RowRefused("Accounts: name at least one account.")
        return list(dict.fromkeys(self._channel(name) for name in wanted))

    def _channel(self, name: str) -> Channel:
        there = self.channels.get(_plain(name), [])
        if len(there) > 1:
            raise _RowRefused(
                f"Accounts: your school has {len(there)} accounts called {shown(name)}. "
                "Leave it out here and choose it on the post’s page."
            )
        if not there:
            names = ", ".join(one.name for one in self.known.channels) or "none yet"
            raise _RowRefused(
                f"Accounts: your school has no account {shown(name)}. Its accounts: {names}."
            )
        return there[0]

    def _picture(self, name: str) -> Picture | None:
        if not name:
            return None
        by_number = self.by_number.get(_plain(name).removeprefix("picture "))
        there = [by_number] if by_number else self.pictures.get(_plain(name), [])
        if not there:
            raise _RowRefused(
                f"Picture: the library has no picture {shown(name)}. Write its description exactly as the library "
                "shows it, or its number."
            )
        if len(there) > 1:
            raise _RowRefused(
                f"Picture: {len(there)} pictures of the library are described as {shown(name)}. "
                "Write the number of the one that is meant."
            )
        return there[0]

    def _due_at(self, written: str) -> str:
        if not written:
            return ""
        moment = self.clock.local(datetime.fromisoformat(written))
        if moment <= self.at:
            raise _RowRefused("Date and hour: this hour has passed. Choose one still to come.")
        return moment.astimezone(ZoneInfo("UTC")).isoformat()


def _by_name(named: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for name, one in named:
        if _plain(name):
            found[_plain(name)].append(one)
    return found


def _plain(name: str) -> str:
    return cleaned(name).casefold()
