"""What bringing a table of contacts in would do to each row, worked out without doing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gatepost.consents.details import ContactDetails
from gatepost.consents.importing.reading import Table
from gatepost.people.importing.contents import Line
from gatepost.people.models import Pupil

if TYPE_CHECKING:
    from gatepost.consents.models.contacts import Contact

NEW, CHANGED, SAME, REFUSED = "new", "changed", "unchanged", "refused"
HEADINGS = {
    REFUSED: "Cannot be brought in",
    NEW: "New",
    CHANGED: "Changed",
    SAME: "Unchanged",
}
LABELS = {
    "name": "Name",
    "kind": "Relationship",
    "email": "E-mail",
    "telephone": "Telephone",
    "may_decide": "May decide",
}

NOBODY = ContactDetails("", "parent")


@dataclass(frozen=True)
class Fate:
    """What becomes of one row."""

    kind: str
    row: int
    name: str = ""
    child: str = ""
    says: str = ""
    pupil: int = 0
    contact: int = 0
    details: ContactDetails = NOBODY
    changes: tuple[tuple[str, str, str], ...] = ()  # what, as it was, as it will be

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the row that it makes."""
        return asdict(self.details)


@dataclass(frozen=True)
class Plan:
    """What becomes of all rows."""

    fates: tuple[Fate, ...]
    tells_who_decides: bool

    def of(self, kind: str) -> list[Fate]:
        """The rows that share a fate."""
        return [fate for fate in self.fates if fate.kind == kind]

    @property
    def lists(self) -> list[tuple[str, list[Fate]]]:
        """The rows by their fate, under the headings of pages."""
        return [(words, self.of(kind)) for kind, words in HEADINGS.items() if self.of(kind)]

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to bring in."""
        return bool(self.of(NEW) or self.of(CHANGED))

    @property
    def digest(self) -> str:
        """What stands for all of it."""
        said = json.dumps([asdict(fate) for fate in self.fates], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def make_plan(
    table: Table, pupils: Iterable[Pupil], contacts: Iterable[Contact], *, on: date
) -> Plan:
    """Compare a table with the children and contacts of a school."""
    by_number = {pupil.source_id: pupil for pupil in pupils if pupil.source_id}
    known = {(contact.pupil_id, _plain(contact.name)): contact for contact in contacts}
    met: dict[tuple[int, str], int] = {}
    fates = [
        Fate(REFUSED, fault.row, says=f"{fault.column}: {fault.says}") for fault in table.faults
    ]
    fates += [_fate(line, by_number, known, met, on=on) for line in table.lines]
    return Plan(tuple(sorted(fates, key=lambda fate: fate.row)), table.tells_who_decides)


def _fate(
    line: Line,
    pupils: Mapping[str, Pupil],
    known: Mapping[tuple[int, str], Contact],
    met: dict[tuple[int, str], int],
    *,
    on: date,
) -> Fate:
    name, pupil = line.get("name"), pupils.get(line.get("upn"))
    if pupil is None:
        says = (
            f"No pupil of this school has the number {line.get('upn')}. Bring the pupils in first."
        )
        return Fate(REFUSED, line.row, name, says=says)
    if pupil.left_on is not None and pupil.left_on < on:
        return Fate(REFUSED, line.row, name, str(pupil), "This pupil has left the school.")
    key = (pupil.pk, _plain(name))
    above = met.setdefault(key, line.row)
    if above != line.row:
        says = f"Row {above} has the same name for the same child."
        return Fate(REFUSED, line.row, name, str(pupil), says)
    return _compared(line, pupil, known.get(key))


def _compared(line: Line, pupil: Pupil, contact: Contact | None) -> Fate:
    if contact is None:
        details = _merged(ContactDetails(line.get("name"), "parent"), line)
        return Fate(NEW, line.row, details.name, str(pupil), pupil=pupil.pk, details=details)
    details = _merged(contact.details, line)
    was, becomes = asdict(contact.details), asdict(details)
    changes = tuple(
        (label, _word(was[column]), _word(becomes[column]))
        for column, label in LABELS.items()
        if was[column] != becomes[column]
    )
    kind = CHANGED if changes else SAME
    return Fate(kind, line.row, contact.name, str(pupil), contact=contact.pk, pupil=pupil.pk, details=details, changes=changes)  # fmt: skip


def _merged(before: ContactDetails, line: Line) -> ContactDetails:
    """What a blank cell does not say stays as it is."""
    decides = line.get("may_decide")
    return ContactDetails(
        name=before.name,
        kind=line.get("kind") or before.kind,
        email=line.get("email") or before.email,
        telephone=line.get("telephone") or before.telephone,
        may_decide=decides == "yes" if decides else before.may_decide,
    )


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value or "–")  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
