"""Tokens and addresses that are told, in a real browser: every page, and a token that is made and shown once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.api.models import Hook, Token
from gatepost.people.models import School
from tests.api.callers import system_records
from tests.conftest import make_cast
from tests.journeys.looking import (
    PHONE,
    At,
    Looker,
    is_too_wide,
    keep_screen,
    session_of,
)

SYSTEMS = {
    "other-systems": At("other-systems/", by="administrator"),
    "other-systems-own": At("other-systems/", by="writer"),
    "other-systems-none": At("other-systems/", by="assistant"),
    "other-systems-calls": At("other-systems/calls/", by="writer"),
    "new-token": At("other-systems/tokens/new/", by="administrator"),
    "new-address": At("other-systems/addresses/new/", by="administrator"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """A token, an address that was given up, and another that is told."""
    cast, at = make_cast(School.objects.get(slug="ashlands")), timezone.now()
    for _ in range(2):
        system_records(cast, at=at)
    Hook.objects.filter(pk=Hook.objects.latest("pk").pk).update(
        given_up_at=at, problem="It answered 503.", tries=12
    )
    return cast


def test_every_page_of_other_systems_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(SYSTEMS, desk.everybody)

    assert not faults, faults


def test_a_token_is_made_without_a_script_and_shown_once(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(PHONE, session=session_of(desk.head), javascript=False)
    page.goto(f"{site}/schools/ashlands/other-systems/")

    page.get_by_role("link", name="Make a token").click()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("link", name="Write which system it is for.")).to_be_visible()
    page.get_by_label("Which system is it for?").fill("Timetable")
    page.get_by_label("Read the list of staff and governors").check()
    page.get_by_role("button", name="Make the token").click()
    shown = page.locator("code").inner_text()
    keep_screen(page, "token-shown-once")

    assert not is_too_wide(page)
    assert Token.objects.shown(shown) == Token.objects.get(name="Timetable")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", name="Timetable")).to_be_visible()
    assert shown not in page.content()
