"""Reading the policy and training in a real browser: accessible, in width, by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.people.models import Person, School
from gatepost.policies.campaigns.links import link_of
from gatepost.policies.campaigns.reading.parts import reading_of
from gatepost.policies.models import Campaign
from gatepost.training.models import ProgrammeItem, Resource
from gatepost.training.setting_up import keep_resources
from tests.conftest import make_cast, make_person
from tests.journeys.keyboard import press
from tests.journeys.looking import DESK, PHONE, At, Looker, look_at, session_of
from tests.policies.rounds import ask_of_person, asked, files_without, put_in_force, say_yes
from tests.training.kit import set_up_courses, show

OLD_WORDS = "Everybody on the staff knows what this policy says."


@pytest.fixture
def rounds(site: str) -> SimpleNamespace:
    """A round of an earlier version, one that runs, courses, a programme, and people of every kind."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    now, today = timezone.now(), timezone.localdate()
    due = today + timedelta(days=14)
    first = asked(cast.head, at=now - timedelta(days=60), due_on=due)
    say_yes(cast.assistant, at=now - timedelta(days=59))
    first.close(by=cast.head, at=now - timedelta(days=1))
    without = files_without("ashlands", "pupils-on-own-pages")
    changed = {
        path: text.replace(OLD_WORDS, "You know what this policy says.")
        for path, text in without.items()
    }
    put_in_force(cast.school, changed, on=today, at=now)
    cast.helper = make_person(cast.school, "Bay Nettle", actors=["volunteer"])
    Person.objects.filter(pk=cast.helper.pk).update(account=None, email="")
    cast.helper.refresh_from_db()
    cast.campaign = asked(cast.head, at=now, due_on=due)
    say_yes(cast.approver, at=now)
    ask_of_person(cast.technician).decline(at=now, seen="0" * 64, comment="It goes too far.")
    ask_of_person(cast.deputy_lead).put_question("May I like the school's posts?", at=now)
    return cast


def add_training(cast: SimpleNamespace) -> None:
    """Courses with somebody who was there and somebody who shows a certificate; a programme; a dead link."""
    now, today = timezone.now(), timezone.localdate()
    cast.course = set_up_courses(cast, at=now)
    cast.course.hold(
        on=today, held_by="Rook Training", people=[cast.approver], by=cast.head, at=now
    )
    show(cast.course, cast.writer, done_on=today)
    for audience, topic, days in (
        ("pupils", "Using social media safely", -3),
        ("parents", "The rules of the learning platform", 20),
    ):
        ProgrammeItem.plan(
            cast.school, by=cast.head, at=now, audience=audience, topic=topic,
            planned_on=today + timedelta(days=days),
        )  # fmt: skip
    ProgrammeItem.objects.get(audience="pupils").deliver(
        on=today, notes="Year 4 made posters.", by=cast.head, at=now
    )
    keep_resources(cast.school, at=now)
    gone = Resource.objects.get(url__contains="ceop")
    gone.looked("The page is gone.", at=now - timedelta(days=2))


# {…} is the number of what somebody is asked to read, of the round or of the course.
PAGES = {
    "reading": At("reading/{writer}/", by="writer"),
    "reading-part": At("reading/{writer}/3/", by="writer"),
    "reading-changes": At("reading/{assistant}/changes/", by="assistant"),
    "reading-again": At("reading/{assistant}/", by="assistant"),
    "reading-done": At("reading/{approver}/", by="approver"),
    "reading-declined": At("reading/{technician}/", by="technician"),
    "reading-declining": At("reading/{writer}/declining/", by="writer"),
    "reading-question": At("reading/{writer}/question/", by="writer"),
    "reading-mine": At("reading/", by="assistant"),
    "reading-link": At("/read/{token}/"),
    "reading-link-part": At("/read/{token}/1/"),
    "reading-link-declining": At("/read/{token}/declining/"),
    "reading-link-question": At("/read/{token}/question/"),
    "reading-link-wrong": At("/read/nothing/", status=404),
    "campaigns": At("campaigns/", by="head"),
    "campaign": At("campaigns/{campaign}/", by="head"),
    "campaign-figures": At("campaigns/{campaign}/", by="governor"),
    "campaign-over": At("campaigns/{over}/", by="head"),
    "campaign-new": At("campaigns/new/", by="head"),
    "campaign-letter": At("campaigns/{campaign}/letters/{helper}/", by="head"),
    "campaign-questions": At("questions/", by="head"),
}
TRAINING = {
    "training-mine": At("training/", by="writer"),
    "own-checklist": At("/schools/corpus-christi/checklist/", by="reader"),
    "training-courses": At("training/courses/", by="head"),
    "training-course": At("training/courses/{course}/", by="head"),
    "training-new": At("training/courses/new/", by="head"),
    "training-showing": At("training/courses/{course}/evidence/", by="writer"),
    "training-evidence": At("training/evidence/", by="head"),
    "programme": At("programme/", by="head"),
    "resources": At("resources/", by="head"),
    "online-safety": At("online-safety/", by="writer"),
    "online-safety-public": At("online-safety/"),
}


