"""A real browser, the suite's schools on a real server, and what every page is held to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gatepost.core.policy import vocabulary
from gatepost.people.models import School
from gatepost.policies import packs
from gatepost.policies.can_i import Inquiry, read
from tests.conftest import make_school

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ROOT / "artefacts" / "screens"
CHROMIUM = "/usr/bin/chromium"
PHONE, DESK = (360, 740), (1280, 900)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's own loop runs in the thread of the tests, in which Django then refuses to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its sandbox stays on unless the tests run as root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server that has two schools."""
    # Styles and scripts come as on a server, by whitenoise, and not from Django's handler for developers.
    monkeypatch.setattr(StaticFilesHandler, "_should_handle", lambda *_: False)
    make_school("ashlands", name="Ashlands Primary School")
    make_school("corpus-christi", name="Corpus Christi Primary School", accent="#1f4e96")
    assert School.objects.count() == 2
    return str(live_server.url)


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a window of some size; nothing but the server itself can be reached from it."""
    contexts: list[BrowserContext] = []

    def opened(
        size: tuple[int, int] = PHONE, *, javascript: bool = True, dark: bool = False
    ) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            bypass_csp=False,
        )
        context.route("**/*", _only_here)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()


def _only_here(route: object) -> None:
    from playwright.sync_api import Route

    assert isinstance(route, Route)
    if route.request.url.startswith(("http://localhost:", "http://127.0.0.1:", "data:")):
        route.continue_()
    else:
        route.abort()


def answered(act: str, **given: str) -> str:
    """The address of an answer: some facts given, whatever else is asked answered in the usual way."""
    pairs = {name.replace("_", "-"): [value] for name, value in given.items()}
    inquiry = Inquiry(
        packs.bundled_pack("ashlands"),
        packs.law(on=timezone.localdate()),
        vocabulary().acts[act],
        read(act, pairs),
    )
    while page := inquiry.next_page():
        usual = {fact: (vocabulary().facts[fact].default,) for fact in page.facts}
        inquiry = inquiry.with_given({**inquiry.given, **usual})
    return f"/schools/ashlands/can-i/{act}/?{inquiry.address()}"


def faults_of(page: Page) -> list[str]:
    """What axe-core finds wrong on a page, one line each."""
    # As a script of the browser's own world, since the page lets in no script but the server's.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def is_too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def keep_screen(page: Page, name: str) -> None:
    """Keep what the page looks like, for people to look at."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
