"""The main pages in a real browser: accessible, in width, and quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from gatepost.policies import comparing
from gatepost.policies.packs import bundled_pack
from tests.journeys.conftest import (
    DESK,
    PHONE,
    answered,
    faults_of,
    is_too_wide,
    keep_screen,
)

CONNECT = "/schools/ashlands/can-i/connect/"
PAGES = {
    "front": "/",
    "law": "/law/",
    "shorter-policy": "/policies/coates-lane/",
    "school": "/schools/ashlands/",
    "policy": "/schools/ashlands/policy/",
    "can-i": "/schools/ashlands/can-i/",
    "found": "/schools/ashlands/can-i/?q=photo of sports day",
    "nothing-found": "/schools/ashlands/can-i/?q=fotograph",
    "question": f"{CONNECT}?other=former-pupil",
    "question-error": f"{CONNECT}?answer=other",
    "checklist": "/schools/ashlands/can-i/post/?actor=teacher&account=personal",
    "answer-must-not": answered("connect", actor="support-staff", other="pupil"),
    "answer-unknown": answered("connect", actor="unknown", other="unknown"),
    "answer-only-if": answered("open-account", actor="headteacher"),
    "answer-law": answered(
        "handle-found-material",
        actor="teacher",
        material="indecent-image-of-child",
        step="copy",
    ),
    "answer-silent": answered("leave-school", actor="parent"),
    "answer-may": answered("browse", actor="support-staff", when="official-break"),
    "changes": "/schools/ashlands/changes/?to=corpus-christi",
    "not-understood": f"{CONNECT}?other=pupl",
    "not-found": "/nowhere/",
}

LONG = ("law", "policy")  # axe-core takes its time; the shorter policy is looked at in both widths


def listen(page: Page) -> list[str]:
    """Keeps what the browser complains of, from now on."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_in_width_on_phone_and_desk(
    site: str, open_context: Callable[..., BrowserContext], name: str
) -> None:
    for size in (PHONE,) if name in LONG else (PHONE, DESK):
        page = open_context(size).new_page()
        complaints = listen(page)

        page.goto(f"{site}{PAGES[name]}")

        keep_screen(page, f"{name}-{size[0]}")
        assert bool(page.locator(".gp-answer").count()) == name.startswith("answer-")
        assert not is_too_wide(page)
        assert faults_of(page) == []
        assert [said for said in complaints if "status of 40" not in said] == []


@pytest.mark.parametrize("name", ["answer-must-not", "shorter-policy", "changes", "checklist"])
def test_a_page_is_accessible_in_the_dark(
    site: str, open_context: Callable[..., BrowserContext], name: str
) -> None:
    page = open_context(PHONE, dark=True).new_page()

    page.goto(f"{site}{PAGES[name]}")

    keep_screen(page, f"{name}-dark")
    assert faults_of(page) == []


def test_one_group_of_changes_is_accessible(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    people = comparing.by_people(bundled_pack("ashlands"), bundled_pack("corpus-christi"))[0]
    page = open_context(PHONE).new_page()

    page.goto(f"{site}{PAGES['changes']}&who={people.key}&act=connect")

    keep_screen(page, "changes-on-360")
    assert not is_too_wide(page)
    assert faults_of(page) == []


def test_twice_the_size_of_type_fits_on_a_phone(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context((320, 640)).new_page()

    for name in ("can-i", "answer-only-if", "policy", "checklist"):
        page.goto(f"{site}{PAGES[name]}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_too_wide(page), name


def test_the_policy_is_fit_for_paper(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(DESK).new_page()
    page.goto(f"{site}{PAGES['policy']}")

    page.emulate_media(media="print")

    keep_screen(page, "policy-paper")
    assert not page.locator(".gp-nav").is_visible()
    assert not page.locator(".gp-contents").is_visible()
    assert page.locator("#clause-no-following-pupils").is_visible()
