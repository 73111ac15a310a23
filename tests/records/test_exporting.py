"""Exports and checkpoints: what is written, and that an edit behind the product's back is found."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gatepost.cli.main import main
from gatepost.core.ledger import Known, LedgerError, Report, Signer, verify_export
from gatepost.people.models import School
from gatepost.records.checkpointing import checkpoint, checkpoint_all, head_of
from gatepost.records.door import record
from gatepost.records.exporting import check, export, misfiled
from gatepost.records.models import Checkpoint, Entry
from tests.conftest import lift_guards

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


@pytest.fixture
def chain(school: School) -> str:
    """A chain of twelve entries, the fifth and the tenth of them signed."""
    for number in range(1, 13):
        record(
            "policy.signed", subject=school, by=None, at=AT + timedelta(days=number), count=number
        )
        if number % 5 == 0:
            checkpoint(f"school-{school.pk}", at=AT + timedelta(days=number))
    return f"school-{school.pk}"


def exported(chain: str) -> bytes:
    file = io.BytesIO()
    export(chain, file, at=AT + timedelta(days=30), school="ashlands")
    return file.getvalue()


def checked(chain: str, known: Known | None = None) -> Report:
    return verify_export(io.BytesIO(exported(chain)), known=known or Known(), thorough=True)


def run(statement: str) -> None:
    lift_guards(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_export_is_sound_and_signed(chain: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(exported(chain))

    assert main(["verify", str(path), "--thorough"]) == 0
    report = checked(chain)
    assert (report.school, report.entries, report.checkpoints) == ("ashlands", 12, 3)
    assert (report.head_number, report.head_hash) == (12, head_of(chain).hash)
    assert report.keys == [Signer(settings.LEDGER_SIGNING_KEY).fingerprint]


def test_an_export_holds_one_chain_and_the_stored_bytes(chain: str, other_school: School) -> None:
    record("school.founded", subject=other_school, by=None, at=AT)

    text = exported(chain).decode()

    assert all(one.body in text for one in Entry.objects.of_chain(chain))
    assert f"school-{other_school.pk}" not in text


def test_a_chain_without_entries_can_be_exported(db: None) -> None:
    report = checked("school-99")

    assert (report.is_sound, report.entries) == (True, 0)


@dataclass(frozen=True)
class Edit:
    """An edit by SQL, and what is found of it: kind and number."""

    statement: str
    exported: tuple[str, int]
    in_place: tuple[str, int] | None = None  # where that differs

    def findings(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return self.exported, self.in_place or self.exported


EDITS = {
    "body": Edit(
        """UPDATE records_entry SET body = replace(body, '"count":7', '"count":8')""",
        ("altered", 7),
    ),
    "hash": Edit(
        f"UPDATE records_entry SET hash = '{'1' * 64}' WHERE number = 7", ("hash-altered", 7)
    ),
    "junk": Edit("UPDATE records_entry SET body = 'x' WHERE number = 7", ("malformed", 7)),
    "line end": Edit(
        """UPDATE records_entry SET body = replace(body, '"count"', CHR(10) || '"count"') WHERE number = 7""",
        ("altered", 7),
    ),
    "deleted": Edit("DELETE FROM records_entry WHERE number = 7", ("missing", 7)),
    "signed and deleted": Edit("DELETE FROM records_entry WHERE number = 10", ("missing", 10)),
    "last deleted": Edit("DELETE FROM records_entry WHERE number = 12", ("cut-off", 12)),
    # The export ends with the head's number, so that what was put after it is left out there.
    "renumbered": Edit(
        "UPDATE records_entry SET number = 20 WHERE number = 7",
        ("missing", 7),
        in_place=("out-of-order", 7),
    ),
    "checkpoint": Edit(
        f"UPDATE records_checkpoint SET hash = '{'1' * 64}' WHERE number = 10",
        ("bad-signature", 10),
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_by_whoever_owns_the_database_is_found(chain: str, edit: Edit) -> None:
    checkpoint(chain, at=AT)
    run(edit.statement.replace("CHR", "char" if connection.vendor == "sqlite" else "chr"))

    found = [
        [(one.kind, one.number) for one in report.findings]
        for report in (checked(chain), check(chain))
    ]

    exported, in_place = edit.findings()
    assert exported in found[0]
    assert in_place in found[1]


def test_a_history_rewritten_in_the_database_is_found_by_its_checkpoints(
    chain: str, school: School
) -> None:
    """Entries 7 to 12 are thrown away and written anew through the door itself, without the old signatures' key."""
    run("DELETE FROM records_entry WHERE number > 6")
    sixth = Entry.objects.get(number=6)
    run(f"UPDATE records_head SET number = 6, hash = '{sixth.hash}'")
    for number in range(7, 13):
        record("policy.withdrawn", subject=school, by=None, at=AT, count=number)

    found = checked(chain).findings

    assert [(one.kind, one.number, one.last) for one in found] == [("rewritten", 6, 10)]


def test_columns_that_say_other_than_what_was_sealed_are_found(chain: str) -> None:
    assert list(misfiled(chain)) == []

    run("UPDATE records_entry SET event = 'policy.withdrawn' WHERE number = 3")
    run("UPDATE records_entry SET subject_id = '9' WHERE number = 8")

    assert checked(chain).is_sound
    assert list(misfiled(chain)) == [3, 8]


def test_a_head_is_signed_once(chain: str) -> None:
    first = checkpoint(chain, at=AT)
    again = checkpoint(chain, at=AT + timedelta(days=1))

    assert first == again
    assert Checkpoint.objects.filter(number=12).count() == 1


def test_chains_that_have_grown_are_signed(chain: str, other_school: School) -> None:
    record("school.founded", subject=other_school, by=None, at=AT)

    assert checkpoint_all(at=AT) == 2
    assert checkpoint_all(at=AT) == 0
    record("policy.signed", subject=other_school, by=None, at=AT)
    assert checkpoint_all(at=AT) == 1


def test_checkpoints_of_an_older_key_still_count(
    chain: str, school: School, settings_with_key: Callable[[bytes], None]
) -> None:
    settings_with_key(b"n" * 32)
    record("policy.signed", subject=school, by=None, at=AT)

    report = checked(chain)

    assert report.is_sound
    assert len(report.keys) == 2
    new_alone = Known(keys=[Signer(b"n" * 32).fingerprint])
    assert {one.kind for one in checked(chain, new_alone).findings} == {"unknown-key"}


@pytest.fixture
def settings_with_key(settings: object) -> Callable[[bytes], None]:
    """Puts another key in the place of the one that signs."""

    def put(key: bytes) -> None:
        settings.LEDGER_SIGNING_KEY = key  # type: ignore[attr-defined]

    return put


def test_without_a_key_nothing_is_signed_and_the_message_says_what_to_do(
    chain: str, settings_with_key: Callable[[bytes], None]
) -> None:
    settings_with_key(b"")

    with pytest.raises(LedgerError, match="gatepost migrate"):
        checkpoint(chain, at=AT)
