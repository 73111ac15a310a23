"""Reads a table of contacts, one row for each child and contact; what cannot be used is told row by row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gatepost.people.importing import cells
from gatepost.people.importing.contents import Fault, FileRefused, Line
from gatepost.people.importing.tables import read_table
from gatepost.people.importing.uploads import check_size

LOOKED_THROUGH = 10
# Headings are compared without blanks, signs and capitals.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "upn": ("upn", "uniquepupilnumber", "pupilnumber", "studentupn"),
    "name": ("contactname", "contactfullname", "name", "contact", "parentname", "fullname"),
    "given_name": ("contactforename", "contactfirstname", "forename", "firstname", "givenname"),
    "family_name": ("contactsurname", "contactlastname", "surname", "lastname", "familyname"),
    "kind": ("relationship", "relation", "relationtopupil", "relationshiptostudent"),
    "email": ("contactemail", "email", "emailaddress", "homeemail", "primaryemail"),
    "telephone": ("telephone", "mobile", "phone", "mobilenumber", "phonenumber", "contactmobile"),
    "may_decide": ("parentalresponsibility", "hasparentalresponsibility", "maydecide", "pr"),
}
KINDS = {
    "parent": ("parent", "mother", "father", "mum", "dad", "adoptivemother", "adoptivefather"),
    "carer": ("carer", "guardian", "fostermother", "fosterfather", "fosterparent", "specialguardian"),
    "council": ("council", "localauthority", "socialworker"),
}  # fmt: skip
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,30}")
EXAMPLE = (
    "UPN,Contact name,Relationship,E-mail,Telephone,Parental responsibility\r\n"
    "A820432101001,Robin Example,Parent,robin@home.example,01632 960001,Yes\r\n"
)


@dataclass(frozen=True)
class Table:
    """What a file says, and the rows of it that cannot be used."""

    lines: list[Line]
    faults: list[Fault] = field(default_factory=list)
    tells_who_decides: bool = True

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {
            "lines": [[line.row, dict(line.values)] for line in self.lines],
            "faults": [[fault.row, fault.column, fault.says] for fault in self.faults],
            "tells_who_decides": self.tells_who_decides,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Table:
        """As it was kept."""
        lines = [Line(row, values) for row, values in kept["lines"]]
        faults = [Fault(*fault) for fault in kept["faults"]]
        return cls(lines, faults, kept["tells_who_decides"])


def read_contacts(content: bytes, *, name: str) -> tuple[Table, str]:
    """What a CSV says of contacts, and the file's SHA-256; or FileRefused."""
    check_size(len(content), name=name)
    rows = read_table(content, name=name).rows
    at, places = _headings(rows, name)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in rows[at + 1 :]:
        try:
            lines.append(Line(number, _values(row, places)))
        except _RowRefused as problem:
            faults.append(Fault(number, problem.column, str(problem)))
    table = Table(lines, faults, "may_decide" in places)
    return table, hashlib.sha256(content).hexdigest()


class _RowRefused(Exception):
    def __init__(self, says: str, *, column: str) -> None:
        super().__init__(says)
        self.column = column


def _headings(rows: Sequence[tuple[int, list[str]]], name: str) -> tuple[int, dict[str, int]]:
    for at, (_, row) in enumerate(rows[:LOOKED_THROUGH]):
        plain = [_plain(cell) for cell in row]
        places = {
            column: plain.index(heading)
            for column, headings in COLUMNS.items()
            for heading in headings[::-1]
            if heading in plain
        }
        if "upn" in places and ("name" in places or {"given_name", "family_name"} <= set(places)):
            return at, places
    raise FileRefused(
        f"“{name}” does not say which column is which. It needs a column “UPN” with the pupil’s number and a column "
        "“Contact name”. Our own table shows how it is meant."
    )


def _values(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    found = {name: _cell(row, at) for name, at in places.items()}
    full = found.get("name") or f"{found.get('given_name', '')} {found.get('family_name', '')}"
    values = {
        "upn": _read("UPN", cells.upn, found["upn"]),
        "name": _read("Contact name", cells.name, full.strip()),
        "kind": _kind(found.get("kind", "")),
        "email": _read("E-mail", cells.email, found.get("email", "")),
        "telephone": _telephone(found.get("telephone", "")),
        "may_decide": _decides(found.get("may_decide", "")),
    }
    for name, label in (("upn", "UPN"), ("name", "Contact name")):
        if not values[name]:
            raise _RowRefused("This is missing.", column=label)
    return {name: value for name, value in values.items() if value}


def _cell(row: Sequence[str], at: int) -> str:
    return cells.cleaned(row[at]) if at < len(row) else ""


def _read(label: str, read: Any, cell: str) -> str:
    try:
        return str(read(cell)) if cell else ""
    except cells.CellRefused as problem:
        raise _RowRefused(str(problem), column=label) from None


def _kind(cell: str) -> str:
    plain = _plain(cell)
    return next((kind for kind, words in KINDS.items() if plain in words), "other" if cell else "")


def _telephone(cell: str) -> str:
    if cell and not _TELEPHONE.fullmatch(cell):
        says = f"{cells.shown(cell)} is no telephone number."
        raise _RowRefused(says, column="Telephone")
    return cell


def _decides(cell: str) -> str:
    plain = _plain(cell)
    if plain in YES or plain in NO or not plain:
        return plain and ("yes" if plain in YES else "no")
    says = f"{cells.shown(cell)} is neither yes nor no."
    raise _RowRefused(says, column="Parental responsibility")


def _plain(cell: str) -> str:
    return "".join(letter for letter in cell.casefold() if letter.isalnum())
