"""How a page is looked at: on a telephone by day and on a desk by night, and what is held against it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from gatepost.people.models import Account, Person

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ROOT / "artefacts" / "screens"
# What depends on the size and the colours, and is looked for again where they change.
RULES_OF_A_LOOK = [
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "link-in-text-block",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LOOK_AT_THE_WHOLE = f"""
() => ({{
    isTooWide: {IS_TOO_WIDE},
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    words: document.body.innerText,
}})
"""
LOOK_FOR_FAULTS = """
rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false}).then(
    found => found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`)))
"""
COMPUTERS_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True)
class Look:
    """A size, and whether the device is set to dark: the two together show both of each."""

    width: int
    height: int
    is_dark: bool = False


PHONE, DESK = Look(360, 740), Look(1280, 900, is_dark=True)


@dataclass(frozen=True)
class At:
    """A page that a journey looks at: where it is, who looks, and what has to be on it.

    A path without a slash before it is one of the first school's; {…} in it is filled in by the test.
    """

    path: str
    by: str = ""
    shows: str = "h1"
    status: int = 200
    looks: tuple[Look, ...] = (PHONE, DESK)
    ends_at: str = ""

    def filled(self, numbers: Mapping[str, object]) -> str:
        """The path with its numbers."""
        path = self.path.format_map(numbers) if "{" in self.path else self.path
        return path if path.startswith("/") else f"/schools/ashlands/{path}"


class Windows:
    """One window of the browser for each look, with what it has already fetched; opened when first wanted."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._contexts: dict[tuple[Look, bool], BrowserContext] = {}

    def open(self, look: Look = PHONE, *, session: str = "", javascript: bool = True) -> Page:
        """A new page, of whoever has the session; of nobody where there is none."""
        context = self._contexts.get((look, javascript)) or self._new(look, javascript=javascript)
        be(context, self._site, session)
        return context.new_page()

    def tidy(self) -> None:
        """Shut every page and sign out."""
        for context in self._contexts.values():
            context.clear_cookies()
            for page in context.pages:
                page.close()

    def _new(self, look: Look, *, javascript: bool) -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": look.width, "height": look.height},
            java_script_enabled=javascript,
            color_scheme="dark" if look.is_dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        if javascript:
            context.add_init_script(_axe())
        self._contexts[look, javascript] = context
        return context


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


class Looker:
    """Goes through pages and notes what is wrong with each."""

    def __init__(self, windows: Windows, site: str) -> None:
        self._windows, self._site = windows, site

    def __call__(
        self,
        pages: Mapping[str, At],
        people: Mapping[str, Person] | None = None,
        *,
        sessions: Mapping[str, str] | None = None,
        **numbers: object,
    ) -> str:
        """Every fault on a line of its own, after the name of its page and the width; nothing where all is well."""
        session = dict(sessions or {})
        session |= {key: session_of(person) for key, person in (people or {}).items() if key in
                    {at.by for at in pages.values()} - session.keys()}  # fmt: skip
        found: list[str] = []
        window = Window(self._windows.open(), self._site)
        for name, at in pages.items():
            be(window.page.context, self._site, session.get(at.by, ""))
            found += [f"{name}: {fault}" for fault in window.faults_at(at, name, numbers)]
        return "\n".join(found)


class Window:
    """A page of the browser, with what it complained of and fetched since it was last sent somewhere."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self._site = page, site
        self._complaints: list[str] = []
        page.on("console", lambda said: self._complaints.append(said.text))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self._site, "data:")):
            self._complaints.append(f"asked for {url}")

    def faults_at(self, at: At, name: str, numbers: Mapping[str, object]) -> list[str]:
        """Go there and say what is wrong."""
        path = at.filled(numbers)
        first, *others = at.looks
        self._complaints.clear()
        self._be_like(first)
        answer = self.page.goto(self._site + path)
        status = answer.status if answer else 0
        faults = [] if status == at.status else [f"answered {status}"]
        where, meant = urlsplit(self.page.url).path, at.ends_at.format_map(numbers) or path
        if where != urlsplit(meant).path:
            faults.append(f"led to {where}")
        if not self.page.locator(at.shows).count():
            faults.append(f"shows no {at.shows}")
        faults += look_at(self.page, name)
        for look in others:
            self._be_like(look)
            faults += look_at(self.page, name, rules=RULES_OF_A_LOOK)
        usual = f"status of {at.status}" if at.status >= 400 else "\0"
        return faults + [said for said in self._complaints if usual not in said]

    def _be_like(self, look: Look) -> None:
        """The page as it stands, in another size and other colours."""
        self.page.set_viewport_size({"width": look.width, "height": look.height})
        self.page.emulate_media(color_scheme="dark" if look.is_dark else "light")


def look_at(page: Page, name: str, *, rules: Sequence[str] = RULES) -> list[str]:
    """What is wrong with the page as it stands, one line each; its picture is kept where somebody wants it."""
    keep_screen(page, name)
    return [f"{width_of(page)} {fault}" for fault in shape_of(page) + axe_faults(page, rules)]


def shape_of(page: Page) -> list[str]:
    """What is wrong with it as a whole."""
    seen = page.evaluate(LOOK_AT_THE_WHOLE)
    wrong = {
        "is too wide": seen["isTooWide"],
        f"has {seen['headings']} headings of the first order": seen["headings"] != 1,
        f"has the title “{seen['title']}”": not seen["title"].endswith(" – Gatepost"),
        "has a date as computers write it": COMPUTERS_DATE.search(seen["words"]) is not None,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def axe_faults(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe-core finds wrong, one line each."""
    found: list[str] = page.evaluate(LOOK_FOR_FAULTS, list(rules))
    return found


def width_of(page: Page) -> int:
    """How wide the window is."""
    return page.viewport_size["width"] if page.viewport_size else 0


def is_too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return bool(page.evaluate(IS_TOO_WIDE))


def keep_screen(page: Page, name: str) -> None:
    """Keep what the page looks like, for people to look at; only where GATEPOST_SCREENS is set."""
    if os.environ.get("GATEPOST_SCREENS"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}-{width_of(page)}.png", full_page=True)


def be(context: BrowserContext, site: str, session: str) -> None:
    """Be whoever has a session, and nobody else; nobody at all where it is empty."""
    context.clear_cookies()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def session_of(person: Person) -> str:
    """A session of somebody who has just signed in and shown the second factor."""
    client = Client()
    assert isinstance(person.account, Account)
    client.force_login(person.account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.account.pk)
    session.save()
    return client.cookies["sessionid"].value


def numbers_of(cast: SimpleNamespace) -> dict[str, int]:
    """The numbers of the people of a cast, by the names under which it knows them."""
    return {key: person.pk for key, person in vars(cast).items() if isinstance(person, Person)}
