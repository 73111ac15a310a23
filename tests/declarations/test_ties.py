"""Ties: told by the person alone, read by those whom the policy names, and answers that fit whoever has told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gatepost.declarations.models import Confirmation, Tie
from gatepost.declarations.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import Refused
from gatepost.policies.models import Plan
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.declarations.told_things import answered, tie_of
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
AT = timezone.now()
TODAY = timezone.localdate()
CLAUSE = "declare-social-contact"
FORM = {
    "other": "pupil", "whom": "Fern Hollis", "kind": "shared social circle", "predates": "on",
}  # fmt: skip


@pytest.fixture
def corpus(db: None) -> SimpleNamespace:
    """A school whose policy wants senior leaders told of ties."""
    return make_cast(make_school("corpus-christi"))


def lines(person: Person) -> list[str]:
    return [one.says for one in waiting_for(person, on=TODAY)]


@pytest.mark.clause("CC-152")
def test_a_tie_told_of_is_asked_for_and_read_by_senior_leaders_by_the_clause_and_not_without_it(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    tie = tie_of(corpus.writer, at=AT)
    asked = [one for one in waiting_for(corpus.assistant, on=TODAY) if one.says.startswith("Say")]
    seen = Tie.objects.visible_to(corpus.approver, on=TODAY)

    assert asked and "12.4" in asked[0].because
    assert list(seen) == [tie]
    put_in_force(corpus.school, files_without("corpus-christi", CLAUSE), on=TODAY)
    assert not any(says.startswith("Say") for says in lines(corpus.assistant))
    assert not Tie.objects.visible_to(corpus.approver, on=TODAY)
    assert list(Tie.objects.visible_to(corpus.head, on=TODAY)) == [tie]


def test_whom_the_policy_names_is_whoever_reads_it(corpus: SimpleNamespace) -> None:
    tie_of(corpus.writer, at=AT)
    to_dsl = files_with("corpus-christi", 'to = "slt", kinds', 'to = "dsl", kinds')
    put_in_force(corpus.school, to_dsl, on=TODAY)

    readers = {
        key
        for key, person in corpus.everybody.items()
        if person != corpus.writer and Tie.objects.visible_to(person, on=TODAY).exists()
    }

    assert readers == {"safeguarding_lead", "deputy_lead"}


def test_a_tie_of_the_headteacher_goes_to_the_chair_where_the_policy_names_the_head(
    cast: SimpleNamespace,
) -> None:
    tie = tie_of(cast.head, at=AT)

    told = [key for key, one in cast.everybody.items() if tie in Tie.objects.told_to(one, on=TODAY)]

    assert told == ["chair"]


def test_only_the_person_tells_and_their_words_are_nowhere_to_be_read(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(corpus.writer).post("/schools/corpus-christi/declarations/ties/new/", FORM)

    tie = Tie.objects.get()
    assert page.status_code == 302
    assert (tie.person, tie.whom, tie.predates) == (corpus.writer, "Fern Hollis", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT whom, words FROM declarations_tie")
        assert "Fern" not in str(cursor.fetchall())
    entry = Entry.objects.filter(event="tie.declared").get()
    assert "Fern" not in entry.body and CLAUSE in entry.body


def test_a_form_without_answers_says_what_to_put_right(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(corpus.writer).post("/schools/corpus-christi/declarations/ties/new/", {})

    assert page.status_code == 400
    assert "Write the name, so that it is clear whom you mean." in page.text
    assert "Transport escort" in page.text  # the policy's own kinds
    assert not Tie.objects.exists()


def test_a_page_of_a_tie_opens_for_its_teller_and_readers_and_for_nobody_else(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    tie = tie_of(corpus.writer, at=AT)

    answers = {
        key: sign_in(one).get(tie.get_absolute_url()).status_code
        for key, one in corpus.everybody.items()
    }

    assert {key for key, status in answers.items() if status == 200} == {
        "writer",
        "approver",
        "head",
    }
    assert set(answers.values()) == {200, 404}


def test_it_waits_for_its_readers_until_they_have_read_it(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    tie = tie_of(corpus.writer, at=AT)
    assert "Read what colleagues told of a tie" in lines(corpus.approver)

    sign_in(corpus.approver).post(tie.get_absolute_url())

    assert "Read what colleagues told of a tie" not in lines(corpus.approver)
    assert "Read what colleagues told of a tie" in lines(corpus.head)
    assert Tie.objects.standing().exists()  # a reader ends nothing


def test_a_tie_that_is_over_stays_readable_and_counts_no_longer(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    tie = tie_of(corpus.writer, at=AT)

    sign_in(corpus.writer).post(tie.get_absolute_url(), {"why": "They moved away."})

    assert not corpus.writer.ties.standing().exists()
    assert "They moved away." in sign_in(corpus.approver).get(tie.get_absolute_url()).text
    with pytest.raises(NotPossible, match="ended already"):
        tie.end(why="", by=corpus.writer, at=AT)


def test_the_list_is_confirmed_once_a_year_and_the_word_has_to_fit_it(
    corpus: SimpleNamespace,
) -> None:
    with pytest.raises(NotPossible, match="Your list is empty"):
        Confirmation.give(corpus.writer, nothing=False, at=AT)
    Confirmation.give(corpus.writer, nothing=True, at=AT)
    assert lines(corpus.writer) == []
    in_a_year = TODAY + timedelta(days=366)
    assert [one.due_on for one in waiting_for(corpus.writer, on=in_a_year)]

    tie_of(corpus.writer, at=AT)
    with pytest.raises(NotPossible, match="You have told of a tie"):
        Confirmation.give(corpus.writer, nothing=True, at=AT)


def test_an_answer_fits_whoever_has_told_of_a_tie(corpus: SimpleNamespace, sign_in: SignIn) -> None:
    facts = {"other": "pupil-relative", "friendship_predates": "yes"}
    question = answered(corpus.writer, "connect", on=TODAY, **facts)
    teacher = sign_in(corpus.writer)
    before = unescape(teacher.get(question).text)
    assert "Only if" in before and "Tell of this tie now" in before
    assert "declared" not in question  # nobody is asked what rows show

    told = teacher.post(
        "/schools/corpus-christi/declarations/ties/new/",
        {**FORM, "other": "pupil-relative", "back": question},
        follow=True,
    )

    assert told.request["PATH_INFO"] == "/schools/corpus-christi/can-i/connect/"
    assert "declared=yes" in told.request["QUERY_STRING"]
    assert "Fern" not in told.request["QUERY_STRING"]
    after = unescape(told.text)
    assert "You may" in after and "Tell of this tie now" not in after
    offered = unescape(teacher.get(question).text)
    assert "It is about Fern Hollis" in offered
    others = question.replace("actor=teacher", "actor=support-staff")
    assert "Fern" not in sign_in(corpus.assistant).get(others).text


def test_one_leads_back_to_a_question_of_this_school_and_nowhere_else(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    for back in ("https://elsewhere.example/", "/schools/ashlands/can-i/", "//elsewhere.example"):
        page = sign_in(corpus.writer).post(
            "/schools/corpus-christi/declarations/ties/new/", {**FORM, "back": back}
        )
        assert page["Location"].startswith("/schools/corpus-christi/declarations/ties/")


def test_nobody_acts_upon_a_tie_that_they_have_not_told_of(corpus: SimpleNamespace) -> None:
    facts = {"other": ["pupil-relative"], "friendship-predates": ["yes"], "declared": ["yes"]}
    meant = Plan.make("connect", facts, by=corpus.writer, at=AT)

    with pytest.raises(Refused, match="needs something first"):
        meant.do(by=corpus.writer, at=AT)
    tie_of(corpus.writer, at=AT, other="pupil")  # another tie than that in question
    with pytest.raises(Refused, match="needs something first"):
        meant.do(by=corpus.writer, at=AT)
    tie_of(corpus.writer, at=AT)
    assert meant.do(by=corpus.writer, at=AT).verdict == "may"
