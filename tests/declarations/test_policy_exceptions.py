"""Exceptions: agreed by those whom the policy names, never by oneself, for one act, and with an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.policy.words import listed
from gatepost.declarations.asked import exceptions_of
from gatepost.declarations.exceptions.following import follow
from gatepost.declarations.models import PolicyException
from gatepost.declarations.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import Refused, policy_at
from gatepost.policies.models import Plan
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.declarations.told_things import answered, exception_of, says
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
AT = timezone.now()
TODAY = timezone.localdate()
PHONE = {"clause": "phone-on-when-agreed", "act": "use-device"}
DETAILS = {
    "clause": "contact-details-when-both-agree", "act": "give-contact-details", "whom": "Fern Hollis",
}  # fmt: skip
NEW = "/schools/corpus-christi/exceptions/new/"


@pytest.fixture
def corpus(db: None) -> SimpleNamespace:
    """A school whose policy allows exceptions."""
    return make_cast(make_school("corpus-christi"))


def parties(cast: SimpleNamespace) -> dict[str, tuple[str, ...]]:
    pack = policy_at(cast.school, on=TODAY)
    return {one.clause.id: one.parties for one in exceptions_of(pack, cast.writer.actors)}


@pytest.mark.clause("CC-124")
def test_a_phone_stays_on_once_a_senior_leader_agreed_by_the_clause_and_not_without_it(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    asked = exception_of(corpus.writer, at=AT, **PHONE)
    meant = Plan.make("use-device", {"when": ["working-hours"]}, by=corpus.writer, at=AT)
    with pytest.raises(Refused):
        meant.do(by=corpus.writer, at=AT)

    says(asked, "slt-approval", by=corpus.approver, at=AT)

    assert asked.state(on=TODAY) == "in force"
    assert "clause 10.16" in unescape(sign_in(corpus.writer).get(NEW).text)
    assert meant.do(by=corpus.writer, at=AT).verdict == "may"
    put_in_force(corpus.school, files_without("corpus-christi", PHONE["clause"]), on=TODAY)
    assert "(clause 10.1" not in unescape(sign_in(corpus.writer).get(NEW).text)
    again = Plan.make("use-device", {"when": ["working-hours"]}, by=corpus.writer, at=AT)
    with pytest.raises(Refused):
        again.do(by=corpus.writer, at=AT)


@pytest.mark.clause("CC-141")
def test_contact_details_need_leaders_and_parents_by_the_clause_and_are_not_asked_for_without_it(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    asked = exception_of(corpus.writer, at=AT, **DETAILS)

    says(asked, "slt-approval", by=corpus.approver, at=AT)
    assert (asked.state(on=TODAY), asked.waits_for) == ("waiting", ["parent-agreement"])
    says(asked, "parent-agreement", by=corpus.head, at=AT, heard="phone", heard_on=TODAY)

    assert asked.state(on=TODAY) == "in force"
    assert asked.facts(on=TODAY) == {"slt-approval": ("given",), "parent-agreement": ("given",)}
    put_in_force(corpus.school, files_without("corpus-christi", DETAILS["clause"]), on=TODAY)
    assert DETAILS["clause"] not in parties(corpus)
    with pytest.raises(NotPossible, match="names no such exception"):
        exception_of(corpus.writer, at=AT, **DETAILS)


def test_whose_agreement_is_needed_stands_in_the_policy(corpus: SimpleNamespace) -> None:
    assert parties(corpus)[PHONE["clause"]] == ("slt-approval",)

    stricter = files_with(
        "corpus-christi", 'needs = ["slt-approval"]', 'needs = ["slt-approval", "risk-assessment"]'
    )
    put_in_force(corpus.school, stricter, on=TODAY)
    asked = exception_of(corpus.writer, at=AT, **PHONE)
    says(asked, "slt-approval", by=corpus.approver, at=AT)

    assert (asked.state(on=TODAY), asked.waits_for) == ("waiting", ["risk-assessment"])


def test_nobody_agrees_to_their_own_and_of_the_heads_own_the_chair_decides(
    corpus: SimpleNamespace,
) -> None:
    leaders = exception_of(corpus.approver, at=AT, **PHONE)
    heads = exception_of(corpus.head, at=AT, **PHONE)

    with pytest.raises(NotPossible, match="Nobody agrees to their own"):
        says(leaders, "slt-approval", by=corpus.approver, at=AT)
    for person in (corpus.assistant, corpus.chair):
        with pytest.raises(NotPossible, match="not yours"):
            says(leaders, "slt-approval", by=person, at=AT)
    with pytest.raises(NotPossible, match="not yours"):
        says(heads, "slt-approval", by=corpus.approver, at=AT)
    says(heads, "slt-approval", by=corpus.chair, at=AT)

    assert heads.is_agreed


def test_whoever_agrees_says_yes_to_what_they_saw(corpus: SimpleNamespace) -> None:
    from gatepost.declarations.models.exceptions import Answer

    asked = exception_of(corpus.writer, at=AT, **PHONE)

    with pytest.raises(NotPossible, match="changed since you opened it"):
        asked.answer(Answer("slt-approval", True), seen="else", by=corpus.approver, at=AT)


def test_a_no_ends_it_and_has_its_reason(corpus: SimpleNamespace, sign_in: SignIn) -> None:
    asked = exception_of(corpus.writer, at=AT, **PHONE)
    url = f"{asked.get_absolute_url()}agreement/"
    sent = {"fact": "slt-approval", "seen": asked.content_hash(), "slt-approval-answer": "no"}
    leader = sign_in(corpus.approver)

    assert "Say why not" in leader.post(url, sent).text
    done = leader.post(url, sent | {"slt-approval-conditions": "The office takes calls."})

    assert done.status_code == 302
    asked = PolicyException.objects.get()
    assert asked.state(on=TODAY) == "refused"
    assert "The office takes calls." in sign_in(corpus.writer).get(asked.get_absolute_url()).text
    assert Entry.objects.filter(event="exception.refused").exists()


def test_an_exception_for_one_child_answers_for_no_other(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    asked = exception_of(corpus.writer, at=AT, **DETAILS)
    says(asked, "slt-approval", by=corpus.approver, at=AT)
    says(asked, "parent-agreement", by=corpus.approver, at=AT, heard="phone", heard_on=TODAY)
    question = answered(corpus.writer, "give-contact-details", on=TODAY, other="pupil")

    page = unescape(sign_in(corpus.writer).get(question).text)

    assert "by the school’s own records" not in page
    assert "It is about Fern Hollis, for whom I have an exception" in page


def test_an_answer_fits_whoever_has_an_exception_for_its_act_alone(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    working = {"when": "working-hours", "device": "own"}
    question, browsing = (
        answered(corpus.writer, act, on=TODAY, **working) for act in ("use-device", "browse")
    )
    teacher = sign_in(corpus.writer)
    before = unescape(teacher.get(question).text)
    asked = exception_of(corpus.writer, at=AT, **PHONE)
    says(asked, "slt-approval", by=corpus.approver, at=AT)

    after = unescape(teacher.get(question).text)
    of_others = question.replace("actor=teacher", "actor=support-staff")
    others = unescape(sign_in(corpus.assistant).get(of_others).text)

    assert "Ask for an exception (clause 10.16)" in before
    assert "given, by the school’s own records" in after
    assert "by the school’s own records" not in teacher.get(browsing).text
    assert "by the school’s own records" not in others


def test_it_begins_and_ends_on_its_days_and_is_reminded_of_before(corpus: SimpleNamespace) -> None:
    asked = exception_of(corpus.writer, at=AT, first=TODAY + timedelta(days=1), days=20, **PHONE)
    says(asked, "slt-approval", by=corpus.approver, at=AT)
    last = TODAY + timedelta(days=21)
    assert asked.state(on=TODAY) == "agreed" and not asked.facts(on=TODAY)
    assert asked.state(on=last) == "in force" and asked.facts(on=last)

    near, after = AT + timedelta(days=15), AT + timedelta(days=22)
    for at in (AT, near, near):
        follow(at=at)
    reminded = Notice.objects.filter(key__startswith=f"exception-ends-{asked.pk}-")
    assert reminded.count() == 1
    assert [one.due_on for one in waiting_for(corpus.writer, on=near.date()) if "ends" in one.says]
    assert [follow(at=after), follow(at=after)] == [1, 0]

    asked = PolicyException.objects.get()
    assert asked.state(on=after.date()) == "expired" and not asked.facts(on=after.date())
    assert Entry.objects.filter(event="exception.expired").count() == 1


def test_it_is_ended_by_those_whom_it_concerns_and_seen_by_nobody_else(
    corpus: SimpleNamespace, sign_in: SignIn
) -> None:
    asked = exception_of(corpus.writer, at=AT, owner=corpus.assistant, **PHONE)
    url = asked.get_absolute_url()
    opens = {
        key for key, one in corpus.everybody.items() if sign_in(one).get(url).status_code == 200
    }

    ended = sign_in(corpus.assistant).post(f"{url}ending/", {"why": "He is well again."})

    assert opens == {"writer", "assistant", "approver", "head"}
    assert ended.status_code == 302
    assert PolicyException.objects.get().state(on=TODAY) == "ended"
    with pytest.raises(NotPossible, match="ended already"):
        asked.end(why="x", by=corpus.writer, at=AT)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"which": "contact-details-when-both-agree/message"}, "Write the name of the person"),
        ({"until_on": ""}, "every exception has an end"),
        ({"until_on": "2020-01-01"}, "The last day cannot be before the first"),
        ({"from_on": "2020-01-01", "until_on": "2020-02-01"}, "The last day is over already"),
        ({"which": "nothing-like-it/message"}, "Choose what comes nearest"),
    ],
)
def test_what_is_asked_for_has_to_be_whole(
    corpus: SimpleNamespace, sign_in: SignIn, changed: dict[str, Any], sentence: str
) -> None:
    sent = {
        "which": "phone-on-when-agreed/use-device", "reason": "A sick father.",
        "from_on": f"{TODAY:%Y-%m-%d}", "until_on": f"{TODAY + timedelta(days=9):%Y-%m-%d}",
        "owner": corpus.writer.pk,
    }  # fmt: skip

    page = sign_in(corpus.writer).post(NEW, sent | changed)
    whole = sign_in(corpus.writer).post(NEW, sent)

    assert page.status_code == 400 and sentence in unescape(page.text)
    assert whole.status_code == 302 and PolicyException.objects.count() == 1


def test_where_the_policy_names_none_a_senior_leader_can_still_agree(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    asked = exception_of(cast.writer, at=AT)
    says(asked, "slt-approval", by=cast.approver, at=AT)

    page = sign_in(cast.writer).get("/schools/ashlands/exceptions/new/").text

    assert asked.state(on=TODAY) == "in force"
    assert "names no exceptions" in page and listed(asked.parties) == "slt-approval"
