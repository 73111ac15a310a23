"""The pages of people in a real browser: accessible, in width, and usable without JavaScript and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from gatepost.people.details import Details
from gatepost.people.models import Person, Pupil, School
from tests.conftest import make_cast
from tests.journeys.conftest import DESK, PHONE, faults_of, is_too_wide, keep_screen

DATA = Path(__file__).parents[1] / "data" / "imports"
Opener = Callable[..., BrowserContext]
STAFF = (
    "Number,Given name,Family name,Email,Kind,Job title,First day,Last day\n"
    "1,Wren,Abbott,,teacher,Lead teacher,,\n"
    "2,Cedar,Moss,cedar.moss@ashlands.example,support-staff,Teaching assistant,03/09/2024,\n"
    "3,=HYPERLINK(1),Nash,nobody,teacher,,31/02/2026,\n"
    "4,Alder,Cole,alder.cole@ashlands.example,senior-leader,Deputy headteacher,,\n"
    "5,Fern,Oakes,,volunteer,,,31/07/2024\n"
)


@pytest.fixture
def people(site: str) -> SimpleNamespace:
    """The cast of the first school, with a cover, somebody who joins, a pupil."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    now, today = timezone.now(), timezone.localdate()
    cast.approver.give_role(
        "dsl",
        by=cast.head,
        at=now,
        from_on=today,
        until_on=today + timedelta(days=30),
        covers=cast.safeguarding_lead,
    )
    cast.joiner = cast.school.welcome(
        Details("Cedar", "Moss", "cedar.moss@ashlands.example", ["governor", "parent"]),
        by=cast.administrator,
        at=now,
    )
    Pupil.objects.create(
        school=cast.school, given_name="Finch", family_name="Reed", year_group="3", form="Oak"
    )
    return cast


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


PAGES = {
    "list": "people/",
    "list-nobody": "people/?q=zzz",
    "new": "people/new/",
    "person": "people/{approver}/",
    "person-joining": "people/{joiner}/",
    "details": "people/{writer}/details/",
    "leaving": "people/{writer}/leaving/",
    "role": "people/{writer}/roles/",
    "away": "people/away/",
    "pupils": "pupils/",
    "imports": "people/imports/",
    "pupil-imports": "pupils/imports/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_people_is_accessible_and_in_width(
    site: str, people: SimpleNamespace, open_context: Opener, name: str
) -> None:
    numbers = {key: person.pk for key, person in vars(people).items() if isinstance(person, Person)}
    for size in (PHONE, DESK):
        page = enter(open_context(size), site, people.administrator)

        answer = page.goto(f"{site}/schools/ashlands/{PAGES[name].format(**numbers)}")

        keep_screen(page, f"people-{name}-{size[0]}")
        assert answer is not None
        assert answer.status == 200
        assert page.locator("h1").count() == 1
        assert not is_too_wide(page)
        assert faults_of(page) == []


def upload(page: Page, site: str, text: str, where: str = "people") -> None:
    page.goto(f"{site}/schools/ashlands/{where}/imports/")
    page.set_input_files(
        "#id_file", {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Read the file").click()


@pytest.mark.parametrize("fate", ["question", "refused", "new", "changed", "left-out"])
def test_a_dry_run_is_accessible_and_in_width(
    site: str, people: SimpleNamespace, open_context: Opener, fate: str
) -> None:
    for size in (PHONE, DESK):
        page = enter(open_context(size), site, people.administrator)
        upload(page, site, STAFF.replace("Cedar,Moss,cedar.moss", "Elder,Moss,elder.moss"))

        page.goto(f"{page.url}?fate={fate}")

        keep_screen(page, f"people-import-{fate}-{size[0]}")
        assert not is_too_wide(page)
        assert faults_of(page) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_columns_and_errors_are_accessible(
    site: str, people: SimpleNamespace, open_context: Opener, size: tuple[int, int]
) -> None:
    page = enter(open_context(size), site, people.administrator)

    upload(page, site, "A,B,C\nWren,Abbott,w@a.example\n")
    page.get_by_role("button", name="Read it like this").click()
    keep_screen(page, f"people-columns-{size[0]}")
    assert page.get_by_role("alert").is_visible()
    assert faults_of(page) == []

    page.goto(f"{site}/schools/ashlands/people/new/")
    page.get_by_role("button", name="Put them on the list").click()
    keep_screen(page, f"people-new-errors-{size[0]}")
    assert not is_too_wide(page)
    assert faults_of(page) == []

    page.goto(f"{site}/schools/ashlands/people/imports/")
    page.get_by_role("button", name="Read the file").click()
    keep_screen(page, f"people-imports-error-{size[0]}")
    assert faults_of(page) == []


def test_a_file_comes_in_without_javascript(
    site: str, people: SimpleNamespace, open_context: Opener
) -> None:
    page = enter(open_context(PHONE, javascript=False), site, people.administrator)

    upload(page, site, STAFF)
    page.get_by_label("The Wren Abbott on your list").check()
    page.get_by_role("button", name="Work it out again").click()
    page.get_by_role("button", name="Change 3").click()

    assert "Done: 3 people changed." in page.inner_text("main")
    people.writer.refresh_from_db()
    assert people.writer.job_title == "Lead teacher"


def test_a_role_is_given_by_keyboard_alone(
    site: str, people: SimpleNamespace, open_context: Opener
) -> None:
    page = enter(open_context(DESK), site, people.head)
    page.goto(f"{site}/schools/ashlands/people/{people.writer.pk}/roles/")

    page.locator("#id_role").focus()
    page.keyboard.type("Manager")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Give the role"
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/people/{people.writer.pk}/")
    assert "Wren Abbott is now manager." in page.inner_text("main")


def test_twice_the_size_of_type_fits_on_a_phone_in_the_pages_of_people(
    site: str, people: SimpleNamespace, open_context: Opener
) -> None:
    page = enter(open_context((320, 640)), site, people.administrator)
    upload(page, site, STAFF)
    dry_run = page.url

    for address in (
        dry_run,
        f"{site}/schools/ashlands/people/imports/",
        people.approver.get_absolute_url(),
    ):
        page.goto(address if address.startswith("http") else site + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_too_wide(page), address
