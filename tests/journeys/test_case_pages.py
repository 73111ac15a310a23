"""Reports and cases in a real browser: every page by day and by night, and three people's whole ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.incidents.holds import Done, release, take_step
from gatepost.incidents.models import Case
from gatepost.incidents.outcomes import Decided, decide_outcome
from gatepost.incidents.reporting import answer
from gatepost.people.models import Person
from tests.conftest import make_cast
from tests.incidents.desk import report
from tests.journeys.looking import At, Looker, be, look_at
from tests.journeys.test_from_draft_to_take_down import session_of

CASES = {
    "report": At("report/"),
    "report-signed-in": At("report/", by="writer"),
    "report-words": At(
        "report/write/?child_image=no&kind=abuse-of-staff&about=nobody", by="writer"
    ),
    "report-image": At("report/write/?child_image=yes&kind=crime&about=nobody"),
    "report-answers": At("report/answers/"),
    "cases": At("cases/", by="head"),
    "case": At("cases/{case}/", by="head"),
    "case-image": At("/schools/corpus-christi/cases/{image}/", by="safeguarding_lead"),
    "case-outcome": At("cases/{case}/outcome/?broken=no-unacceptable-conduct", by="head"),
    "report-mine": At("reports/{case}/", by="writer"),
}


@pytest.fixture
def desk(site: str, school_of: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    """The cast of the first school."""
    return school_of("ashlands")


@pytest.fixture
def school_of(site: str) -> Callable[[str], SimpleNamespace]:
    """The cast of a school that the site has."""
    from gatepost.people.models import School

    return lambda slug: make_cast(School.objects.get(slug=slug))


def test_pages_of_cases_are_accessible_and_in_width(
    school_of: Callable[[str], SimpleNamespace], faults_on: Looker
) -> None:
    cast, other = school_of("ashlands"), school_of("corpus-christi")
    at = timezone.now()
    case = report(cast, "breach-by-staff", by=cast.writer, at=at, wishes="No fuss.", where="A" * 90)
    take_step(case, Done("note", "I rang the network."), by=cast.head, at=at)
    answer(case, "Thank you.", by=cast.head, at=at)
    decide_outcome(case, Decided([], "", "Not so."), by=cast.head, at=at)
    image = report(other, "sexual-image", by=other.writer, at=at, child_image="unsure")
    name = "corpus-christi/do-not-assess-indecent-images"
    release(image, name, source="Police", advice="We take it.", by=other.safeguarding_lead, at=at)
    people = {**cast.everybody, "safeguarding_lead": other.safeguarding_lead}

    faults = faults_on(CASES, people, case=case.key, image=image.key)

    assert not faults, faults


class Way:
    """Somebody's way through pages on a phone."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.faults = page, site, list[str]()

    def is_(self, person: Person | None) -> None:
        """Who holds the phone from now on."""
        be(self.page.context, self.site, session_of(person) if person else "")

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.site + path)
        self.look()

    def tap(self, button: str) -> None:
        """Tap a button and look at what follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).first.click()
        self.look()

    def look(self) -> None:
        """What is wrong with the page as it stands."""
        self.faults += look_at(
            self.page, f"case-{re.sub(r'[^a-z]+', '-', self.page.title().lower())}"
        )


@pytest.fixture
def way(site: str, open_page: Callable[..., Page]) -> Way:
    """A phone."""
    return Way(open_page(), site)


def ask_what(way: Way, *, child: str, kind: str, about: str = "Nobody in particular") -> None:
    way.page.get_by_label(child, exact=True).check()
    way.page.get_by_label(kind).check()
    way.page.get_by_label(about).check()
    way.tap("Continue")


def test_a_technician_finds_an_image_and_nothing_can_be_sent(
    way: Way, school_of: Callable[[str], SimpleNamespace]
) -> None:
    cast = school_of("corpus-christi")
    way.is_(cast.technician)
    way.go("/schools/corpus-christi/report/")
    ask_what(way, child="I am not sure", kind="Pornography or other unfit material that was found")
    expect(way.page.get_by_text("Do not look at it again.")).to_be_visible()
    assert way.page.locator("input[type=file]").count() == 0
    way.page.get_by_label("What happened, or what worries you?").fill("On a laptop in the store.")
    way.tap("Report it")
    case = Case.objects.get()

    way.is_(cast.safeguarding_lead)
    way.go(case.get_absolute_url())
    expect(way.page.get_by_text(re.compile("[Tt]ell the police")).first).to_be_visible()
    way.page.locator("#id_action").select_option("look")
    way.page.locator("#id_words").fill("I looked at it.")
    way.tap("Put it on record")
    expect(way.page.get_by_text("This has to wait")).to_be_visible()
    way.page.locator("#id_action").select_option("call-police")
    way.page.locator("#id_words").fill("Rang 101, reference 7.")
    way.tap("Put it on record")
    expect(way.page.get_by_text("Rang 101, reference 7.")).to_be_visible()
    assert way.page.locator("input[type=file]").count() == 0

    assert way.faults == []


def test_a_governor_reports_the_head_who_learns_nothing(
    way: Way, school_of: Callable[[str], SimpleNamespace]
) -> None:
    cast = school_of("ashlands")
    way.is_(cast.governor)
    way.go("/schools/ashlands/report/")
    kind = "An adult who works here may have harmed a child, or may not be safe with children"
    ask_what(way, child="No", kind=kind, about="The headteacher")
    way.page.get_by_label("What happened, or what worries you?").fill("A lift home, twice.")
    way.tap("Report it")
    expect(way.page.get_by_text("A lift home, twice.")).to_be_visible()
    case = Case.objects.get()

    way.is_(cast.head)
    way.go("/schools/ashlands/cases/")
    expect(way.page.get_by_text(case.key)).to_have_count(0)
    way.is_(cast.safeguarding_lead)
    way.go("/schools/ashlands/cases/")
    way.page.get_by_role("link", name=f"Case {case.key}").click()
    expect(way.page.get_by_text("contact the LADO").first).to_be_visible()
    way.page.get_by_label("Tell them what can be told").fill("Thank you. It is with the LADO.")
    way.tap("Send")
    way.is_(cast.governor)
    way.go(f"/schools/ashlands/reports/{case.key}/")
    expect(way.page.get_by_text("Thank you. It is with the LADO.")).to_be_visible()

    assert way.faults == []
