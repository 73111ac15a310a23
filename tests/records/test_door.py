"""The one door: what it takes, what it refuses, and where an entry goes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from gatepost.core.ledger import LedgerError, hash_of, is_digest_of
from gatepost.people.models import School
from gatepost.records.door import history, keyed_digest, record
from gatepost.records.events import EVENTS
from gatepost.records.models import Entry, Head

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


class Thing:
    """Something that can be recorded and has no table."""

    def __init__(self, label: str, pk: Any, **more: Any) -> None:
        self._meta = SimpleNamespace(label_lower=label)
        self.pk = pk
        self.__dict__.update(more)


PERSON = Thing("people.person", 12)


def test_an_entry_is_sealed_upon_the_one_before(school: School) -> None:
    first = record("school.founded", subject=school, by=None, at=AT)
    second = record(
        "person.joined", subject=school, by=PERSON, at=AT, because=["ashlands@1f3a9c02/x"]
    )

    assert (first.chain, first.number, second.number) == (f"school-{school.pk}", 1, 2)
    assert f'"previous":"{first.hash}"' in second.body
    assert hash_of(second.body.encode()) == second.hash == Head.objects.get().hash
    assert (first.by, second.by) == ("", "people.person:12")
    assert second.because == ["ashlands@1f3a9c02/x"]


def test_details_are_kept_as_numbers_moments_ids_and_digests(school: School) -> None:
    entry = record(
        "policy.signed",
        subject=school,
        by=PERSON,
        at=AT,
        version=3,
        first=True,
        on=date(2026, 11, 20),
        until=AT,
        role="chair-of-governors",
        people=[1, 2, 3],
        text=keyed_digest("I agree."),
    )

    kept = Entry.objects.get(pk=entry.pk).details
    assert is_digest_of(kept.pop("text"), "I agree.", key=b"d" * 32)
    assert kept == {
        "version": 3,
        "first": True,
        "on": "2026-11-20",
        "until": "2026-11-20T16:30:00.000000Z",
        "role": "chair-of-governors",
        "people": [1, 2, 3],
    }


@pytest.mark.parametrize(
    "detail",
    [
        "Wren Abbott",
        "Wren",
        "wren abbott",
        "wrén",
        "a\nb",
        "",
        "x" * 121,
        ["ok", "Wren Abbott"],
        1.5,
        None,
        b"bytes",
        {"name": "wren"},
        [1] * 501,
        10**16,
    ],
    ids=lambda detail: repr(detail)[:20],
)
def test_what_may_be_a_name_or_a_text_is_refused(school: School, detail: Any) -> None:
    with pytest.raises(LedgerError):
        record("policy.signed", subject=school, by=None, at=AT, detail=detail)

    assert not Entry.objects.exists()


def test_the_refusal_of_a_name_says_what_to_give(school: School) -> None:
    with pytest.raises(LedgerError, match=r"The detail “who” has to be an id .* keyed_digest"):
        record("policy.signed", subject=school, by=None, at=AT, who="Wren Abbott")


@pytest.mark.parametrize(
    "because",
    ["ashlands@1f3a9c02/x", ["Reply in a day"], [""], [7]],
    ids=["text", "words", "empty", "number"],
)
def test_reasons_are_clauses(school: School, because: Any) -> None:
    with pytest.raises(LedgerError):
        record("policy.signed", subject=school, by=None, at=AT, because=because)


def test_an_event_that_is_not_listed_is_refused_with_the_nearest(school: School) -> None:
    with pytest.raises(LedgerError, match=r"Did you mean “policy\.signed”"):
        record("policy.sined", subject=school, by=None, at=AT)


def test_something_unsaved_is_refused(db: None) -> None:
    with pytest.raises(LedgerError, match="has to be saved"):
        record("person.joined", subject=Thing("people.person", None), by=None, at=AT, chain="x")


def test_a_moment_needs_its_zone(school: School) -> None:
    with pytest.raises(LedgerError, match="time zone"):
        record("policy.signed", subject=school, by=None, at=datetime(2026, 11, 20))


@pytest.mark.parametrize(
    ("subject", "given", "chain"),
    [
        (Thing("people.school", 4), None, "school-4"),
        (Thing("people.person", 12, school_id=5), None, "school-5"),
        (Thing("incidents.case", 12, school_id=5, ledger_chain="case-12"), None, "case-12"),
        (Thing("people.person", 12, school_id=5), "trust-1", "trust-1"),
    ],
)
def test_an_entry_goes_to_the_chain_of_its_school_or_its_own(
    db: None, subject: Thing, given: str | None, chain: str
) -> None:
    entry = record("person.joined", subject=subject, by=None, at=AT, chain=given)

    assert (entry.chain, entry.number) == (chain, 1)


def test_what_belongs_to_no_school_needs_a_chain(db: None) -> None:
    with pytest.raises(LedgerError, match="belongs to no school"):
        record("person.joined", subject=PERSON, by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(LedgerError, match="transaction"):
        record("person.joined", subject=PERSON, by=None, at=AT, chain="x")

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_entry() -> None:
    class Failed(Exception):
        pass

    with pytest.raises(Failed), transaction.atomic(durable=True):
        record("person.joined", subject=PERSON, by=None, at=AT, chain="x")
        raise Failed

    assert not Entry.objects.exists()
    assert not Head.objects.exists()


def test_history_is_about_one_thing_the_newest_first(school: School, other_school: School) -> None:
    record("school.founded", subject=school, by=None, at=AT)
    record("school.founded", subject=other_school, by=None, at=AT)
    record("policy.signed", subject=school, by=PERSON, at=AT)

    assert [one.event for one in history(school)] == ["policy.signed", "school.founded"]
    assert history(school)[0].says == "signed the policy"


def test_events_are_listed_in_order_and_well_formed() -> None:
    assert list(EVENTS) == sorted(EVENTS)
    for event, says in EVENTS.items():
        noun, dot, participle = event.partition(".")
        assert dot and noun and participle and " " not in event
        assert says[0].islower() and not says.endswith(".")
