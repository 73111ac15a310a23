"""Reading the policy and training in a real browser: accessible, in width, by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from gatepost.people.models import Person, School
from gatepost.policies.campaigns.links import link_of
from gatepost.policies.campaigns.reading.parts import reading_of
from gatepost.policies.models import Campaign
from gatepost.training.models import ProgrammeItem, Resource
from gatepost.training.setting_up import keep_resources
from tests.conftest import make_cast, make_person
from tests.journeys.conftest import DESK, PHONE, faults_of, is_too_wide, keep_screen
from tests.policies.rounds import ask_of_person, asked, files_without, put_in_force, say_yes
from tests.training.kit import set_up_courses, show

Opener = Callable[..., BrowserContext]
OLD_WORDS = "Everybody on the staff knows what this policy says."


@pytest.fixture
def rounds(site: str) -> SimpleNamespace:
    """A round of an earlier version, one that runs, courses, a programme, and people of every kind."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    cast.site = site
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
    add_training(cast)
    return cast


def add_training(cast: SimpleNamespace) -> None:
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


def enter(context: BrowserContext, site: str, person: Person) -> Page:
    """A page of somebody who is signed in."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    cookies = [
        {"name": name, "value": cookie.value, "url": site}
        for name, cookie in client.cookies.items()
    ]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context.new_page()


# Who looks, and at what; {…} is the number of what somebody is asked to read, of the round or of the course.
PAGES = {
    "reading": ("writer", "reading/{writer}/"),
    "reading-part": ("writer", "reading/{writer}/3/"),
    "reading-changes": ("assistant", "reading/{assistant}/changes/"),
    "reading-again": ("assistant", "reading/{assistant}/"),
    "reading-done": ("approver", "reading/{approver}/"),
    "reading-declined": ("technician", "reading/{technician}/"),
    "reading-declining": ("writer", "reading/{writer}/declining/"),
    "reading-question": ("writer", "reading/{writer}/question/"),
    "reading-mine": ("assistant", "reading/"),
    "campaigns": ("head", "campaigns/"),
    "campaign": ("head", "campaigns/{campaign}/"),
    "campaign-figures": ("governor", "campaigns/{campaign}/"),
    "campaign-new": ("head", "campaigns/new/"),
    "campaign-letter": ("head", "campaigns/{campaign}/letters/{helper}/"),
    "campaign-questions": ("head", "questions/"),
    "training-mine": ("writer", "training/"),
    "training-courses": ("head", "training/courses/"),
    "training-course": ("head", "training/courses/{course}/"),
    "training-new": ("head", "training/courses/new/"),
    "training-showing": ("writer", "training/courses/{course}/evidence/"),
    "training-evidence": ("head", "training/evidence/"),
    "programme": ("head", "programme/"),
    "resources": ("head", "resources/"),
    "online-safety": ("writer", "online-safety/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_reading_and_training_is_accessible_and_in_width(
    rounds: SimpleNamespace, open_context: Opener, name: str
) -> None:
    who, path = PAGES[name]
    everybody = {**rounds.everybody, "helper": rounds.helper}
    numbers = {key: ask_of_person(p).pk for key, p in everybody.items() if key != "leaver"}
    numbers |= {"campaign": rounds.campaign.pk, "course": rounds.course.pk}
    for size in (PHONE, DESK):
        page = enter(open_context(size), rounds.site, rounds.everybody[who])

        answer = page.goto(f"{rounds.site}/schools/ashlands/{path.format(**numbers)}")

        keep_screen(page, f"{name}-{size[0]}")
        assert answer is not None and answer.status == 200
        assert page.locator("h1").count() == 1
        assert not is_too_wide(page)
        assert faults_of(page) == []


def test_a_volunteer_reads_and_answers_by_a_link_on_a_phone_without_javascript(
    rounds: SimpleNamespace, open_context: Opener
) -> None:
    ask = ask_of_person(rounds.helper)
    page = open_context(PHONE, javascript=False).new_page()
    page.goto(rounds.site + link_of(ask))
    page.get_by_role("link", name="Begin to read").click()

    for _ in reading_of(ask).parts:
        page.get_by_role("button", name="Read: ").click()
    keep_screen(page, "reading-by-link-360")
    page.get_by_role("button", name="I have read and understood it").click()

    assert page.get_by_role("heading", name="Thank you").is_visible()
    keep_screen(page, "reading-thanks-360")
    assert ask_of_person(rounds.helper).status == "acknowledged"
    answer = page.goto(rounds.site + link_of(ask))
    keep_screen(page, "reading-link-over-360")
    assert answer is not None and answer.status == 410


def test_the_head_asks_people_by_keyboard_alone(
    rounds: SimpleNamespace, open_context: Opener
) -> None:
    rounds.campaign.close(by=rounds.head, at=timezone.now())
    page = enter(open_context(DESK), rounds.site, rounds.head)
    page.goto(f"{rounds.site}/schools/ashlands/campaigns/new/")

    # A round without a day is refused: the summary of what to put right is where the keyboard is.
    page.get_by_role("button", name="Ask them now").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    keep_screen(page, "campaign-new-error-1280")
    assert faults_of(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "due_on"
    page.keyboard.type((timezone.localdate() + timedelta(days=14)).strftime("%d%m%Y"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/campaigns/*/")
    assert Campaign.objects.running().get().opened_by == rounds.head
