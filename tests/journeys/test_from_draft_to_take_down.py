"""A post's whole way on a phone: drafted with a photo, checked, agreed to from the e-mail, out on the news page and on a real Bluesky server, and down again when a parent takes the yes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import time
from types import SimpleNamespace
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from gatepost.channels.connecting import connect_account
from gatepost.channels.models import Channel
from gatepost.consents.links import path_of
from gatepost.notices.delivering import deliver_due
from gatepost.people.models import Person, QuietHours
from gatepost.posts.models import Outlet
from gatepost.posts.publishing.withdrawn import open_for_withdrawn
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.consents.families import BORN, link_to, make_contact, make_pupil, say
from tests.journeys.looking import be, look_at, session_of
from tests.networks import network_servers
from tests.posts.desk import jpeg, news_page, work

pytestmark = pytest.mark.xdist_group("networks")
BUTTON_OR_LINK: tuple[Literal["button"], Literal["link"]] = ("button", "link")
HANDLE, PASSWORD = "hazel.test", "a password of the tests"
WORDS = "We planted a rowan by the gate 🌳 #trees"
ALT = "A child beside a small tree."


@pytest.fixture(scope="module")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A real personal data server, and the school's account on it."""
    with network_servers.bluesky(tmp_path_factory.mktemp("journey")) as address:
        account = {"email": "office@hazel.example", "handle": HANDLE, "password": PASSWORD}
        made = httpx.post(f"{address}/xrpc/com.atproto.server.createAccount", json=account).json()
        listing = {"repo": made["did"], "collection": "app.bsky.feed.post"}
        yield SimpleNamespace(
            address=address,
            posts=lambda: httpx.get(
                f"{address}/xrpc/com.atproto.repo.listRecords", params=listing
            ).json()["records"],
        )


@pytest.fixture
def desk(site: str, settings: Settings, bluesky: SimpleNamespace) -> SimpleNamespace:
    """A school that asks for a colleague and a senior leader, with two accounts, a child, and a parent who said yes."""
    settings.NETWORKS_ON_LOOPBACK = True
    settings.EMAIL_HOST, settings.ADDRESS = "mail.example", site
    cast, now = make_cast(make_school("model", name="Hazel School")), timezone.now()
    # The journey does not wait for Monday morning.
    QuietHours.choose(time(0), time(0), days="none", by=cast.head, at=now)
    cast.page = news_page(cast, at=now)
    cast.network = staffed(
        Channel.enter(
            network="bluesky", name="Bluesky", handle=HANDLE, url="", by=cast.administrator, at=now
        ),
        by=cast.administrator,
        at=now,
    )
    entered = {"server": bluesky.address, "handle": HANDLE, "password": PASSWORD}
    connect_account(cast.network, entered, by=cast.administrator, at=now)
    cast.pupil = make_pupil(cast.school)
    cast.parent = make_contact(cast.pupil, by=cast.administrator, at=now)
    say(cast.parent, True, by=cast.administrator, at=now)
    return cast


class Phone:
    """One person's phone, and what was wrong with the pages that it showed."""

    def __init__(self, page: Page, site: str, session: str) -> None:
        self.page, self.faults = page, list[str]()
        self._site, self._session = site, session

    def go(self, path: str, name: str) -> None:
        """Open a page and look at it."""
        be(self.page.context, self._site, self._session)
        self.page.goto(self._site + path)
        self.look(name)

    def tap(self, button: str, name: str) -> None:
        """Tap a button or link, and look at the page that follows."""
        either = [self.page.get_by_role(role, name=button) for role in BUTTON_OR_LINK]
        with self.page.expect_navigation():
            either[0].or_(either[1]).first.click()
        self.look(name)

    def look(self, name: str) -> None:
        """What is wrong with the page as it stands."""
        self.faults += [f"{name}: {fault}" for fault in look_at(self.page, f"way-{name}")]


@pytest.fixture
def phone_of(
    site: str, open_page: Callable[..., Page]
) -> Iterator[Callable[[Person | None], Phone]]:
    """Gives somebody's phone; at the end no page may have had a fault."""
    phones: list[Phone] = []

    def of(person: Person | None) -> Phone:
        session = session_of(person) if person else ""
        phones.append(Phone(open_page(session=session), site, session))
        return phones[-1]

    yield of
    assert [fault for phone in phones for fault in phone.faults] == []


