"""How people are told, in a real browser: every page, and the way from a browser's subscription to its device."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.notices import send
from gatepost.notices.models import Notice
from gatepost.people.models import Device, Held, School
from gatepost.people.telling import push
from gatepost.people.telling.push import from_text
from tests.conftest import make_cast
from tests.journeys.looking import PHONE, At, Looker, session_of
from tests.telling.ways import Browser, telling_records

TELLING = {
    "told": At("/schools/ashlands/told/", by="writer"),
    "told-by-email": At("/schools/ashlands/told/", by="assistant"),
    "told-daily": At("/schools/ashlands/told/daily/", by="writer"),
    "told-room": At("/schools/ashlands/told/rooms/", by="writer"),
    "telling": At("/schools/ashlands/telling/", by="head"),
    "telling-administrator": At("/schools/ashlands/telling/", by="administrator"),
    "telling-room": At("/schools/ashlands/telling/rooms/", by="administrator"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """A writer with every way, of which one fails; somebody whom nothing reaches; news of the day."""
    cast, now = make_cast(School.objects.get(slug="ashlands")), timezone.now()
    records = telling_records(cast, at=now)
    went = {"sent_at": now - timedelta(hours=2)}
    says = "The server does not take it (code 404). Remove it and set it up again."
    failed = {"failed_at": now - timedelta(hours=1), "reason": says}
    for to, what in (
        (cast.writer.email, went),
        (f"device-{records['device']}", went),
        (f"room-{records['room']}", failed),
        (f"room-{records['school_room']}", went),
        (cast.assistant.email, failed),
    ):
        notice = send("test", to=cast.writer.email, link="/", at=now)
        way = "mail" if "@" in to else "push"
        Notice.objects.filter(pk=notice.pk).update(to=to, way=way, **what)
    Held.objects.create(
        person=cast.writer, kind="something-new", link="/schools/ashlands/today/", key="new-1",
        at=now, due_at=now, settled_at=now,
    )  # fmt: skip
    return cast


def test_every_page_of_telling_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(TELLING, desk.everybody)

    assert not faults, faults


# No push service answers within the tests: it gives what Chrome's would, and notes with whose key it was asked.
PUSH_SERVICE = """
const given = KEYS;
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (asked) => {
  const key = btoa(String.fromCharCode(...new Uint8Array(asked.applicationServerKey)));
  return { endpoint: "https://fcm.googleapis.com/fcm/send/" + encodeURIComponent(key), keys: given };
};
Notification.requestPermission = async () => "granted";
"""


def test_a_browser_is_added_and_shows_what_it_is_sent(
    desk: SimpleNamespace, open_whole_page: Callable[..., Page], site: str
) -> None:
    page = open_whole_page(PHONE, session=session_of(desk.assistant))
    page.context.grant_permissions(["notifications"], origin=site)
    page.add_init_script(PUSH_SERVICE.replace("KEYS", json.dumps(Browser().keys)))
    page.goto(f"{site}/schools/ashlands/told/")

    page.get_by_role("button", name="Add this browser").click()
    expect(page.get_by_text("This browser is added.")).to_be_visible()
    deliver(page, site, {"title": "Something waits", "body": "Look.", "link": "/a/"})

    device = Device.objects.get(person=desk.assistant)
    asked_with = b64decode(unquote(device.endpoint.rpartition("/")[2]))
    assert asked_with == from_text(push.public_key())
    page.wait_for_function(f"async () => (await {SHOWN}).length > 0")
    assert page.evaluate(SHOWN) == [["Something waits", "Look.", {"link": "/a/"}]]
    (worker,) = page.context.service_workers
    assert worker.evaluate("within('https://elsewhere.example/')") == "/"
    assert worker.evaluate("within('//elsewhere.example/')") == "/"
    assert worker.evaluate("within('/a/')") == f"{site}/a/"


SHOWN = (
    "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    ".then((all) => all.map((one) => [one.title, one.body, one.data]))"
)


def deliver(page: Page, site: str, said: dict[str, str]) -> None:
    """Have the browser receive a push message, as its own tools for developers do."""
    tools, found = page.context.new_cdp_session(page), []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda one: found.extend(one["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    registration = found[0]["registrationId"]
    what = {"origin": site, "registrationId": registration, "data": json.dumps(said)}
    tools.send("ServiceWorker.deliverPushMessage", what)
