"""Our own table: the headings that are always understood, with one made-up row to show how they are meant."""

from __future__ import annotations

from gatepost.people.importing.contents import PUPILS, STAFF

TABLES = {
    STAFF: (
        "Number,Given name,Family name,Email,Kind,Job title,First day,Last day",
        "1,Robin,Example,robin@school.example,support-staff,Teaching assistant,01/09/2026,",
    ),
    PUPILS: (
        "UPN,Given name,Family name,Name they go by,Date of birth,Year,Class,Last day",
        "A820432101001,Robin,Example,,31/12/2018,3,Oak,",
    ),
}


def example_table(kind: str) -> bytes:
    """The table as a file; the mark at its start tells Excel that it is UTF-8."""
    return "".join(f"{line}\r\n" for line in ("\ufeff" + TABLES[kind][0], TABLES[kind][1])).encode()