def test_pages_of_reading_are_accessible_and_in_width(
    rounds: SimpleNamespace, faults_on: Looker
) -> None:
    everybody = {**rounds.everybody, "helper": rounds.helper}
    asks = {key: ask_of_person(p).pk for key, p in everybody.items() if key != "leaver"}
    over = Campaign.objects.exclude(pk=rounds.campaign.pk).get()
    token = link_of(ask_of_person(rounds.helper)).split("/")[2]

    faults = faults_on(
        PAGES, rounds.everybody, **asks, campaign=rounds.campaign.pk, over=over.pk, token=token
    )

    assert not faults, faults


def test_pages_of_training_are_accessible_and_in_width(
    rounds: SimpleNamespace, faults_on: Looker
) -> None:
    add_training(rounds)
    there = School.objects.get(slug="corpus-christi")
    reader = make_person(there, "Clover Rudd", actors=["teacher"])

    faults = faults_on(TRAINING, {**rounds.everybody, "reader": reader}, course=rounds.course.pk)

    assert not faults, faults


def test_a_volunteer_reads_and_answers_by_a_link_on_a_phone_without_javascript(
    site: str, rounds: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    ask = ask_of_person(rounds.helper)
    page = open_page(PHONE, javascript=False)
    page.goto(site + link_of(ask))
    page.get_by_role("link", name="Begin to read").click()

    for _ in reading_of(ask).parts:
        page.get_by_role("button", name="Read: ").click()
    page.get_by_role("button", name="I have read and understood it").click()

    assert page.get_by_role("heading", name="Thank you").is_visible()
    assert ask_of_person(rounds.helper).status == "acknowledged"
    seen = open_page(PHONE)
    answer = seen.goto(site + link_of(ask))
    assert answer is not None and answer.status == 410
    assert not (faults := look_at(seen, "reading-link-over")), faults


def test_a_teacher_reads_and_acknowledges_by_keyboard_alone(
    site: str, rounds: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK, session=session_of(rounds.assistant))
    page.goto(f"{site}/schools/ashlands/today/")

    press(page, "Read the social media policy")
    press(page, "Read what changes for you")
    press(page, "Read: ")
    press(page, "I have read and understood it")

    page.get_by_text("It is kept that you have read and understood the policy.").wait_for()
    assert ask_of_person(rounds.assistant).status == "acknowledged"
    assert not (faults := look_at(page, "reading-thanks")), faults


def test_the_head_asks_people_by_keyboard_alone(
    site: str, rounds: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    rounds.campaign.close(by=rounds.head, at=timezone.now())
    page = open_page(DESK, session=session_of(rounds.head))
    page.goto(f"{site}/schools/ashlands/campaigns/new/")

    # A round without a day is refused: the summary of what to put right is where the keyboard is.
    press(page, "Ask them now")
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert not (faults := look_at(page, "campaign-new-error")), faults
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "due_on"
    # The same whether the browser asks for the day first or for the month.
    page.keyboard.type(f"0505{timezone.localdate().year + 1}")
    page.keyboard.press("Enter")

    page.get_by_text("Everybody was asked.").wait_for()
    assert Campaign.objects.running().get().opened_by == rounds.head
