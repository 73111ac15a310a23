"""What the ways for other programs hold about those who made them, and about those whom a directory tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.api.models import DirectoryEntry, Hook, Token
from gatepost.people.subjects import Held, Rows, Subject, fields, rows_about

ENTRIES = "staff-entries"
TABLES = (
    Rows(DirectoryEntry, ENTRIES, "person__started_on", {"person": "Your number in the school’s directory"}, text=fields("external_id")),
    Rows(Hook, ENTRIES, "made_at", {"made_by": "An address that is told of events, entered by you"}),
    Rows(Token, ENTRIES, "made_at", {"person": "A key for another program", "revoked_by": "A key for another program that you took back"}, text=fields("name")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {"api.KeptAnswer": "what another program was answered, for a day"}
FORGETTINGS = ()


def held_about(subject: Subject) -> Iterator[Held]:
    """Keys, addresses, numbers."""
    yield from rows_about(subject, TABLES)
