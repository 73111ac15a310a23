"""What people see when something is wrong, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from pytest_django import Settings

from tests.journeys.looking import DESK, PHONE, At, Looker, look_at

PAGES = {
    "garbled": At("/garbled/", status=400),
    "forbidden": At("/forbidden/", status=403),
    "not-found-at-school": At("nowhere/", status=404),
    "broken": At("/broken/", status=500),
}


def test_pages_of_what_is_wrong_are_accessible_and_in_width(
    settings: Settings, faults_on: Looker
) -> None:
    settings.ROOT_URLCONF = "tests.journeys.addresses"

    faults = faults_on(PAGES)

    assert not faults, faults


def test_a_form_that_was_open_for_too_long_says_what_to_do(
    site: str, open_page: Callable[..., Page]
) -> None:
    for look in (PHONE, DESK):
        page = open_page(look)
        page.goto(f"{site}/account/password/reset/")
        page.get_by_label("E-mail address").fill("wren.abbott@ashlands.example")
        page.context.clear_cookies()

        page.get_by_role("button").first.click()

        page.get_by_role("heading", name="Open the page once more").wait_for()
        assert not (faults := look_at(page, "form-too-old")), faults
