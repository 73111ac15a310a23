"""A real browser and the suite's schools on a real server. With GATEPOST_SCREENS=1, pictures of every page are kept in artefacts/screens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gatepost.core.policy import vocabulary
from gatepost.people.models import School
from gatepost.policies import packs
from gatepost.policies.can_i import Inquiry, read
from tests.conftest import make_school
from tests.journeys.looking import Looker, Windows

CHROMIUM = "/usr/bin/chromium"
# The same browser without windows and buttons of its own: a third of the processor time.
WITHOUT_WINDOWS = "/usr/bin/chromium-headless-shell"
# No name but this machine's is found, so that nothing else can be reached.
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
# Playwright's own loop runs in the thread of the tests, in which Django then refuses to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Long enough for a machine that is busy with other tests.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[str], Browser]]:
    """Starts Debian's Chromium, in one of its two forms; its sandbox stays on unless the tests run as root."""
    arguments = [ONLY_HERE, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        yield lambda form: playwright.chromium.launch(executable_path=form, args=arguments)


@pytest.fixture(scope="session")
def browser(launch: Callable[[str], Browser]) -> Iterator[Browser]:
    """The browser of most tests."""
    browser = launch(WITHOUT_WINDOWS)
    yield browser
    browser.close()


@pytest.fixture
def open_whole_page(launch: Callable[[str], Browser], site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page in the whole Chromium, which can also show what comes from outside a page."""
    browser = launch(CHROMIUM)
    yield Windows(browser, site).open
    browser.close()


@pytest.fixture(scope="session")
def kept_windows(browser: Browser, live_server: LiveServer) -> Windows:
    """The windows of the whole run: what they have fetched once is not fetched again."""
    return Windows(browser, str(live_server.url))


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
def windows(site: str, kept_windows: Windows) -> Iterator[Windows]:
    """The windows for one test; afterwards nobody is signed in and no page open."""
    yield kept_windows
    kept_windows.tidy()


@pytest.fixture
def open_page(windows: Windows) -> Callable[..., Page]:
    """Opens a page in one of the windows: `open_page(DESK, session=…, javascript=False)`."""
    return windows.open


@pytest.fixture
def faults_on(windows: Windows, site: str) -> Looker:
    """Goes through pages, on a telephone by day and on a desk by night, and says what is wrong with each."""
    return Looker(windows, site)


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
