"""Reads pupils from a Common Transfer File, and of each no more than names, birthday, year, form and UPN."""

from __future__ import annotations

import io
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from gatepost.people.importing import cells
from gatepost.people.importing.contents import Contents, Fault, FileRefused, Line
from gatepost.people.importing.rows import LONGEST

MOST_PUPILS = 20_000
FORMS = ("RegGroup", "Form", "Class")
DAMAGED = "The file cannot be read as XML. Export it again, and do not open it in between."


def read_ctf(content: bytes, *, name: str, on: date) -> Contents:
    """The pupils in a Common Transfer File; “row” counts the pupils in it."""
    try:
        return _pupils(content, name=name, on=on, encoding="as the file says")
    except DefusedXmlException:
        raise FileRefused(
            f"“{name}” declares entities of its own, as no Common Transfer File does and attacks do. "
            "Nothing of it was read. Ask whoever gave it to you where it comes from."
        ) from None
    except (ParseError, LookupError, ValueError) as problem:
        repaired = _as_latin_1(content)
        if repaired is None:
            raise FileRefused(f"“{name}”: {DAMAGED} ({_where(problem)})") from None
    try:
        return _pupils(
            repaired, name=name, on=on, encoding="Windows-1252, though it says otherwise"
        )
    except (ParseError, LookupError, ValueError, DefusedXmlException):
        raise FileRefused(f"“{name}”: {DAMAGED}") from None


def _pupils(content: bytes, *, name: str, on: date, encoding: str) -> Contents:
    lines: list[Line] = []
    faults: list[Fault] = []
    root = ""
    within: list[str] = []
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        tag = _local(element)
        if event == "start":
            root = root or tag
            within.append(tag)
            continue
        within.pop()
        if tag == "Pupil" and within[-1:] == ["CTFpupilData"]:
            _take(element, len(lines) + len(faults) + 1, lines, faults, on)
            element.clear()
        if len(lines) + len(faults) > MOST_PUPILS:
            raise FileRefused(f"“{name}” holds more than {MOST_PUPILS:,} pupils.")
    if root != "CTfile":
        raise FileRefused(
            f"“{name}” is XML, but no Common Transfer File: its first element is {cells.shown(root)}, not “CTfile”."
        )
    if not lines and not faults:
        raise FileRefused(f"“{name}” holds no pupils.")
    return Contents("upn", encoding, lines, faults)


def _take(pupil: Element, number: int, lines: list[Line], faults: list[Fault], on: date) -> None:
    """Put one pupil among the lines, or among the faults."""
    try:
        lines.append(Line(number, _values(pupil, on=on)))
    except cells.CellRefused as problem:
        faults.append(Fault(number, "", str(problem)))


def _values(pupil: Element, *, on: date) -> dict[str, str]:
    basic = _child(pupil, "BasicDetails")
    born = cells.day(_text(pupil, "DOB"), on=on)
    form = next((found for tag in FORMS if (found := _text(basic, tag))), "")
    upn = _text(pupil, "UPN")
    values = {
        "source_id": cells.upn(upn) if upn else "",
        "given_name": cells.name(_text(pupil, "Forename")),
        "family_name": cells.name(_text(basic, "PreferredSurname") or _text(pupil, "Surname")),
        "preferred_name": cells.name(_text(basic, "PreferredForename")),
        "born_on": born.isoformat() if born else "",
        "year_group": cells.text(_text(basic, "NCyearActual"), longest=LONGEST["year_group"]),
        "form": cells.text(form, longest=LONGEST["form"]),
    }
    if values["preferred_name"] == values["given_name"]:
        values["preferred_name"] = ""
    if not values["given_name"] or not values["family_name"]:
        raise cells.CellRefused("The surname or the forename is missing.")
    return {name: value for name, value in values.items() if value}


def _child(element: Element | None, tag: str) -> Element | None:
    """A child by name. Never tested for truth: an element without children counts as false."""
    children = element if element is not None else ()
    return next((child for child in children if _local(child) == tag), None)


def _text(element: Element | None, tag: str) -> str:
    found = _child(element, tag)
    return cells.cleaned(found.text or "") if found is not None else ""


def _local(element: Element) -> str:
    """The name without a namespace."""
    return str(element.tag).rpartition("}")[2]


def _as_latin_1(content: bytes) -> bytes | None:
    """A file of the older encoding that calls itself UTF-8, in UTF-8; None where that is not what is wrong."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        declaration, _, rest = content.partition(b"?>")
        if b"<?xml" not in declaration or b"\0" in content:
            return None
        try:
            return rest.decode("cp1252").encode()
        except UnicodeDecodeError:
            return None
    return None


def _where(problem: Exception) -> str:
    line = getattr(problem, "position", (0, 0))[0]
    return f"line {line}" if line else "its encoding is unknown"
