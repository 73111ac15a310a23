"""Closed cases are kept as long as the table says, held where they must be, and deleted by two people."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.incidents.evidence import keeping
from gatepost.incidents.evidence.exporting import export_case
from gatepost.incidents.evidence.sealing import seal
from gatepost.incidents.keeping_time.asked import standing_of, table
from gatepost.incidents.keeping_time.deleting import (
    ask_deletion,
    call_off,
    confirm_deletion,
    stopped,
)
from gatepost.incidents.keeping_time.holding import hold_on, lift_hold, set_hold
from gatepost.incidents.keeping_time.noting import note_due
from gatepost.incidents.kinds import known
from gatepost.incidents.models import (
    Access,
    Case,
    Certificate,
    Evidence,
    KeepingRule,
    Release,
    Step,
)
from gatepost.incidents.reporting import answer
from gatepost.incidents.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import keyed_digest
from gatepost.records.exporting import check
from gatepost.records.models import Entry
from gatepost.vault.models import SealedFile
from tests.incidents.desk import report
from tests.incidents.kept_things import incoming, item_in
from tests.incidents.old_cases import CLOSED, NOW, THEN, entered, old_case

SignIn = Callable[[Person], Client]
ON = NOW.date()
WHY = "Kept for long enough."


def test_every_kind_of_report_counts_as_a_kind_of_record_and_each_figure_has_a_source() -> None:
    assert table().of_kinds.keys() == known().kinds.keys()
    assert set(table().of_kinds.values()) <= table().records.keys()
    assert table().held <= known().kinds.keys()
    for record in table().records.values():
        assert record.source and record.to_check
        assert {record.start, record.until or record.start} <= table().starts.keys()


@pytest.mark.parametrize(
    ("record", "days", "due_on"),
    [
        ("other", {}, date(2025, 4, 5)),
        ("complaint", {}, date(2025, 4, 5)),
        ("unfounded-allegation", {}, date(2019, 4, 5)),
        ("low-level-concern", {"starts_on": date(2024, 2, 29)}, date(2031, 2, 28)),
        ("child-protection-file", {"starts_on": date(2010, 5, 6)}, date(2035, 5, 6)),
        ("allegation", {"until_on": date(2040, 1, 1)}, date(2040, 1, 1)),
        ("allegation", {"until_on": date(2025, 1, 1)}, date(2029, 3, 4)),
    ],
)
def test_a_case_is_due_by_the_rule_of_its_kind_of_record(
    cast: SimpleNamespace, record: str, days: dict[str, date], due_on: date
) -> None:
    case = old_case(cast)

    entered(case, record, by=cast.head, **days)

    assert standing_of(case).due_on == due_on


@pytest.mark.parametrize("record", ["child-protection-file", "low-level-concern", "allegation"])
def test_it_is_never_due_while_a_day_is_missing(cast: SimpleNamespace, record: str) -> None:
    case = old_case(cast)

    entered(case, record, by=cast.head)

    assert standing_of(case).due_on is None
    assert (
        "Enter the day" in standing_of(case).missing or "date of birth" in standing_of(case).missing
    )
    assert "Nobody can say yet" in stopped(case, at=NOW)


def test_an_open_case_is_never_due(cast: SimpleNamespace) -> None:
    case = report(cast, "something-else", by=None, at=THEN)

    assert standing_of(case).due_on is None
    assert "open" in stopped(case, at=NOW)


def test_the_data_protection_officer_changes_a_figure_on_record_and_nobody_else_can(
    cast: SimpleNamespace,
) -> None:
    case = old_case(cast)
    change = {"years": 8, "reason": "Our insurer asks for it.", "at": NOW}

    KeepingRule.change(cast.school, "other", by=cast.data_officer, **change)
    KeepingRule.change(cast.school, "other", by=cast.head, **(change | {"years": 9}))

    assert standing_of(case).due_on == date(2028, 4, 5)
    assert KeepingRule.objects.get().by == cast.head
    on_record = Entry.objects.filter(event="keeping.changed").order_by("number")
    assert [one.details["years"] for one in on_record] == [8, 9]
    with pytest.raises(NotPossible, match="data protection officer or the headteacher"):
        KeepingRule.change(cast.school, "other", by=cast.safeguarding_lead, **change)
    with pytest.raises(NotPossible, match="why"):
        KeepingRule.change(cast.school, "other", by=cast.head, **(change | {"reason": " "}))


@pytest.mark.parametrize("kind", ["sexual-image", "allegation", "child-at-risk"])
def test_what_may_be_sexual_abuse_of_a_child_is_held_until_a_person_lifts_it(
    cast: SimpleNamespace, kind: str
) -> None:
    case = old_case(cast, kind)
    entered(case, "unfounded-allegation", by=cast.head)

    with pytest.raises(NotPossible, match="Independent Inquiry"):
        ask_deletion(case, WHY, by=cast.head, at=NOW)
    lift_hold(case, "It was about a lift home. The LADO agreed.", by=cast.head, at=NOW)

    assert hold_on(case, at=NOW) is None
    assert ask_deletion(case, WHY, by=cast.head, at=NOW)
    assert Entry.objects.filter(event="case.attempt-refused").count() == 1


def test_a_clause_that_still_has_deleting_wait_holds_a_closed_case_too(
    other_cast: SimpleNamespace,
) -> None:
    case = old_case(other_cast, "sexual-image")

    held = hold_on(case, at=NOW)

    assert held is not None and held.row is None
    assert "has deleting wait until the police take over" in held.reason


def test_what_was_sealed_after_a_hold_was_lifted_is_held_anew(cast: SimpleNamespace) -> None:
    case = report(cast, "child-at-risk", by=None, at=THEN)
    item = item_in(case, by=None, at=THEN)
    Access.objects.create(case=case, person=cast.head, given_at=THEN)
    lift_hold(case, "Not about that.", by=cast.head, at=NOW)
    assert hold_on(case, at=NOW) is None

    seal(item, by=cast.head, at=NOW)

    assert hold_on(case, at=NOW) is not None


def test_a_figure_is_changed_on_the_page_and_shown_as_the_schools_own(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client, where = (
        sign_in(cast.data_officer),
        reverse("incidents:keeping", args=[cast.school.slug]),
    )

    empty = client.post(where, {"record": "complaint", "years": "200", "reason": ""})
    page = client.post(
        where, {"record": "complaint", "years": "15", "reason": "Contentious."}, follow=True
    )

    assert empty.status_code == 400 and "100 years at most" in empty.text
    assert "15 years from" in page.text and "instead of 6" in page.text
    assert sign_in(cast.safeguarding_lead).get(where).status_code == 404


def test_a_hold_that_was_set_outlasts_the_day_until_it_is_lifted_with_a_reason(
    cast: SimpleNamespace,
) -> None:
    case = old_case(cast)
    set_hold(case, "A claim is before the court.", by=cast.approver, at=NOW)

    with pytest.raises(NotPossible, match="before the court"):
        ask_deletion(case, WHY, by=cast.head, at=NOW)
    with pytest.raises(NotPossible, match="held already"):
        set_hold(case, "Twice.", by=cast.head, at=NOW)
    with pytest.raises(NotPossible, match="Write why"):
        lift_hold(case, "", by=cast.head, at=NOW)
    lift_hold(case, "The claim was settled.", by=cast.head, at=NOW)

    assert stopped(case, at=NOW) == ""


def test_a_hold_set_after_the_asking_stops_the_second_yes(cast: SimpleNamespace) -> None:
    case = old_case(cast)
    ask_deletion(case, WHY, by=cast.head, at=NOW)
    set_hold(case, "An inquiry asks for it.", by=cast.approver, at=NOW)

    with pytest.raises(NotPossible, match="inquiry"):
        confirm_deletion(case, by=cast.approver, at=NOW)

    assert Case.objects.filter(pk=case.pk).exists()


def test_a_sealed_picture_is_never_deleted_this_way(cast: SimpleNamespace) -> None:
    case = report(cast, "something-else", by=None, at=THEN)
    seal(item_in(case, by=None, at=THEN), by=cast.head, at=THEN)
    case.accesses.all().delete()
    for person in (cast.head, cast.approver):
        Access.objects.create(case=case, person=person, given_at=THEN)
    Case.objects.filter(pk=case.pk).update(closed_at=CLOSED)
    case.refresh_from_db()
    entered(case, "other", by=cast.head)
    lift_hold(case, "The police said so.", by=cast.head, at=NOW)

    with pytest.raises(NotPossible, match="sealed picture"):
        ask_deletion(case, WHY, by=cast.head, at=NOW)

    assert case.evidence.get().file is not None


def test_it_takes_two_people_and_before_its_day_not_even_those(cast: SimpleNamespace) -> None:
    case = old_case(cast)
    entered(case, "allegation", by=cast.head, until_on=date(2031, 2, 3))
    with pytest.raises(NotPossible, match="kept until 3 February 2031"):
        ask_deletion(case, WHY, by=cast.head, at=NOW)
    entered(case, "other", by=cast.head, at=NOW + timedelta(minutes=1))

    ask_deletion(case, WHY, by=cast.head, at=NOW)

    with pytest.raises(NotPossible, match="two people"):
        confirm_deletion(case, by=cast.head, at=NOW)
    with pytest.raises(NotPossible, match="asks for this already"):
        ask_deletion(case, WHY, by=cast.approver, at=NOW)
    call_off(case, by=cast.approver, at=NOW)
    with pytest.raises(NotPossible, match="Nobody asks"):
        confirm_deletion(case, by=cast.approver, at=NOW)


def test_where_nobody_else_sees_it_a_second_person_is_let_in_but_never_one_whom_it_is_about(
    cast: SimpleNamespace,
) -> None:
    case = old_case(cast, seen_by=(cast.head,), people=[cast.assistant.pk])

    with pytest.raises(NotPossible, match="Nobody else sees the whole case"):
        ask_deletion(case, WHY, by=cast.head, at=NOW)
    with pytest.raises(NotPossible, match="cannot be given the case"):
        ask_deletion(case, WHY, second=cast.assistant, by=cast.head, at=NOW)
    ask_deletion(case, WHY, second=cast.approver, by=cast.head, at=NOW)

    assert confirm_deletion(case, by=cast.approver, at=NOW)


def test_whoever_sees_only_what_came_later_neither_asks_nor_confirms(cast: SimpleNamespace) -> None:
    case = old_case(cast)
    Access.objects.create(case=case, person=cast.writer, given_at=THEN, sees_before=False)

    with pytest.raises(NotPossible, match="whole case"):
        ask_deletion(case, WHY, by=cast.writer, at=NOW)
    with pytest.raises(NotPossible, match="whole case"):
        lift_hold(case, WHY, by=cast.writer, at=NOW)
    assert set_hold(case, "I heard of a claim.", by=cast.writer, at=NOW)


@pytest.fixture
def full(cast: SimpleNamespace) -> Case:
    """A closed case with something of everything."""
    case = report(cast, "something-else", by=None, at=THEN, words="The heron of the lido.")
    item_in(case, by=None, at=THEN)
    keeping.keep(case, [incoming(b"words", media_type="text/plain")], by=None, at=THEN)
    case.accesses.all().delete()
    for person in (cast.head, cast.approver):
        Access.objects.create(case=case, person=person, given_at=THEN)
    Step.objects.create(case=case, action="note", words="Rang.", by=cast.head, at=THEN)
    answer(case, "Thank you.", by=cast.head, at=THEN)
    Release.objects.create(
        case=case, clause="ashlands/x", source="HR", advice="Go on.", by=cast.head, at=THEN
    )
    export_case(case, reason="For the file", by=cast.head, at=THEN).file.close()
    Case.objects.filter(pk=case.pk).update(closed_at=CLOSED)
    case.refresh_from_db()
    return case


def test_deletion_takes_everything_but_the_certificate_and_the_chain(
    cast: SimpleNamespace, full: Case, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    paths = [one.file.path for one in full.evidence.all() if one.file]
    ask_deletion(full, WHY, by=cast.head, at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        made = confirm_deletion(full, by=cast.approver, at=NOW)

    assert not Case.objects.exists() and not Evidence.objects.exists() and not Step.objects.exists()
    assert not SealedFile.objects.exists()
    assert len(paths) == 2 and not any(path.exists() for path in paths)
    chain = Entry.objects.of_chain(f"case-{full.key}")
    assert chain.last().event == "case.deleted"
    assert check(f"case-{full.key}").is_sound
    assert made.ledger_head == keyed_digest(chain.last().hash).value
    assert (made.asked_by, made.confirmed_by) == (cast.head, cast.approver)
    assert (made.opened_at, made.closed_at) == (THEN, CLOSED)
    items = made.said["items"]
    assert items["report"] == 1
    assert (items["files"], items["steps"], items["messages"]) == (2, 1, 1)
    assert "heron" not in str(made.said)


def test_the_database_itself_wants_two_people_on_a_certificate(
    cast: SimpleNamespace, full: Case
) -> None:
    ask_deletion(full, WHY, by=cast.head, at=NOW)
    made = confirm_deletion(full, by=cast.approver, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(confirmed_by=cast.head)


def test_the_daily_look_notes_once_and_deletes_nothing(cast: SimpleNamespace) -> None:
    due, held, early = old_case(cast), old_case(cast, "allegation"), old_case(cast, "data-breach")
    entered(held, "other", by=cast.head)
    KeepingRule.change(cast.school, "data-breach", years=90, reason="x", by=cast.head, at=NOW)

    assert (note_due(at=NOW), note_due(at=NOW)) == (1, 0)

    assert Case.objects.count() == 3
    assert Case.objects.exclude(due_noted=None).get() == due
    assert standing_of(early).due_on == date(2109, 4, 5)
    said = [one.says for one in waiting_for(cast.head, on=ON)]
    assert said == ["A closed case has been kept for long enough"]
    assert waiting_for(cast.safeguarding_lead, on=ON) == []


def test_today_tells_the_other_person_that_a_deletion_waits_and_falls_silent_under_a_hold(
    cast: SimpleNamespace,
) -> None:
    case = old_case(cast)
    note_due(at=NOW)
    ask_deletion(case, WHY, by=cast.head, at=NOW)

    assert "Somebody asks you to confirm" in str(waiting_for(cast.approver, on=ON))
    assert "Somebody asks you to confirm" not in str(waiting_for(cast.head, on=ON))
    set_hold(case, "A claim.", by=cast.head, at=NOW)
    assert "long enough" not in str(waiting_for(cast.head, on=ON))


def test_through_the_pages_from_asking_to_the_certificate(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case, slug = old_case(cast), cast.school.slug
    case_url = reverse("incidents:kept", args=[slug, case.key])
    head = sign_in(cast.head)

    assert "It may be deleted from 5 April 2025 on" in head.get(case_url).text
    refused = head.post(reverse("incidents:kept-delete", args=[slug, case.key]), {"reason": ""})
    assert refused.status_code == 400 and "Write why it is deleted." in refused.text
    head.post(reverse("incidents:kept-delete", args=[slug, case.key]), {"reason": WHY})
    client = sign_in(cast.approver)
    assert "Delete the case for good" in client.get(case_url).text
    page = client.post(reverse("incidents:kept-confirm", args=[slug, case.key]), follow=True)

    assert f"Case {case.key}" in page.text and WHY in page.text
    assert client.get(case_url).status_code == 404
    certificates = reverse("incidents:keeping-cases", args=[slug])
    assert case.key in sign_in(cast.head).get(certificates).text
    assert case.key not in sign_in(cast.safeguarding_lead).get(certificates).text


def test_a_day_and_a_hold_are_entered_on_the_page(cast: SimpleNamespace, sign_in: SignIn) -> None:
    case = old_case(cast, "child-at-risk")
    client = sign_in(cast.head)
    where = [cast.school.slug, case.key]

    assert "date of birth" in client.get(reverse("incidents:kept", args=where)).text
    said = {"record": "child-protection-file", "starts_on": "1999-09-09", "reason": "Register"}
    client.post(reverse("incidents:kept-as", args=where), said)
    client.post(reverse("incidents:kept-lift", args=where), {"reason": "Not about that."})
    page = client.post(
        reverse("incidents:kept-hold", args=where), {"reason": "A claim."}, follow=True
    )

    assert "Nothing of it is deleted" in page.text and "A claim." in page.text
    assert standing_of(case).due_on == date(2024, 9, 9)


def test_whoever_sees_only_what_came_later_learns_neither_kind_nor_day_nor_reason(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = old_case(cast, "allegation")
    Access.objects.create(case=case, person=cast.writer, given_at=THEN, sees_before=False)

    text = (
        sign_in(cast.writer).get(reverse("incidents:kept", args=[cast.school.slug, case.key])).text
    )

    assert "This case is held" in text
    assert not any(one in text for one in ("Allegation", "sexual abuse", "Delete it", "years from"))


@pytest.mark.parametrize("role", ["writer", "head", "data_officer", "administrator"])
def test_a_deleted_case_leaves_nothing_to_those_who_did_not_see_it(
    cast: SimpleNamespace, sign_in: SignIn, role: str
) -> None:
    person = cast.everybody[role]
    client, slug = sign_in(person), cast.school.slug
    others = (cast.safeguarding_lead, cast.deputy_lead)
    where = reverse("incidents:keeping-cases", args=[slug])
    before = client.get(where).text
    case = old_case(cast, seen_by=others, people=[person.pk])
    note_due(at=timezone.now())
    ask_deletion(case, WHY, by=others[0], at=NOW)

    during = client.get(where).text
    confirm_deletion(case, by=others[1], at=NOW)

    assert _plain(before) == _plain(during) == _plain(client.get(where).text)


def _plain(text: str) -> str:
    lines = io.StringIO(text).readlines()
    return "".join(line for line in lines if "csrfmiddlewaretoken" not in line)
