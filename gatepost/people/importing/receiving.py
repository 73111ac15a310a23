"""Takes files in: whatever they are is found out here, and what was read is kept until somebody brings it in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from gatepost.people.importing.archives import read_archive
from gatepost.people.importing.contents import PUPILS, Contents, FileRefused
from gatepost.people.importing.ctf import read_ctf
from gatepost.people.importing.oneroster import FILES, USERS, is_users, read_oneroster
from gatepost.people.importing.rows import Unrecognised, find_headings, read_rows
from gatepost.people.importing.tables import Table, read_table
from gatepost.people.importing.uploads import check_is_text, check_size, is_xml, is_zip
from gatepost.people.models import Import, Person, School
from gatepost.people.models.imports import KEPT

Files = Mapping[str, bytes]


def receive(files: Files, *, school: School, kind: str, by: Person | None, at: datetime) -> Import:
    """Keep what some files say, or the table as it came where nobody knows yet which column is which."""
    for name, content in files.items():
        check_size(len(content), name=name)
    Import.objects.forget_expired(at=at)
    taken = Import(
        school=school,
        kind=kind,
        by=by,
        created_at=at,
        expires_at=at + KEPT,
        sha256=digest_of(files),
    )
    on = school.day_of(at)
    try:
        taken.contents = interpret(files, kind=kind, on=on).as_json()
    except Unrecognised:
        taken.table = _kept(_only_table(files))
    taken.save()
    return taken


def digest_of(files: Files) -> str:
    """The SHA-256 of a file; of several, of their digests in the order of their names."""
    digests = [hashlib.sha256(files[name]).hexdigest() for name in sorted(files)]
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def interpret(files: Files, *, kind: str, on: date) -> Contents:
    """What some files say; Unrecognised where the columns of a table have to be told first."""
    if not files:
        raise FileRefused("Choose a file first.")
    if len(files) > 1:
        return _several(files, kind=kind, on=on)
    ((name, content),) = files.items()
    if is_zip(content):
        found = read_archive(content, name=name, wanted=FILES)
        return _several(found, kind=kind, on=on)
    check_is_text(content, name=name)
    if is_xml(content):
        return _xml(content, name=name, kind=kind, on=on)
    table = read_table(content, name=name)
    if is_users(table):
        return _several({USERS: content}, kind=kind, on=on)
    headings_at, places = find_headings(table, kind=kind)
    return read_rows(table, kind=kind, headings_at=headings_at, places=places, on=on)


def interpret_as(
    kept: Mapping[str, object], places: Mapping[str, int], *, kind: str, on: date
) -> Contents:
    """What a kept table says once somebody has told which column is where."""
    table = unkept(kept)
    return read_rows(table, kind=kind, headings_at=0, places=places, on=on)


def unkept(kept: Mapping[str, object]) -> Table:
    """A table as it was kept."""
    rows: list[tuple[int, list[str]]] = [(number, row) for number, row in kept["rows"]]  # type: ignore[attr-defined]
    return Table(str(kept["name"]), str(kept["encoding"]), rows)


def _kept(table: Table) -> dict[str, object]:
    return {"name": table.name, "encoding": table.encoding, "rows": [list(r) for r in table.rows]}


def _only_table(files: Files) -> Table:
    ((name, content),) = files.items()
    return read_table(content, name=name)


def _xml(content: bytes, *, name: str, kind: str, on: date) -> Contents:
    if kind != PUPILS:
        raise FileRefused(
            f"“{name}” is XML. Staff come in as CSV or OneRoster; a Common Transfer File holds pupils "
            "and is brought in under “Pupils”."
        )
    return read_ctf(content, name=name, on=on)


def _several(files: Files, *, kind: str, on: date) -> Contents:
    """The files of a OneRoster export."""
    if kind == PUPILS:
        raise FileRefused(
            "Pupils come in as one CSV file or one Common Transfer File (XML), not as OneRoster or a ZIP."
        )
    named = {name.lower(): content for name, content in files.items()}
    if strangers := sorted(set(named) - FILES - {"manifest.csv"}):
        raise FileRefused(
            f"Choose one file, or the files of one OneRoster export: {', '.join(sorted(FILES))}. "
            f"“{strangers[0]}” is none of them."
        )
    return read_oneroster(named, on=on)
