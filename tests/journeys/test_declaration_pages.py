"""Declarations in a real browser: every page, and a teacher on a telephone whose answer changes with what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.joining.models import Issued, OwnPhone
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.declarations.told_things import answered, departure_of, exception_of, says, tie_of
from tests.journeys.looking import PHONE, At, Looker, look_at, session_of

AT_CORPUS = "/schools/corpus-christi"
DECLARATIONS = {
    "declared-nothing": At(f"{AT_CORPUS}/declarations/", by="assistant"),
    "declared": At(f"{AT_CORPUS}/declarations/", by="writer"),
    "tie-new": At(f"{AT_CORPUS}/declarations/ties/new/", by="writer"),
    "tie": At(f"{AT_CORPUS}/declarations/ties/{{tie}}/", by="writer"),
    "tie-told": At(f"{AT_CORPUS}/declarations/ties/{{tie}}/", by="approver"),
    "ties-told": At(f"{AT_CORPUS}/declarations/told/", by="head"),
    "exceptions": At(f"{AT_CORPUS}/exceptions/", by="approver"),
    "exception-new": At(f"{AT_CORPUS}/exceptions/new/", by="writer"),
    "exception-to-answer": At(f"{AT_CORPUS}/exceptions/{{waiting}}/", by="approver"),
    "exception-in-force": At(f"{AT_CORPUS}/exceptions/{{agreed}}/", by="writer"),
    "departure-new": At(f"{AT_CORPUS}/departures/new/", by="writer"),
    "departure": At(f"{AT_CORPUS}/departures/{{departure}}/", by="writer"),
    "departure-to-answer": At(f"{AT_CORPUS}/departures/{{departure}}/", by="head"),
    "own-profile": At(f"{AT_CORPUS}/own-profile/", by="writer"),
    "privacy": At(f"{AT_CORPUS}/privacy/", by="writer"),
    "phones": At(f"{AT_CORPUS}/phones/", by="writer"),
    "lost-phones": At(f"{AT_CORPUS}/lost-phones/", by="technician"),
    "lost-phone": At(f"{AT_CORPUS}/lost-phones/{{phone}}/", by="technician"),
    "issued": At(f"{AT_CORPUS}/issued/", by="administrator"),
}


@pytest.fixture
def corpus(site: str) -> SimpleNamespace:
    """A school whose policy wants ties told."""
    return make_cast(School.objects.get(slug="corpus-christi"))


def test_every_page_of_declarations_is_accessible_and_in_width(
    corpus: SimpleNamespace, faults_on: Looker
) -> None:
    now, teacher = timezone.now(), corpus.writer
    phone = {"clause": "phone-on-when-agreed", "act": "use-device"}
    details = {"clause": "contact-details-when-both-agree", "act": "give-contact-details"}
    waiting = exception_of(teacher, at=now, whom="Fern Hollis", **details)
    agreed = exception_of(teacher, at=now, days=9, **phone)
    says(agreed, "slt-approval", by=corpus.head, at=now, conditions="Not in the classroom.")
    numbers = {
        "tie": tie_of(teacher, at=now).pk, "waiting": waiting.pk, "agreed": agreed.pk,
        "departure": departure_of(teacher, at=now - timedelta(minutes=5)).pk,
        "phone": _phone_and_more(corpus),
    }  # fmt: skip

    faults = faults_on(DECLARATIONS, corpus.everybody, **numbers)

    assert not faults, faults


def _phone_and_more(corpus: SimpleNamespace) -> int:
    """A lost phone, and something that the school gave out."""
    now = timezone.now()
    phone = OwnPhone.note("490154203237518", name="Old one", by=corpus.writer, at=now)
    phone.lose(by=corpus.writer, at=now)
    Issued.give("number", "Extension 12", to=corpus.writer, by=corpus.administrator, at=now)
    return int(phone.pk)


def test_a_teacher_looks_at_what_strangers_read(
    corpus: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(PHONE, session=session_of(corpus.writer))
    page.goto(f"{site}{AT_CORPUS}/checklist/")
    page.get_by_role("link", name="See what strangers read about you").click()
    page.get_by_label("What strangers can read about you").fill(
        "Ring 07700 900123. My dog Biscuit."
    )
    page.get_by_role("button", name="Look").click()

    expect(page.get_by_role("heading", name="A telephone number")).to_be_visible()
    expect(page.get_by_role("heading", name="The name of a pet")).to_be_visible()
    faults = look_at(page, "own-profile-looked")
    assert not faults, faults


def test_a_teacher_tells_of_a_friend_and_the_answer_changes(
    corpus: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    today = timezone.localdate()
    facts = {"other": "pupil-relative", "friendship_predates": "yes"}
    question = answered(corpus.writer, "connect", on=today, **facts)
    page = open_page(PHONE, session=session_of(corpus.writer))
    page.goto(site + question)
    expect(page.get_by_role("heading", name="Only if")).to_be_visible()
    faults = look_at(page, "answer-before-telling")

    page.get_by_role("link", name="Tell of this tie now").click()
    expect(page.get_by_label("A parent or other relative of a pupil")).to_be_checked()
    page.get_by_label("Their name").fill("Ivy Marsh")
    page.get_by_label("Shared social circle").check()
    page.get_by_role("button", name="Tell").click()

    expect(page.get_by_role("heading", name="You may")).to_be_visible()
    expect(page.get_by_text("It is on record that you have told of this tie.")).to_be_visible()
    assert "Ivy" not in page.url
    faults += look_at(page, "answer-after-telling")
    assert not faults, faults


def test_an_exception_is_agreed_without_a_script(
    corpus: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    asked = exception_of(
        corpus.writer, at=timezone.now(), clause="phone-on-when-agreed", act="use-device"
    )
    page = open_page(PHONE, session=session_of(corpus.approver), javascript=False)
    page.goto(f"{site}{AT_CORPUS}/today/")
    page.get_by_role("link", name="An exception from the policy waits for your answer").click()
    assert page.url.endswith(asked.get_absolute_url())

    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Put it on record").click()

    expect(page.get_by_text("In force")).to_be_visible()
