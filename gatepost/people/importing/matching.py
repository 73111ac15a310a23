"""Finds whom a row is about: by number, by e-mail address, by name and date; never by a guess between two of one name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from gatepost.people.importing.cells import in_words
from gatepost.people.importing.contents import PUPILS, Contents, Line

ANOTHER, SKIP = "new", "skip"


@dataclass(frozen=True)
class Known:
    """Somebody whom the school has on its list, by the columns of a file."""

    pk: int
    name: str
    values: Mapping[str, str]
    source: str = ""
    source_id: str = ""
    is_on_such_lists: bool = True  # whether a file of this kind would name them at all
    stays_because: str = ""  # why a file cannot mark them as having left

    def is_gone(self, on: date) -> bool:
        """Whether they had left before a day."""
        left = self.values.get("left_on", "")
        return bool(left) and left < on.isoformat()

    def is_expected(self, on: date) -> bool:
        """Whether a list of everybody would name them on a day."""
        day = on.isoformat()
        return (
            self.is_on_such_lists
            and self.values.get("started_on", "") <= day
            and not self.values.get("left_on", "")
        )


@dataclass(frozen=True)
class Question:
    """What only a person can say, with the answers there are."""

    says: str
    choices: tuple[tuple[str, str], ...]
    about: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Match:
    """Whom a row is about; nobody known where all is empty."""

    known: Known | None = None
    question: Question | None = None
    refusal: str = ""
    repeats: int = 0


@dataclass
class _Met:
    """What the rows above have used."""

    rows: dict[frozenset[tuple[str, str]], int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))


class Matcher:
    """Knows everybody by number, address and name."""

    def __init__(self, contents: Contents, known: list[Known], *, kind: str) -> None:
        self.system = contents.system
        self.dated = "born_on" if kind == PUPILS else "started_on"
        self.by_number = {(k.source, k.source_id): k for k in known if k.source_id}
        self.by_address = {k.values["email"].casefold(): k for k in known if k.values.get("email")}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for one in known:
            self.by_name[name_key(one.values)].append(one)
        self.met = _Met()

    def match(self, line: Line) -> Match:
        """Whom a row is about. Rows have to be asked about in their order, each once."""
        found = self._twice(line) or self._by_marks(line) or self._by_name(line)
        self._remember(line)
        return found

    def _twice(self, line: Line) -> Match | None:
        """Whether a row above says the same, or uses the same number or address."""
        same = self.met.rows.get(frozenset(line.values.items()))
        if same and (line.get("source_id") or line.get("email")):
            return Match(repeats=same)
        if row := self.met.numbers.get(line.get("source_id")):
            return Match(refusal=f"The number {line.get('source_id')} stands in row {row} as well.")
        if row := self.met.addresses.get(line.get("email").casefold()):
            return Match(refusal=f"The address {line.get('email')} stands in row {row} as well.")
        return None

    def _by_marks(self, line: Line) -> Match | None:
        """By number or address, which one person alone has."""
        by_number = self.by_number.get((self.system, line.get("source_id")))
        by_address = self.by_address.get(line.get("email").casefold())
        if by_number and by_address and by_number.pk != by_address.pk:
            return Match(
                refusal=f"The number {line.get('source_id')} is that of {by_number.name}, and the address "
                f"{line.get('email')} that of {by_address.name}. Put one of them right first."
            )
        known = by_number or by_address
        if known is None:
            return None
        if not _shares_a_name(line, known):
            mark = "number" if by_number else "e-mail address"
            return Match(question=_is_renamed(line, known, mark))
        return Match(known)

    def _by_name(self, line: Line) -> Match:
        """By name: certain only with the same date and nothing that speaks against it."""
        namesakes = [k for k in self.by_name[name_key(line.values)] if not self._is_other(line, k)]
        certain = [known for known in namesakes if self._is_certain(line, known)]
        if len(namesakes) == 1 and certain:
            return Match(namesakes[0])
        if namesakes:
            return Match(question=_which(line, namesakes, self.dated))
        above = [one for one in self.met.names[name_key(line.values)] if self._may_be(line, one)]
        if above:
            return Match(question=_is_another(line, above[0].row))
        return Match()

    def _is_certain(self, line: Line, known: Known) -> bool:
        date_here, date_there = line.get(self.dated), known.values.get(self.dated, "")
        return bool(date_here) and date_here == date_there and not self._speaks_against(line, known)

    def _speaks_against(self, line: Line, known: Known) -> bool:
        """Another address, or another number of the same system."""
        address = known.values.get("email", "")
        return bool(
            (line.get("email") and address and line.get("email").casefold() != address.casefold())
            or self._has_other_number(line, known)
        )

    def _is_other(self, line: Line, known: Known) -> bool:
        """Certainly somebody else of the same name: another number in the same system, and another date."""
        return self._has_other_number(line, known) and (
            line.get(self.dated) != known.values.get(self.dated, "") or not line.get(self.dated)
        )

    def _has_other_number(self, line: Line, known: Known) -> bool:
        number = line.get("source_id")
        return bool(
            number and known.source == self.system and known.source_id and number != known.source_id
        )

    def _may_be(self, line: Line, above: Line) -> bool:
        """Whether two rows of one name may be one person: nothing that both have tells them apart."""
        return not any(
            line.get(column) and above.get(column) and line.get(column) != above.get(column)
            for column in ("source_id", "email", self.dated)
        )

    def _remember(self, line: Line) -> None:
        self.met.rows.setdefault(frozenset(line.values.items()), line.row)
        self.met.names[name_key(line.values)].append(line)
        if line.get("source_id"):
            self.met.numbers.setdefault(line.get("source_id"), line.row)
        if line.get("email"):
            self.met.addresses.setdefault(line.get("email").casefold(), line.row)


def name_key(values: Mapping[str, str]) -> str:
    """A name without what people write now one way, now another: capitals, accents, hyphens, blanks."""
    return f"{_plain(values.get('given_name', ''))} {_plain(values.get('family_name', ''))}"


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _shares_a_name(line: Line, known: Known) -> bool:
    return any(
        _plain(line.get(column)) == _plain(known.values.get(column, ""))
        for column in ("given_name", "family_name")
    )


def _is_renamed(line: Line, known: Known, mark: str) -> Question:
    return Question(
        f"The {mark} in this row is that of {known.name}. Is it the same person under another name?",
        ((str(known.pk), f"Yes, it is {known.name}"), (SKIP, "No, leave this row out")),
        (known,),
    )


def _which(line: Line, namesakes: list[Known], dated: str) -> Question:
    choices = [(str(known.pk), f"The {known.name} {_told_by(known, dated)}") for known in namesakes]
    return Question(
        "There is somebody of this name already. Who is this?",
        (*choices, (ANOTHER, "Somebody else: enter them"), (SKIP, "Leave this row out")),
        tuple(namesakes),
    )


def _is_another(line: Line, row: int) -> Question:
    return Question(
        f"Row {row} has the same name, and nothing in the file tells the two apart.",
        ((ANOTHER, "They are two people: enter both"), (SKIP, "They are one: leave this row out")),
    )


def _told_by(known: Known, dated: str) -> str:
    """What tells somebody from others of the same name, without the birthday of a child."""
    parts = [known.values.get(column, "") for column in ("job_title", "email", "form")]
    if dated == "started_on" and known.values.get("started_on"):
        parts.append(f"first day {in_words(known.values['started_on'])}")
    if known.values.get("left_on"):
        parts.append(f"left {in_words(known.values['left_on'])}")
    said = ", ".join(part for part in parts if part)
    return f"on your list ({said})" if said else "on your list"
