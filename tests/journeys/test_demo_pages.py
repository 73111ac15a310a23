"""The invented school in a real browser: its door, and the day and the menu of everybody whom one can be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from gatepost.people.models import Person, School
from gatepost.web.demo.people import WHO_TO_TRY
from gatepost.web.demo.story import tell
from tests.journeys.keyboard import press, tab_to
from tests.journeys.looking import DESK, At, Looker, look_at

HERE = "/schools/larkfield"
EVERYBODY = {name: name.split()[0].lower() for name in WHO_TO_TRY}
DAYS = {f"today-of-{key}": At(f"{HERE}/today/", by=key) for key in EVERYBODY.values()}
# The menu differs by what somebody may open, and hardly otherwise.
MENUS = {f"menu-of-{key}": At(f"{HERE}/menu/", by=key) for key in ("harriet", "miriam", "margaret")}
OTHERS = {
    "demo": At("/demo/"),
    "front-with-demo": At("/"),
    "front-with-two-schools": At("/", by="harriet"),
    "demo-readings": At(f"{HERE}/campaigns/", by="miriam"),
    "demo-version-in-force": At(f"{HERE}/register/1/", by="miriam"),
    "demo-programme": At(f"{HERE}/programme/", by="miriam"),
}


@pytest.fixture
def larkfield(site: str, settings: Settings) -> dict[str, Person]:
    """The people of the invented school, one of whom works at another school too."""
    settings.ROOT_URLCONF = "tests.journeys.addresses"
    school = tell(at=timezone.now())
    assert school
    people = {person.name: person for person in Person.objects.filter(school=school)}
    twice = people["Harriet Swale"]
    Person.objects.create(
        school=School.objects.get(slug="ashlands"), account=twice.account, email=twice.email,
        given_name="Harriet", family_name="Swale", actors=["teacher"],
    )  # fmt: skip
    return {key: people[name] for name, key in EVERYBODY.items()}


def test_the_day_of_everybody_at_an_invented_school_is_accessible_and_in_width(
    larkfield: dict[str, Person], faults_on: Looker
) -> None:
    faults = faults_on(DAYS | MENUS | OTHERS, larkfield)

    assert not faults, faults


def test_one_becomes_somebody_by_keyboard_alone(
    site: str, larkfield: dict[str, Person], open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK)
    page.goto(f"{site}/demo/")

    tab_to(page, "Everybody else at Larkfield")
    page.keyboard.press("Enter")
    press(page, "Sylvie Arnaud")

    assert page.locator("h1").inner_text().endswith(", Sylvie")
    assert not (faults := look_at(page, "today-of-sylvie")), faults