def draft_with_a_photo(phone: Phone, cast: SimpleNamespace) -> str:
    """Words, both accounts, a photo, who is in it, and the policy's questions; gives the post's path."""
    page = phone.page
    phone.go("/schools/model/posts/new/", "new")
    page.locator("[name=text]").fill(WORDS)
    page.get_by_role("checkbox", name="News page").check()
    page.get_by_role("checkbox", name="Bluesky").check()
    phone.tap("Save", "draft")
    path = urlsplit(page.url).path
    phone.tap("Add a picture", "place")
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 400)}
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_label("Description").first.fill(ALT)
    phone.tap("Add it", "picture")
    page.get_by_label("Find a child").fill("Robin")
    phone.tap("Find", "found")
    page.get_by_label("Robin Reed").check()
    phone.tap("These can be recognised", "named")
    phone.go(path, "whole")
    for question in page.get_by_role("checkbox").all():
        question.check()
    phone.tap("Hand it in", "handed-in")
    return path


def ask(phone: Phone, person: Person, *, fact: str) -> None:
    """Ask somebody for their yes."""
    choice = phone.page.locator(f"#of-{fact}")
    choice.select_option(str(person.pk))
    with phone.page.expect_navigation():
        phone.page.locator("form", has=choice).get_by_role("button", name="Ask").click()
    phone.look(f"asked-for-{fact}")


def link_in_the_mail_to(person: Person) -> str:
    """The path of the link in what was sent to somebody last; nothing of the post stands in it."""
    deliver_due(at=timezone.now())
    letter = [one for one in mail.outbox if one.to == [person.email]][-1]
    assert "rowan" not in f"{letter.subject}{letter.body}"
    found = re.search(r"https?://\S+", str(letter.body))
    assert found
    return urlsplit(found[0]).path


def takes_the_yes_back(phone: Phone, cast: SimpleNamespace) -> None:
    """A parent follows the link, gives the birthday, and says no to everything."""
    link = link_to(cast.parent, by=cast.administrator, at=timezone.now())
    phone.go(path_of(link), "birthday")
    for part, value in (("Day", BORN.day), ("Month", BORN.month), ("Year", BORN.year)):
        phone.page.get_by_label(part).fill(str(value))
    phone.tap("Go on", "answers")
    for no in phone.page.get_by_label("No", exact=True).all():
        no.check()
    phone.tap("Keep my answers", "receipt")


@pytest.mark.django_db(transaction=True)
def test_a_post_goes_its_whole_way_on_a_phone(
    desk: SimpleNamespace, bluesky: SimpleNamespace, phone_of: Callable[[Person | None], Phone]
) -> None:
    assistant = phone_of(desk.assistant)
    path = draft_with_a_photo(assistant, desk)
    ask(assistant, desk.writer, fact="colleague-check")
    ask(assistant, desk.head, fact="manager-permission")

    colleague = phone_of(desk.writer)
    assert link_in_the_mail_to(desk.writer) == path
    colleague.go(path, "to-check")
    colleague.tap("Yes, I agree", "checked")
    head = phone_of(desk.head)
    assert link_in_the_mail_to(desk.head) == path
    head.go(path, "to-agree-to")
    head.tap("Yes, I agree", "agreed-to")
    work(at=timezone.now())

    reader = phone_of(None)
    reader.go("/schools/model/news/", "news")
    assert reader.page.get_by_alt_text(ALT).count() == 1
    (there,) = bluesky.posts()
    assert there["value"]["text"] == WORDS
    assert there["value"]["embed"]["images"][0]["alt"] == ALT
    assert there["value"]["facets"][0]["features"][0]["tag"] == "trees"

    takes_the_yes_back(phone_of(None), desk)
    open_for_withdrawn(at=timezone.now())
    work(at=timezone.now())

    assert bluesky.posts() == []
    reader.go("/schools/model/news/", "news-after")
    assert reader.page.get_by_alt_text(ALT).count() == 0
    assistant.go(path, "down")
    states = Outlet.objects.filter(post__author=desk.assistant).values_list("state", flat=True)
    assert set(states) == {"taken-down"}
    assert assistant.page.get_by_text("Taken down on").count() == 2
