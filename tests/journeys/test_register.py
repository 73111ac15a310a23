"""The register in a real browser: accessible, in width, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext

from gatepost.people.models import Person, School
from gatepost.policies.models import Version
from gatepost.policies.register import drafting, signing
from tests.conftest import make_cast
from tests.journeys.conftest import DESK, PHONE, faults_of, is_too_wide, keep_screen

BASE = "/schools/ashlands"
PAGES = {
    "register": f"{BASE}/register/",
    "register-new": f"{BASE}/register/new/",
    "register-in-force": f"{BASE}/register/1/",
    "register-draft": f"{BASE}/register/2/",
    "register-open": f"{BASE}/register/2/open/",
    "register-sign": f"{BASE}/register/2/signature/",
    "register-document": f"{BASE}/policy/versions/2/",
    "versions": f"{BASE}/policy/versions/",
}
LONG = ("register-sign", "register-document")


def signed_in(context: BrowserContext, site: str, person: Person) -> BrowserContext:
    """The window of somebody who is signed in."""
    assert person.account
    client = Client()
    client.force_login(person.account)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
    return context


@pytest.fixture
def people(site: str) -> SimpleNamespace:
    """Everybody at the school, and a draft that asks for signatures."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    at = timezone.now()
    version = drafting.draft_bundled(cast.school, "coates-lane", by=cast.administrator, at=at)
    signing.present(version, by=cast.administrator, at=at)
    signing.decline(version, "headteacher", reason="Section 9.", by=cast.head, at=at)
    return cast


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_register_is_accessible_and_in_width(
    site: str, people: SimpleNamespace, open_context: Callable[..., BrowserContext], name: str
) -> None:
    for size in (DESK,) if name in LONG else (PHONE, DESK):
        page = signed_in(open_context(size), site, people.head).new_page()

        page.goto(f"{site}{PAGES[name]}")

        keep_screen(page, f"{name}-{size[0]}")
        assert page.locator("h1").count() == 1
        assert not is_too_wide(page)
        assert faults_of(page) == []


@pytest.mark.parametrize("name", ["register-draft", "register-open"])
def test_a_page_of_the_register_is_accessible_in_the_dark(
    site: str, people: SimpleNamespace, open_context: Callable[..., BrowserContext], name: str
) -> None:
    page = signed_in(open_context(PHONE, dark=True), site, people.head).new_page()

    page.goto(f"{site}{PAGES[name]}")

    assert faults_of(page) == []


def test_a_policy_is_signed_and_put_in_force_without_javascript(
    site: str, people: SimpleNamespace, open_context: Callable[..., BrowserContext]
) -> None:
    for person in (people.chair, people.head):
        page = signed_in(open_context(PHONE, javascript=False), site, person).new_page()
        page.goto(f"{site}{BASE}/register/2/")
        page.get_by_role("link", name="Read it and sign").click()
        page.get_by_label("I have read the whole policy and sign it.").check()
        page.get_by_role("button", name=re.compile("^Sign as")).click()
        page.get_by_text("You have signed the policy.").wait_for()

    page.get_by_role("button", name="Put it in force").click()

    page.get_by_text("The day is set.").wait_for()
    keep_screen(page, "register-begun-360")
    found = Version.objects.in_force(people.school, on=timezone.localdate())
    assert found and found.number == 2


def test_a_refusal_and_an_error_are_accessible(
    site: str, people: SimpleNamespace, open_context: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_context(PHONE), site, people.head).new_page()
    page.goto(f"{site}{BASE}/register/2/signature/")

    page.get_by_role("button", name=re.compile("^Sign as")).click()

    assert page.get_by_role("alert").get_by_text("Tick the box").count() == 1
    assert faults_of(page) == []
