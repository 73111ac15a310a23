"""The pages of plans, kept answers and refusals: who may open them, what they do, and what they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.people.models import Person
from gatepost.policies.models import Asking, Deed, KeptAnswer, Plan, Refusal, Step
from gatepost.records.door import history
from tests.journeys.conftest import answered

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
SignIn = Callable[[Person], Client]


@pytest.fixture
def plan(cast: SimpleNamespace) -> Plan:
    """The writer means to accept a pupil's parent."""
    return Plan.make("connect", {"other": ["pupil-relative"]}, by=cast.writer, at=AT)


def test_an_answer_becomes_a_plan_of_whoever_asked(cast: SimpleNamespace, sign_in: SignIn) -> None:
    said = {"act": "connect", "other": "pupil", "actor": "parent", "slt-approval": "given"}

    response = sign_in(cast.writer).post("/schools/ashlands/plans/new/", said)

    made = Plan.objects.get()
    assert response.status_code == 302 and response["Location"] == made.get_absolute_url()
    assert made.author == cast.writer and made.facts == {"other": ["pupil"]}
    assert history(made)[0].event == "plan.made"


@pytest.mark.parametrize(
    "said", [{"act": "fly"}, {"act": "connect", "other": "martian"}, {"other": "pupil"}]
)
def test_what_makes_no_question_makes_no_plan(
    cast: SimpleNamespace, sign_in: SignIn, said: dict[str, str]
) -> None:
    assert sign_in(cast.writer).post("/schools/ashlands/plans/new/", said).status_code == 404
    assert not Plan.objects.exists()


def test_the_plan_shows_verdict_clause_and_whom_to_ask(
    plan: Plan, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    text = sign_in(cast.writer).get(plan.get_absolute_url()).content.decode()

    assert "You should not" in text and "Whom to ask" in text
    assert 'href="/schools/ashlands/policy/#clause-private-lives-apart"' in text


def test_a_plan_is_seen_by_its_author_and_those_who_were_asked(
    plan: Plan, cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    url = plan.get_absolute_url()
    assert sign_in(cast.head).get(url).status_code == 404
    assert sign_in(other_cast.writer).get(url).status_code == 404

    client = sign_in(cast.writer)
    client.post(f"{url}asking/", {"fact": "slt-approval", "of": cast.head.pk})

    assert Asking.objects.get().of == cast.head
    assert sign_in(cast.head).get(url).status_code == 200
    assert sign_in(cast.approver).get(url).status_code == 404


def test_nobody_can_be_asked_who_cannot_say_yes(
    plan: Plan, cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.writer), f"{plan.get_absolute_url()}asking/"

    assert client.post(url, {"fact": "slt-approval", "of": cast.assistant.pk}).status_code == 409
    assert client.post(url, {"fact": "slt-approval", "of": other_cast.head.pk}).status_code == 404
    assert client.post(url, {"fact": "slt-approval", "of": cast.writer.pk}).status_code == 409
    assert not Asking.objects.exists()


def test_a_yes_is_said_to_what_was_seen(plan: Plan, cast: SimpleNamespace, sign_in: SignIn) -> None:
    plan.ask(cast.head, fact="slt-approval", by=cast.writer, at=AT)
    client, url = sign_in(cast.head), f"{plan.get_absolute_url()}saying/"
    said = {"fact": "slt-approval", "answer": "yes", "seen": "something else"}

    assert client.post(url, said).status_code == 409
    assert not Step.objects.exists()
    assert client.post(url, said | {"seen": plan.content_hash()}).status_code == 302

    assert Step.objects.get().value == "given"
    assert history(Step.objects.get())[0].event == "step.taken"


def test_putting_it_down_as_done_needs_the_reason(
    plan: Plan, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.writer), f"{plan.get_absolute_url()}deed/"

    refused = client.post(url, {})
    assert refused.status_code == 409
    assert "The policy advises against this" in refused.content.decode()
    assert Refusal.objects.get().kind == "reason"
    assert client.post(url, {"reason": "We sing in one choir."}).status_code == 302

    assert Deed.objects.get().reason == "We sing in one choir."
    assert client.post(url, {"reason": "Again."}).status_code == 302
    assert Deed.objects.count() == 1


def test_the_refusal_page_says_what_clause_what_else_and_whom(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    meant = Plan.make("connect", {"other": ["pupil"]}, by=cast.writer, at=AT)
    client = sign_in(cast.writer)

    text = client.post(f"{meant.get_absolute_url()}deed/").content.decode()

    assert "The policy forbids this." in text
    assert "#clause-no-following-pupils" in text
    assert "Whom to ask" in text and "on record" in text
    record = Refusal.objects.get()
    assert client.get(f"/schools/ashlands/refusals/{record.pk}/").status_code == 200
    assert sign_in(cast.head).get(f"/schools/ashlands/refusals/{record.pk}/").status_code == 404


def test_others_cannot_do_or_take_back_somebodys_plan(
    plan: Plan, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    plan.ask(cast.head, fact="slt-approval", by=cast.writer, at=AT)
    client = sign_in(cast.head)

    for act in ("deed", "withdrawal", "asking"):
        assert client.post(f"{plan.get_absolute_url()}{act}/").status_code == 404
        assert client.get(f"{plan.get_absolute_url()}{act}/").status_code == 405


def test_a_plan_that_was_taken_back_cannot_be_done(
    plan: Plan, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.writer)

    client.post(f"{plan.get_absolute_url()}withdrawal/")
    client.post(f"{plan.get_absolute_url()}deed/", {"reason": "All the same."})

    assert not Deed.objects.exists()
    assert [line.event for line in history(plan)] == ["plan.withdrawn", "plan.made"]


def test_a_judgement_needs_its_reason(cast: SimpleNamespace, sign_in: SignIn) -> None:
    meant = Plan.make("connect", {"other": ["former-pupil"]}, by=cast.writer, at=AT)
    meant.ask(cast.approver, fact="", by=cast.writer, at=AT)
    client, url = sign_in(cast.approver), f"{meant.get_absolute_url()}judgement/"
    said = {"answer": "yes", "seen": meant.content_hash()}

    assert "Write a sentence" in client.post(url, said | {"reason": " "}).content.decode()
    assert client.post(url, said | {"reason": "Ten years ago."}).status_code == 302

    assert "Ten years ago." in client.get(meant.get_absolute_url()).content.decode()


def test_an_answer_is_kept_with_the_version_that_gave_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.writer)

    client.post("/schools/ashlands/kept-answers/", {"act": "connect", "other": "pupil"})

    kept = KeptAnswer.objects.get()
    assert (kept.person, kept.verdict, kept.version.number) == (cast.writer, "must-not", 1)
    assert any(one.endswith("/no-following-pupils") for one in kept.clauses)
    assert kept.url == "/schools/ashlands/can-i/connect/?other=pupil"
    assert "version 1 of the policy" in client.get("/schools/ashlands/plans/").content.decode()
    assert "You must not" not in sign_in(cast.head).get("/schools/ashlands/plans/").content.decode()


def test_the_answer_page_offers_plans_to_those_who_are_signed_in(
    cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    url = answered("connect", actor="teacher", other="pupil")

    assert "I mean to do this" not in client.get(url, follow=True).content.decode()
    assert "I mean to do this" in sign_in(cast.writer).get(url, follow=True).content.decode()


def test_whoever_is_signed_in_is_not_asked_what_they_are(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    response = sign_in(cast.assistant).get("/schools/ashlands/can-i/connect/")

    assert response.status_code == 302 and "actor=support-staff" in response["Location"]
