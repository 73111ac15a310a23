"""A case about a child goes to the next school, and its receipt is waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.incidents.evidence.exporting import export_case
from gatepost.incidents.keeping_time.asked import standing_of
from gatepost.incidents.models import Access, Case
from gatepost.incidents.transferring.sending import Sent, send, take_receipt, waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.models import Entry
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in
from tests.incidents.old_cases import old_case

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 19, 10, tzinfo=UTC)  # a Thursday
SENT = Sent("Millbrook School", "Fern Overton", "Handed over in person.", AT.date())


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return report(cast, "child-at-risk", by=cast.writer, at=AT)


def test_what_was_sent_to_whom_is_on_record_and_encrypted(
    case: Case, cast: SimpleNamespace
) -> None:
    made = send(case, SENT, by=cast.safeguarding_lead, at=AT)

    assert made.said["school"] == "Millbrook School" and made.export is None
    newest = Entry.objects.of_chain(f"case-{case.key}").last()
    assert newest.event == "case.transferred" and newest.details["sent"] == "2026-11-19"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM incidents_transfer")
        row = repr(cursor.fetchall())
    assert "Millbrook" not in row and "Fern" not in row and "person" not in row


def test_a_bundle_is_the_one_that_was_made_last(case: Case, cast: SimpleNamespace) -> None:
    bundle = replace(SENT, is_bundle=True)
    item_in(case, by=cast.writer, at=AT)
    with pytest.raises(NotPossible, match="Make the bundle first"):
        send(case, bundle, by=cast.safeguarding_lead, at=AT)
    export_case(case, reason="Next school", by=cast.safeguarding_lead, at=AT).file.close()

    assert send(case, bundle, by=cast.safeguarding_lead, at=AT).export == case.exports.get()


def test_only_a_case_about_a_child_goes_and_only_once_it_was_sent(
    case: Case, cast: SimpleNamespace
) -> None:
    other = report(cast, "account-taken-over", by=None, at=AT)
    pupils = report(cast, "something-else", by=None, at=AT, about="pupil")
    for one in (other, pupils):
        Access.objects.create(case=one, person=cast.writer, given_at=AT)

    with pytest.raises(NotPossible, match="about a child"):
        send(other, SENT, by=cast.writer, at=AT)
    with pytest.raises(NotPossible, match="still to come"):
        send(pupils, replace(SENT, sent_on=date(2026, 11, 20)), by=cast.writer, at=AT)
    assert send(pupils, SENT, by=cast.writer, at=AT)


def test_the_receipt_is_missed_after_five_working_days_and_not_once_it_came(
    case: Case, cast: SimpleNamespace
) -> None:
    lead = cast.safeguarding_lead
    sent = send(case, SENT, by=lead, at=AT)

    assert waiting_for(lead, on=date(2026, 11, 26)) == []
    assert [one.due_on for one in waiting_for(lead, on=date(2026, 11, 27))] == [date(2026, 11, 26)]
    assert waiting_for(cast.head, on=date(2026, 11, 27)) == []
    later = datetime(2026, 11, 27, 12, tzinfo=UTC)
    with pytest.raises(NotPossible, match="between the sending and today"):
        take_receipt(sent, "Fern Overton", on=date(2026, 11, 18), by=lead, at=later)
    take_receipt(sent, "Fern Overton", on=date(2026, 11, 27), by=lead, at=later)
    assert waiting_for(lead, on=date(2026, 11, 30)) == []
    with pytest.raises(NotPossible, match="here already"):
        take_receipt(sent, "Fern Overton", on=date(2026, 11, 27), by=lead, at=later)


def test_a_closed_file_that_the_next_school_holds_need_not_wait_for_its_day(
    cast: SimpleNamespace,
) -> None:
    case = old_case(cast, "child-at-risk")
    sent = send(case, SENT, by=cast.head, at=AT)
    assert standing_of(case).due_on is None

    take_receipt(sent, "Fern Overton", on=AT.date(), by=cast.head, at=AT)

    assert standing_of(case).due_on == AT.date()


def test_through_the_pages_to_the_receipt(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client, where = sign_in(cast.safeguarding_lead), [cast.school.slug, case.key]
    url, today = reverse("incidents:transfer", args=where), timezone.localdate().isoformat()
    told = {"school": "Millbrook School", "name": "Fern", "how": "By hand.", "form": "paper"}

    assert client.post(url, told).status_code == 400
    client.post(url, told | {"sent_on": today})
    assert "No receipt yet" in client.get(url).text
    receipt = {"transfer": case.transfers.get().pk, "who": "Fern Overton", "on": today}
    receipt_url = reverse("incidents:transfer-receipt", args=where)
    empty = client.post(receipt_url, receipt | {"who": ""})
    assert empty.status_code == 400 and "Write who at the other school" in empty.text
    client.post(receipt_url, receipt)

    assert "Fern Overton" in client.get(url).text and "No receipt yet" not in client.get(url).text


def test_whoever_does_not_see_the_whole_case_has_no_such_page(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    Access.objects.create(case=case, person=cast.writer, given_at=AT, sees_before=False)
    url = reverse("incidents:transfer", args=[cast.school.slug, case.key])

    assert sign_in(cast.writer).get(url).status_code == 404
    assert sign_in(cast.head).get(url).status_code == 404
    with pytest.raises(NotPossible, match="whole case"):
        send(case, SENT, by=cast.writer, at=AT)
    with pytest.raises(NotPossible, match="no such case"):
        send(case, SENT, by=cast.head, at=AT)
