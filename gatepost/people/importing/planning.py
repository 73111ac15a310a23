"""Compares what a file says with who is known, and says of every row what would become of it. Nothing is changed here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from gatepost.core.policy import vocabulary
from gatepost.people.importing.cells import in_words
from gatepost.people.importing.columns import DATES
from gatepost.people.importing.contents import PUPILS, STAFF, Contents, Line, said_by_row
from gatepost.people.importing.matching import SKIP, Known, Match, Matcher, Question
from gatepost.people.importing.rows import labels

NEW, CHANGED, UNCHANGED, LEFT = "new", "changed", "unchanged", "left"
QUESTION, REFUSED, LEFT_OUT = "question", "refused", "left-out"
# In the order of the page: first what somebody has to look at.
FATES = (QUESTION, REFUSED, NEW, CHANGED, LEFT, LEFT_OUT, UNCHANGED)

COMPARED = {
    STAFF: ("given_name", "family_name", "email", "kind", "job_title", "started_on", "left_on"),
    PUPILS: (
        "given_name",
        "family_name",
        "preferred_name",
        "born_on",
        "year_group",
        "form",
        "left_on",
    ),
}


@dataclass(frozen=True)
class Change:
    """A value that would be another."""

    column: str
    label: str
    before: str
    after: str

    @property
    def was(self) -> str:
        """The value there is, for people."""
        return self._said(self.before)

    @property
    def becomes(self) -> str:
        """The value there would be, for people."""
        return self._said(self.after)

    def _said(self, value: str) -> str:
        if self.column == "kind":
            words = vocabulary().facts["actor"].values
            value = ", ".join(words.get(one, one) for one in value.split(","))
        return (in_words(value) if self.column in DATES else value) or "(blank)"


@dataclass(frozen=True)
class Fate:
    """What would become of a row, or of somebody who is in no row."""

    kind: str
    row: int  # 0 where it is about somebody who is not in the file
    name: str
    says: str = ""
    column: str = ""
    pk: int | None = None
    changes: tuple[Change, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def as_list(self) -> list[object]:
        """All that it says, for the digest of a plan."""
        changes = [(change.column, change.before, change.after) for change in self.changes]
        asked = (self.says, self.column, self.choices, self.answer)
        return [
            self.kind,
            self.row,
            self.name,
            self.pk,
            changes,
            asked,
            sorted(self.values.items()),
        ]


@dataclass(frozen=True)
class Plan:
    """The fate of everybody, and what hinders."""

    fates: list[Fate]
    hindrance: str = ""  # why nobody is marked as having left, although that was asked

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of each fate."""
        return Counter(fate.kind for fate in self.fates)

    @cached_property
    def digest(self) -> str:
        """Stands for all of it: another digest, another plan."""
        whole = json.dumps([fate.as_list() for fate in self.fates])
        return hashlib.sha256((whole + self.hindrance).encode()).hexdigest()

    @property
    def changes_anything(self) -> bool:
        """Whether bringing it in would do anything."""
        return any(self.counts[kind] for kind in (NEW, CHANGED, LEFT))

    def of(self, *kinds: str) -> list[Fate]:
        """The fates of some kinds."""
        return [fate for fate in self.fates if fate.kind in kinds]


@dataclass(frozen=True)
class Wishes:
    """What whoever brings the file in has said: answers by row, and whether those not in the file have left."""

    answers: Mapping[str, str] = field(default_factory=dict)
    others_have_left: bool = False


def make_plan(
    contents: Contents, known: Iterable[Known], *, kind: str, wishes: Wishes, on: date
) -> Plan:
    """What bringing a file in would do on a day."""
    planner = _Planner(contents, list(known), kind, wishes, on)
    fates = [planner.fate_of(line) for line in contents.lines]
    said = said_by_row(contents.faults)
    fates += [Fate(REFUSED, row, "", says=says) for row, says in said.items()]
    hindrance = _hindrance(fates, wishes)
    if wishes.others_have_left and not hindrance:
        fates += planner.leavers()
    fates.sort(key=lambda fate: (FATES.index(fate.kind), fate.row, fate.name))
    return Plan(fates, hindrance)


def _hindrance(fates: list[Fate], wishes: Wishes) -> str:
    if not wishes.others_have_left:
        return ""
    if any(fate.kind in (REFUSED, QUESTION) for fate in fates):
        return (
            "Nobody is marked as having left while a row is refused or a question is open: "
            "that row may be about one of them."
        )
    return ""


