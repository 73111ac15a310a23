"""Evidence is kept: numbered, encrypted, in the case's own ledger, and never written over."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from gatepost.incidents.evidence import keeping
from gatepost.incidents.models import Case, Evidence
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from gatepost.records.exporting import check
from gatepost.vault.rotation import lock_anew
from tests.incidents.desk import report
from tests.incidents.kept_things import AT, WORDS, incoming, item_in, png


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return report(cast, "something-else", by=cast.assistant, at=AT)


def test_items_are_numbered_and_each_stands_in_the_ledger_of_its_case_with_its_hash(
    case: Case, cast: SimpleNamespace
) -> None:
    both = keeping.keep(case, [incoming(png("red")), incoming(png("blue"))], by=cast.head, at=AT)
    third = item_in(case, by=None)

    assert [one.number for one in (*both, third)] == [1, 2, 3]
    for one in (*both, third):
        entry = history(case).get(number=one.ledger_entry)
        assert entry.chain == case.ledger_chain
        assert entry.details["sha256"] == one.file.sha256
    assert check(case.ledger_chain).is_sound


def test_who_how_and_when_are_kept_apart_with_four_kinds_of_metadata(
    case: Case, cast: SimpleNamespace
) -> None:
    told = item_in(case, by=cast.assistant).said

    assert (told.happened, told.seen) == ("last Tuesday", "")
    assert told.technical["media type"] == "image/png"
    assert told.descriptive["what it is"] == WORDS
    assert told.administrative["case"] == case.key
    assert told.provenance["handed over by"] == str(cast.assistant)


def test_the_database_holds_no_word_of_it_and_the_disk_no_byte(
    case: Case, cast: SimpleNamespace
) -> None:
    text = b"You are a heron and nobody likes you"

    kept = item_in(case, by=cast.assistant, content=text, media_type="text/plain")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM incidents_evidence")
        row = repr(cursor.fetchall())
    assert "heron" not in row and "screen.png" not in row and "Tuesday" not in row
    assert b"heron" not in kept.file.path.read_bytes()
    assert b"".join(kept.file.chunks()) == text


@pytest.mark.parametrize(
    "change",
    [
        "number = 7",
        "received_at = '2020-01-01'",
        "ledger_entry = 99",
        "by_id = NULL",
        "case_id = 0",
    ],
)
def test_the_database_refuses_to_change_an_item(
    case: Case, cast: SimpleNamespace, change: str
) -> None:
    item_in(case, by=cast.assistant)

    with (
        pytest.raises(IntegrityError, match="Evidence is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE incidents_evidence SET {change}")

    assert Evidence.objects.get().number == 1


def test_another_file_cannot_be_put_in_an_items_place(case: Case, cast: SimpleNamespace) -> None:
    first, second = item_in(case, by=cast.assistant), item_in(case, by=cast.assistant)
    other = second.file_id
    Evidence.objects.filter(pk=second.pk).update(file=None)

    with pytest.raises(IntegrityError, match="Evidence is never changed"), transaction.atomic():
        Evidence.objects.filter(pk=first.pk).update(file=other)


def test_a_change_of_keys_still_reaches_every_item(case: Case, cast: SimpleNamespace) -> None:
    item_in(case, by=cast.assistant)

    Evidence.objects.update(told={**Evidence.objects.get().told})

    assert lock_anew()[1] == []
    assert Evidence.objects.get().said.what == WORDS


def test_nothing_is_added_to_a_closed_case(case: Case, cast: SimpleNamespace) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=AT)

    with pytest.raises(NotPossible, match="closed"):
        item_in(case, by=cast.assistant)

    assert not Evidence.objects.exists()
