"""A term of which everything is known: each figure reckoned by hand, and what head, chair and governors may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.core.ledger.signing import is_signed
from gatepost.incidents.kinds import known
from gatepost.people.models import Person, SchoolDates
from gatepost.people.rules import NotPossible
from gatepost.records.models import Checkpoint, Entry
from gatepost.reports.figures.counting import COUNTERS
from gatepost.reports.figures.known import topics
from gatepost.reports.figures.shapes import Term
from gatepost.reports.models import TermReport
from gatepost.reports.waiting import waiting_for
from tests.incidents.desk import report
from tests.reports.known_term import AT, FIRST, LAST, MONDAY, a_term, report_of, summer

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
BY_HAND = {
    # Ten comments under the clock but one without: 1, 2, 3, 20, 24 and 5 hours in time; 25, 30 and never late.
    "answers": {"received": 10, "in-time": 6, "late": 3, "waiting": 0, "no-clock": 1, "hours": 5},
    # Ten working days from 6 to 17 July, looked at on two; the policy only wishes for the weekend.
    "looks": {"wanted": 10, "missed": 8, "gaps": 2, "X/missed": 8},
    "posts": {
        "out": 7, "expired": 1, "emergencies": 0, "unsettled": 0, "sent-back": 0,
        "refused-posts": 0, "refused-other": 5, "down-consent": 6, "down-other": 1,
    },
    "consents": {"yes": 5, "no": 0},  # one mother, five uses
    "accounts": {"open": 1, "short": 1},  # nobody runs it, the policy wants two
    "reading": {"unread": 6},
    "training": {"Safe accounts/overdue": 2},
    # Six about adults, one of which concerns the headteacher.
    "incidents": {"children": 2, "adults": 5, "against": 0, "other": 0},
    "departures": {"in-time": 5, "late": 0, "exceptions": 1},
    "network": {"unread": 9, "stopped": 60},  # all but nine have read the notice
    "review": {"reviews": 0},
}  # fmt: skip
TOLD = {
    ("posts", "down-other"): "fewer than 5",
    ("posts", "down-consent"): "6",
    ("consents", "no"): "fewer than 5",
    ("consents", "yes"): "5",
    ("reading", "unread"): "6 of 20",
    ("training", "overdue"): "fewer than 5 of 20",
    ("incidents", "children"): "fewer than 5",
    ("incidents", "adults"): "5",
    ("incidents", "other"): "fewer than 5",
    ("departures", "late"): "fewer than 5",
    ("looks", "missed"): "8",
    ("review", "due"): "1 April 2024",
}


def test_every_figure_of_a_known_term_is_as_reckoned_by_hand(cast: SimpleNamespace) -> None:
    a_term(cast)
    term = Term(cast.school, "Summer", FIRST, LAST, AT)

    found = {
        topic: {
            f"{one.about}/{one.key}" if one.about else one.key: one.value
            for one in figures(term)
            if one.on is None
        }
        for topic, figures in COUNTERS.items()
    }

    assert found == BY_HAND


def test_nothing_but_what_may_be_told_is_kept(cast: SimpleNamespace, sign_in: SignIn) -> None:
    a_term(cast)
    made = report_of(cast)

    page = sign_in(cast.governor).get(made.get_absolute_url()).content.decode()

    kept = {
        (topic["key"], one["key"]): one
        for topic in made.figures
        for one in topic["figures"]
        if not one["about"] or topic["key"] == "training"
    }
    small = [key for key, one in kept.items() if one["personal"] and one["low"] != one["high"]]
    assert all((kept[key]["low"], kept[key]["high"]) == (0, 4) for key in small)
    for words in TOLD.values():
        assert f"<strong>{words}</strong>" in page
    assert "between 5 and 17" in page  # all cases: 5 and three groups of at most 4


def test_another_school_and_another_term_count_for_nothing(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    a_term(other_cast)
    earlier = Term(cast.school, "Spring", date(2026, 1, 5), date(2026, 3, 27), AT)
    term = Term(cast.school, "Summer", FIRST, LAST, AT)

    for days in (earlier, term):
        found = [one for figures in COUNTERS.values() for one in figures(days)]

        assert not any(one.value for one in found if one.on is None)


def test_every_topic_is_counted_and_every_kind_of_case_stands_in_one_group() -> None:
    groups = [kind for one in topics()["incidents"].figures.values() for kind in one.kinds]

    assert COUNTERS.keys() == topics().keys()
    assert sorted(groups) == sorted(known().kinds)


def test_a_report_is_prepared_once_after_the_term_and_by_the_head(cast: SimpleNamespace) -> None:
    term = summer(cast)

    with pytest.raises(NotPossible, match="not over"):
        TermReport.prepare(term, by=cast.head, at=datetime(2026, 7, 17, 22, tzinfo=UTC))
    with pytest.raises(NotPossible, match="headteacher prepares"):
        TermReport.prepare(term, by=cast.chair, at=AT)
    made = TermReport.prepare(term, by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="already"):
        TermReport.prepare(term, by=cast.head, at=AT)

    # Nor with other dates that share a day: two reports could be taken from one another.
    term.take_away(by=cast.administrator, at=AT)
    longer = summer(cast, first=LAST, last=LAST + timedelta(days=1))
    with pytest.raises(NotPossible, match="A day is counted once"):
        TermReport.prepare(longer, by=cast.head, at=AT + timedelta(days=2))
    assert Entry.objects.get(event="report.prepared").details["sha256"] == made.sha256


def test_what_happens_later_changes_nothing_of_a_report(cast: SimpleNamespace) -> None:
    made = report_of(cast)
    before = made.figures

    a_term(cast)
    made.refresh_from_db()

    assert made.figures == before and made.is_whole


def test_issuing_signs_the_newest_entry_and_the_chair_confirms(cast: SimpleNamespace) -> None:
    made = report_of(cast, issued=False)

    with pytest.raises(NotPossible, match="headteacher issues"):
        made.give_out(by=cast.chair, at=AT)
    with pytest.raises(NotPossible, match="not issued"):
        made.confirm(by=cast.chair, at=AT, seen=made.sha256)
    issue = made.give_out(by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="Read it again"):
        made.confirm(by=cast.chair, at=AT, seen="0" * 64)
    with pytest.raises(NotPossible, match="chair of governors confirms"):
        made.confirm(by=cast.governor, at=AT, seen=made.sha256)
    made.confirm(by=cast.chair, at=AT, seen=made.sha256)

    entry = Entry.objects.get(event="report.issued")
    signed = Checkpoint.objects.get(hash=issue.head).signed
    assert (issue.entry, issue.head) == (entry.number, entry.hash)
    assert is_signed(signed.body.encode(), issue.signature, public_key=issue.public_key)
    assert [one.event for one in Entry.objects.filter(event="report.confirmed")]


def test_a_report_whose_figures_were_changed_is_not_issued(cast: SimpleNamespace) -> None:
    made = report_of(cast, issued=False)
    made.figures[0]["figures"][0]["high"] = made.figures[0]["figures"][0]["low"] = 99
    made.save(update_fields=["figures"])

    with pytest.raises(NotPossible, match="changed the database"):
        made.give_out(by=cast.head, at=AT)


def test_drafts_are_for_head_and_chair_and_issued_reports_for_governors(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    made = report_of(cast, issued=False)
    url = made.get_absolute_url()

    drafts = {
        key for key, one in cast.everybody.items() if sign_in(one).get(url).status_code == 200
    }
    made.give_out(by=cast.head, at=AT)
    issued = {
        key for key, one in cast.everybody.items() if sign_in(one).get(url).status_code == 200
    }

    assert drafts == {"head", "chair"}
    assert issued == {"head", "chair", "governor"}


def test_the_way_from_the_list_to_the_chairs_word(cast: SimpleNamespace, sign_in: SignIn) -> None:
    base = f"/schools/{cast.school.slug}/governors-reports/"
    term = summer(cast)

    head = sign_in(cast.head)
    assert "Prepare the report" in head.get(base).content.decode()
    prepared = head.post(f"{base}prepare/", {"term": term.pk}, follow=True)
    made = TermReport.objects.get()
    assert "This is a draft" in prepared.content.decode()
    head.post(f"{base}{made.pk}/issue/")
    chair = sign_in(cast.chair)
    chair.post(f"{base}{made.pk}/confirmation/", {"seen": made.sha256})

    page = chair.get(made.get_absolute_url()).content.decode()
    assert made.issue.head in page and "confirmed on" in page
    assert "Issue it" not in page and "I have read this" not in page


def test_figures_lead_to_rows_for_whoever_sees_those_anyway(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    a_term(cast)
    made = report_of(cast)
    base = made.get_absolute_url()

    head = sign_in(cast.head)
    page = head.get(base).text
    mine = {topic for topic in topics() if f"{base}counted/{topic}/" in page}
    names = head.get(f"{base}counted/reading/").text
    cases = head.get(f"{base}counted/incidents/").text
    governor = sign_in(cast.governor)
    page = governor.get(base).text
    theirs = {topic for topic in topics() if f"{base}counted/{topic}/" in page}
    hidden = governor.get(f"{base}counted/incidents/").status_code

    assert mine == {
        "answers",
        "posts",
        "accounts",
        "reading",
        "training",
        "incidents",
        "departures",
    }
    assert theirs == {"accounts"}
    assert names.count("Oakley") == 6
    assert "given to you" in cases and hidden == 404


def test_a_case_about_whoever_reads_the_report_is_told_by_no_figure(cast: SimpleNamespace) -> None:
    for one in cast.everybody.values():
        if one.roles.exists():
            report(cast, "allegation", by=None, at=MONDAY, people=(one.pk,))
    about_teacher = [
        report(cast, "allegation", by=None, at=MONDAY, people=(cast.writer.pk,)) for _ in range(6)
    ]
    term = Term(cast.school, "Summer", FIRST, LAST, AT)

    found = {one.key: one.value for one in COUNTERS["incidents"](term)}

    assert found["adults"] == len(about_teacher)


def test_the_pages_of_a_full_term_stay_under_thirty_queries(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    a_term(cast)
    made = report_of(cast)
    head, base = sign_in(cast.head), f"/schools/{cast.school.slug}/governors-reports/"

    for url in (
        base,
        made.get_absolute_url(),
        f"{base}years/2025/",
        f"{base}{made.pk}/counted/posts/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert head.get(url).status_code == 200

        assert len(asked) < 30, (url, len(asked))


@pytest.mark.once
def test_the_pdf_is_drawn_from_the_row_alone(cast: SimpleNamespace, sign_in: SignIn) -> None:
    a_term(cast)
    made = report_of(cast)

    with CaptureQueriesContext(connection) as asked:
        answer = sign_in(cast.governor).get(f"{made.get_absolute_url()}report.pdf")

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-1.7")
    assert not [one for one in asked if "incidents_" in one["sql"] or "declarations_" in one["sql"]]


def test_terms_without_a_report_stand_in_the_list(cast: SimpleNamespace, sign_in: SignIn) -> None:
    SchoolDates.enter(
        "term", name="Long term", days=(date(2026, 9, 1), date(2036, 1, 1)), by=cast.administrator, at=AT
    )  # fmt: skip

    text = sign_in(cast.governor).get(f"/schools/{cast.school.slug}/governors-reports/").text

    assert "Long term" in text and "Prepare" not in text


def test_head_and_chair_are_told_what_waits_for_them(cast: SimpleNamespace) -> None:
    def told(person: Person) -> list[str]:
        return [one.says.partition(" the ")[0] for one in waiting_for(person, on=AT.date())]

    term = summer(cast)
    before = told(cast.head), told(cast.chair)
    made = TermReport.prepare(term, by=cast.head, at=AT)
    drafted = told(cast.head), told(cast.chair)
    made.give_out(by=cast.head, at=AT)
    issued = told(cast.head), told(cast.chair)
    made.confirm(by=cast.chair, at=AT, seen=made.sha256)

    assert (before, drafted, issued) == ((["Prepare"], []), (["Issue"], []), ([], ["Read"]))
    assert told(cast.chair) == told(cast.governor) == []