class _Planner:
    """Goes through a file row by row and remembers who has been met."""

    def __init__(
        self, contents: Contents, known: list[Known], kind: str, wishes: Wishes, on: date
    ) -> None:
        self.contents, self.known, self.kind = contents, known, kind
        self.wishes, self.on = wishes, on
        self.labels = labels(kind)
        self.matcher = Matcher(contents, known, kind=kind)
        self.row_of: dict[int, int] = {}  # in which row somebody known was met
        self.passed: set[int] = set()  # known people whose row was left out

    def fate_of(self, line: Line) -> Fate:
        """What would become of a row."""
        match = self.matcher.match(line)
        if match.refusal:
            return self._plain(REFUSED, line, match.refusal)
        if match.repeats:
            return self._plain(LEFT_OUT, line, f"The row says the same as row {match.repeats}.")
        question = match.question or self._is_back(line, match.known)
        if question:
            return self._asked(line, question)
        return self._settled(line, match)

    def _settled(self, line: Line, match: Match, answer: Fate | None = None) -> Fate:
        """The fate of a row of which it is certain whom it is about."""
        if match.known is None:
            return self._entered(line, answer)
        earlier = self.row_of.setdefault(match.known.pk, line.row)
        if earlier != line.row:
            return self._plain(REFUSED, line, f"The row is about the same person as row {earlier}.")
        return self._compared(line, match.known, answer)

    def _entered(self, line: Line, answer: Fate | None) -> Fate:
        if line.get("left_on") and line.get("left_on") <= self.on.isoformat():
            return self._plain(LEFT_OUT, line, "Has left, and is not on your list.")
        return self._fate(NEW, line, answer=answer, values=dict(line.values))

    def _compared(self, line: Line, known: Known, answer: Fate | None) -> Fate:
        changes = tuple(self._changes(line, known))
        leaves = next((c for c in changes if c.column == "left_on" and c.after), None)
        if leaves and known.stays_because:
            return self._plain(REFUSED, line, known.stays_because, column="left_on")
        return self._fate(
            CHANGED if changes else UNCHANGED, line, answer=answer, pk=known.pk, changes=changes
        )

    def _changes(self, line: Line, known: Known) -> Iterable[Change]:
        """What a row says otherwise. What it leaves blank stays as it is."""
        for column in COMPARED[self.kind]:
            after, before = line.get(column), known.values.get(column, "")
            is_back = column == "left_on" and not after and known.is_gone(self.on)
            if is_back or (after and after != before):
                yield Change(column, self.labels[column], before, after)
        number = line.get("source_id")
        if number and (known.source, known.source_id) != (self.contents.system, number):
            yield Change("source_id", self.labels["source_id"], known.source_id, number)

    def _is_back(self, line: Line, known: Known | None) -> Question | None:
        """Somebody who left is in the file as if they were there: only a person knows which is right."""
        if known is None or not known.is_gone(self.on) or line.get("left_on"):
            return None
        return Question(
            f"{known.name} left on {in_words(known.values['left_on'])}. Are they back?",
            ((str(known.pk), "Yes, they are back"), (SKIP, "No, leave this row out")),
            (known,),
        )

    def _asked(self, line: Line, question: Question) -> Fate:
        """The fate that was chosen, or the question."""
        chosen = self.wishes.answers.get(str(line.row), "")
        answer = chosen if chosen in dict(question.choices) else ""
        kind = LEFT_OUT if answer == SKIP else QUESTION
        asked = Fate(
            kind, line.row, _name(line), question.says, choices=question.choices, answer=answer
        )
        if answer == SKIP:
            self.passed.update(known.pk for known in question.about)
        if answer in ("", SKIP):
            return asked
        known = next((one for one in question.about if str(one.pk) == answer), None)
        return self._settled(line, Match(known), asked)

    def leavers(self) -> Iterable[Fate]:
        """Those whom the file should name and does not."""
        for known in self.known:
            if not known.is_expected(self.on) or known.pk in self.row_of or known.pk in self.passed:
                continue
            if known.stays_because:
                yield Fate(LEFT_OUT, 0, known.name, says=known.stays_because, pk=known.pk)
            else:
                last = Change("left_on", "Last day", "", self.on.isoformat())
                yield Fate(LEFT, 0, known.name, pk=known.pk, changes=(last,))

    def _plain(self, kind: str, line: Line, says: str, column: str = "") -> Fate:
        return Fate(kind, line.row, _name(line), says=says, column=self.labels.get(column, ""))

    def _fate(self, kind: str, line: Line, *, answer: Fate | None = None, **more: object) -> Fate:
        if answer is not None:
            more |= {"says": answer.says, "choices": answer.choices, "answer": answer.answer}
        return Fate(kind, line.row, _name(line), **more)  # type: ignore[arg-type]


def _name(line: Line) -> str:
    return f"{line.get('preferred_name') or line.get('given_name')} {line.get('family_name')}"
