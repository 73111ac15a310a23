"""The register in a real browser: accessible, in width, by keyboard alone and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.policies.register import beginning, drafting, signing
from tests.conftest import make_cast
from tests.journeys.keyboard import press, tab_to
from tests.journeys.looking import DESK, PHONE, At, Looker, look_at, session_of
from tests.policies.drafts import agree, zipped

# Version 1 is in force, 2 waits for signatures, 3 is a draft with blanks and contradictions, 4 begins next week,
# 5 was taken back.
PAGES = {
    "register": At("register/", by="head"),
    "register-new": At("register/new/", by="head"),
    "register-in-force": At("register/1/", by="head"),
    "register-signing": At("register/2/", by="head"),
    "register-draft": At("register/3/", by="administrator"),
    "register-planned": At("register/4/", by="head"),
    "register-withdrawn": At("register/5/", by="head"),
    "register-of-governors": At("register/2/", by="governor"),
    "register-open-in-force": At("register/1/open/", by="head"),
    "register-open": At("register/3/open/", by="administrator", looks=(PHONE,)),
    "register-sign": At("register/2/signature/", by="head", looks=(DESK,)),
    "register-document": At("policy/versions/2/", by="head", looks=(PHONE,)),
    "versions-signed-in": At("policy/versions/", by="head"),
    "changes-of-draft": At("changes/?to=version-3", by="head", looks=(PHONE,)),
}


@pytest.fixture
def people(site: str) -> SimpleNamespace:
    """Everybody at the school, and a draft that asks for signatures."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    at = timezone.now()
    signed = drafting.draft_bundled(cast.school, "coates-lane", by=cast.administrator, at=at)
    signing.present(signed, by=cast.administrator, at=at)
    signing.decline(signed, "headteacher", reason="Section 9.", by=cast.head, at=at)
    return cast


def add_other_versions(people: SimpleNamespace) -> None:
    """One that was only drafted, one that begins next week, and one that was taken back."""
    at, next_week = timezone.now(), timezone.localdate() + timedelta(days=7)
    by = people.administrator
    drafting.draft_bundled(people.school, "our-lady-and-st-rose", by=by, at=at)
    planned = drafting.draft_bundled(people.school, "model", by=by, at=at)
    signing.present(planned, by=by, at=at)
    agree(planned, people, at=at)
    beginning.put_in_force(planned, from_on=next_week, by=people.head, at=at)
    withdrawn = drafting.draft_bundled(people.school, "coates-lane", by=by, at=at)
    beginning.withdraw(withdrawn, reason="Drafted by mistake.", by=by, at=at)


def test_pages_of_the_register_are_accessible_and_in_width(
    people: SimpleNamespace, faults_on: Looker
) -> None:
    add_other_versions(people)

    faults = faults_on(PAGES, people.everybody)

    assert not faults, faults


def test_a_policy_is_signed_and_put_in_force_without_javascript(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    for person in (people.chair, people.head):
        page = open_page(PHONE, session=session_of(person), javascript=False)
        page.goto(f"{site}/schools/ashlands/register/2/")
        page.get_by_role("link", name="Read it and sign").click()
        page.get_by_label("I have read the whole policy and sign it.").check()
        page.get_by_role("button", name=re.compile("^Sign as")).click()
        page.get_by_text("You have signed the policy.").wait_for()

    page.get_by_role("button", name="Put it in force").click()

    page.get_by_text("The day is set.").wait_for()
    in_force = Version.objects.in_force(people.school, on=timezone.localdate())
    assert in_force and in_force.number == 2


def test_a_policy_is_signed_and_put_in_force_by_keyboard_alone(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    for person in (people.chair, people.head):
        page = open_page(DESK, session=session_of(person))
        page.goto(f"{site}/schools/ashlands/register/2/")
        press(page, "Read it and sign")
        tab_to(page, "At its end")
        page.keyboard.press("Enter")
        tab_to(page, "I have read the whole policy and sign it.")
        page.keyboard.press("Space")
        press(page, "Sign as")
        page.get_by_text("You have signed the policy.").wait_for()

    press(page, "Put it in force")

    page.get_by_text("The day is set.").wait_for()
    assert not (faults := look_at(page, "register-begun")), faults


def test_a_refusal_and_an_error_are_accessible(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK, session=session_of(people.head))
    page.goto(f"{site}/schools/ashlands/register/2/signature/")
    page.get_by_role("button", name=re.compile("^Sign as")).click()
    assert page.get_by_role("alert").get_by_text("Tick the box").count() == 1

    page.goto(f"{site}/schools/ashlands/register/new/")
    upload = zipped({"pack.toml": 'slug = "hazel"\ntitel = "Social media"\n'}).getvalue()
    page.set_input_files(
        "input[type=file]", {"name": "hazel.zip", "mimeType": "application/zip", "buffer": upload}
    )
    page.get_by_role("button", name="Upload and check").click()

    assert page.get_by_role("heading", name="What is wrong in the upload").is_visible()
    assert not (faults := look_at(page, "register-upload-error")), faults


def test_what_cannot_be_done_is_said_with_its_clause(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.head))
    page.goto(f"{site}/schools/ashlands/register/2/signature/")
    page.get_by_label("I have read the whole policy and sign it.").check()
    # Somebody takes the version back while the head reads.
    version = Version.objects.get(school=people.school, number=2)
    beginning.withdraw(version, reason="A mistake.", by=people.administrator, at=timezone.now())

    page.get_by_role("button", name=re.compile("^Sign as")).click()

    assert not (faults := look_at(page, "register-cannot")), faults
