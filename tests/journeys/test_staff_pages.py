"""The pages of people in a real browser: accessible, in width, and usable without JavaScript and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.people.details import Details
from gatepost.people.importing.receiving import receive
from gatepost.people.models import Pupil, School
from tests.conftest import make_cast
from tests.journeys.keyboard import press, tab_to
from tests.journeys.looking import (
    DESK,
    PHONE,
    At,
    Looker,
    is_too_wide,
    look_at,
    numbers_of,
    session_of,
)

STAFF = (
    "Number,Given name,Family name,Email,Kind,Job title,First day,Last day\n"
    "1,Wren,Abbott,,teacher,Lead teacher,,\n"
    "2,Cedar,Moss,{moss}.moss@ashlands.example,support-staff,Teaching assistant,03/09/2024,\n"
    "3,=HYPERLINK(1),Nash,nobody,teacher,,31/02/2026,\n"
    "4,Alder,Cole,alder.cole@ashlands.example,senior-leader,Deputy headteacher,,\n"
    "5,Fern,Oakes,,volunteer,,,31/07/2024\n"
)
KNOWN, MOVED = STAFF.format(moss="cedar"), STAFF.format(moss="elder")


@pytest.fixture
def people(site: str) -> SimpleNamespace:
    """The cast of the first school, with a cover, somebody who joins, somebody who is leaving, a pupil."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    now, today = timezone.now(), timezone.localdate()
    cast.cover = cast.approver.give_role(
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
    cast.technician.leave(on=today + timedelta(days=20), by=cast.head, at=now)
    Pupil.objects.create(
        school=cast.school, given_name="Finch", family_name="Reed", year_group="3", form="Oak"
    )
    return cast


PAGES = {
    "people": At("people/", by="administrator"),
    "people-found": At("people/?q=wren", by="approver"),
    "people-nobody": At("people/?q=zzz", by="administrator"),
    "people-new": At("people/new/", by="administrator"),
    "person": At("people/{approver}/", by="administrator"),
    "person-joining": At("people/{joiner}/", by="administrator"),
    "person-leaving": At("people/{technician}/", by="administrator"),
    "person-details": At("people/{writer}/details/", by="administrator"),
    "person-leaves": At("people/{writer}/leaving/", by="administrator"),
    "person-role": At("people/{writer}/roles/", by="administrator"),
    "person-role-ends": At("people/{approver}/roles/{cover}/end/", by="administrator"),
    "people-away": At("people/away/", by="administrator"),
    "pupils": At("pupils/", by="administrator"),
    "people-imports": At("people/imports/", by="administrator"),
    "pupil-imports": At("pupils/imports/", by="administrator"),
}
IMPORTS = {
    "import-columns": At("people/imports/{unclear}/columns/", by="administrator"),
    "import-questions": At("people/imports/{known}/?fate=question", by="administrator"),
    "import-refused": At("people/imports/{known}/?fate=refused", by="administrator"),
    "import-new": At("people/imports/{moved}/?fate=new", by="administrator"),
    "import-changed": At("people/imports/{known}/?fate=changed", by="administrator"),
    "import-left-out": At("people/imports/{known}/?fate=left-out", by="administrator"),
}


def taken(people: SimpleNamespace, text: str) -> int:
    """The number of a file that was brought in and waits to be looked at."""
    by = people.administrator
    return receive({"list.csv": text.encode()}, school=people.school, kind="staff", by=by,
                   at=timezone.now()).pk  # fmt: skip


def test_pages_of_people_are_accessible_and_in_width(
    people: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(PAGES, people.everybody, **(numbers_of(people) | {"cover": people.cover.pk}))

    assert not faults, faults


def test_files_that_come_in_are_accessible_and_in_width(
    people: SimpleNamespace, faults_on: Looker
) -> None:
    unclear = taken(people, "A,B,C\nWren,Abbott,w@a.example\n")

    faults = faults_on(IMPORTS, people.everybody, unclear=unclear, known=taken(people, KNOWN),
                       moved=taken(people, MOVED))  # fmt: skip

    assert not faults, faults


def test_what_was_filled_in_wrongly_is_said_accessibly(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.administrator))
    unclear = taken(people, "A,B,C\nWren,Abbott,w@a.example\n")

    for path, button in (
        (f"people/imports/{unclear}/columns/", "Read it like this"),
        ("people/new/", "Put them on the list"),
        ("people/imports/", "Read the file"),
        ("people/away/", "Enter the cover"),
        (f"people/{people.writer.pk}/leaving/", "Enter the last day"),
    ):
        page.goto(f"{site}/schools/ashlands/{path}")
        page.get_by_role("button", name=button).click()
        assert page.get_by_role("alert").is_visible(), path
        assert not (faults := look_at(page, f"error-at-{path.replace('/', '-')}")), faults


def test_a_file_comes_in_without_javascript(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.administrator), javascript=False)

    page.goto(f"{site}/schools/ashlands/people/imports/")
    page.set_input_files(
        "#id_file", {"name": "list.csv", "mimeType": "text/csv", "buffer": KNOWN.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("The Wren Abbott on your list").check()
    page.get_by_role("button", name="Work it out again").click()
    page.get_by_role("button", name="Change 3").click()

    assert "Done: 3 people changed." in page.inner_text("main")
    people.writer.refresh_from_db()
    assert people.writer.job_title == "Lead teacher"


def test_a_file_comes_in_by_keyboard_alone(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK, session=session_of(people.administrator))
    page.goto(f"{site}/schools/ashlands/people/imports/")

    tab_to(page, "The file")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Space")
    choosing.value.set_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": KNOWN.encode()}  # type: ignore[arg-type]
    )
    press(page, "Read the file")
    tab_to(page, "The Wren Abbott on your list")
    page.keyboard.press("Space")
    press(page, "Work it out again")
    press(page, "Change 3")

    page.get_by_text("Done: 3 people changed.").wait_for()
    assert not (faults := look_at(page, "import-done")), faults


def test_a_role_is_given_by_keyboard_alone(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK, session=session_of(people.head))
    page.goto(f"{site}/schools/ashlands/people/{people.writer.pk}/roles/")

    tab_to(page, "Role")
    page.keyboard.type("Manager")
    press(page, "Give the role")

    assert "Wren Abbott is now manager." in page.inner_text("main")


def test_twice_the_size_of_type_fits_on_a_phone_in_the_pages_of_people(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.administrator))
    page.set_viewport_size({"width": 320, "height": 640})

    for path in (
        f"people/imports/{taken(people, KNOWN)}/",
        "people/imports/",
        f"people/{people.approver.pk}/",
    ):
        page.goto(f"{site}/schools/ashlands/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_too_wide(page), path
