"""Departures: told to whom the policy says, read by nobody else, and answered in writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gatepost.declarations.models import Departure
from gatepost.declarations.models.departures import wanted_of
from gatepost.declarations.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.declarations.told_things import departure_of
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
AT = timezone.now()
TODAY = timezone.localdate()
NEW = "/schools/corpus-christi/departures/new/"
BEFORE, AFTERWARDS = "explain-departure-before", "explain-departure-afterwards"


@pytest.fixture
def corpus(db: None) -> SimpleNamespace:
    """A school whose policy wants the headteacher told."""
    return make_cast(make_school("corpus-christi"))


def readers(cast: SimpleNamespace, departure: Departure) -> set[str]:
    return {
        key
        for key, one in cast.everybody.items()
        if departure in Departure.objects.visible_to(one, on=TODAY)
    }


@pytest.mark.clause("CC-031", "CC-032")
@pytest.mark.parametrize(
    ("clause", "words"),
    [(BEFORE, "wants to hear of it afterwards"), (AFTERWARDS, "wants to hear of it beforehand;")],
)
def test_when_it_is_told_stands_on_the_page_by_its_clause_and_not_without_it(
    corpus: SimpleNamespace, sign_in: SignIn, clause: str, words: str
) -> None:
    teacher = sign_in(corpus.writer)

    whole = unescape(teacher.get(NEW).text)
    put_in_force(corpus.school, files_without("corpus-christi", clause), on=TODAY)
    cut = unescape(teacher.get(NEW).text)

    assert "wants to hear of it beforehand, or else afterwards" in whole
    assert f"#clause-{clause}" in whole and f"#clause-{clause}" not in cut
    assert words in cut


def test_to_whom_it_is_told_stands_in_the_policy(corpus: SimpleNamespace) -> None:
    to_head = departure_of(corpus.writer, at=AT)
    to_chair = files_with(
        "corpus-christi",
        'by = "declarations.departures", to = "headteacher"',
        'by = "declarations.departures", to = "chair-of-governors"',
    )
    put_in_force(corpus.school, to_chair, on=TODAY)

    later = departure_of(corpus.writer, at=AT)

    assert readers(corpus, to_head) == {"writer", "head"}
    assert readers(corpus, later) == {"writer", "chair"}


@pytest.mark.parametrize("slug", ["corpus-christi", "model", "ashlands"])
def test_a_departure_of_the_headteacher_goes_to_the_chair(db: None, slug: str) -> None:
    cast = make_cast(make_school(slug))

    told = departure_of(cast.head, at=AT)

    assert readers(cast, told) == {"head", "chair"}
    assert wanted_of(cast.writer, on=TODAY).to == ("headteacher",)


def test_it_is_told_answered_in_writing_and_read_by_nobody_else(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    sent = {
        "when": "done", "happens_on": f"{TODAY:%Y-%m-%d}", "what": "I rang a mother.", "why": "Her child was ill.",
    }  # fmt: skip
    told = sign_in(corpus.writer).post(NEW, sent)
    departure = Departure.objects.get()
    waits = [one.url for one in waiting_for(corpus.head, on=TODAY) if "departed" in one.says]
    url = departure.get_absolute_url()
    opens = {
        key for key, one in corpus.everybody.items() if sign_in(one).get(url).status_code == 200
    }

    reply = {"reply-words": "You did right.", "reply-change_policy": "on"}
    answered = sign_in(corpus.head).post(f"{url}answer/", reply)

    assert (told.status_code, answered.status_code, opens) == (302, 302, {"writer", "head"})
    assert waits == [url]
    assert not [one for one in waiting_for(corpus.head, on=TODAY) if "departed" in one.says]
    page = unescape(sign_in(corpus.writer).get(url).text)
    assert "You did right." in page and "The policy will be looked at" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, why FROM declarations_departure")
        assert "mother" not in str(cursor.fetchall())
    bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert "mother" not in bodies and BEFORE in bodies
    assert {one.kind for one in Notice.objects.all()} == {"something-to-do"}


def test_an_advisers_view_is_put_down_by_whoever_was_told_and_not_shown_to_the_teller(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    departure = departure_of(corpus.writer, at=AT)
    url = departure.get_absolute_url()
    head = sign_in(corpus.head)
    page = unescape(head.get(url).text)
    assert "Portsmouth Personnel Services" in page  # the policy names whom to ask

    sent = {"advice-body": "Personnel", "advice-on": f"{TODAY:%Y-%m-%d}", "advice-says": "Note it."}
    noted = head.post(f"{url}advice/", sent)

    assert noted.status_code == 302 and "Note it." in head.get(url).text
    assert "Note it." not in sign_in(corpus.writer).get(url).text
    with pytest.raises(NotPossible, match="Only whoever was told"):
        departure.note_advice(body="X", says="Y", on=TODAY, by=corpus.writer, at=AT)
    with pytest.raises(NotPossible, match="Only whoever was told"):
        departure.answer(words="Fine.", change_policy=False, by=corpus.writer, at=AT)


def test_a_day_has_to_fit_what_is_said_of_it(corpus: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="still to come"):
        departure_of(corpus.writer, at=AT, happens_on=TODAY + timedelta(days=1))
    with pytest.raises(NotPossible, match="is over"):
        departure_of(corpus.writer, at=AT, planned=True, happens_on=TODAY - timedelta(days=1))


def test_what_is_told_later_than_the_policy_wants_says_so(db: None) -> None:
    cast = make_cast(make_school("model"))
    friday, monday = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)

    in_time = departure_of(cast.writer, at=monday, happens_on=friday.date())
    late = departure_of(cast.writer, at=monday + timedelta(days=1), happens_on=friday.date())

    assert (in_time.was_late, late.was_late) == (False, True)
