"""Addresses that are told: in order, signed, at least once under one id, never a name, never an inner address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.api.hooks.sending import tell_all
from gatepost.api.models import Hook
from gatepost.api.models.hooks import PREFIX
from gatepost.api.told import EVENTS_TOLD, NEVER
from gatepost.incidents.models import Report
from gatepost.incidents.reporting import file_report
from gatepost.posts.models import Pause
from gatepost.records.events import EVENTS
from tests.api.fresh import sign_in_freshly

pytestmark = pytest.mark.django_db
AT = timezone.now()


@dataclass
class Receiver:
    """Another system that takes what it is sent, or not."""

    url: str = ""
    status: int = 204
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of what was sent, in order."""
        return [headers["webhook-id"] for headers, _ in self.taken]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """One on this very machine, which only tests may reach."""
    settings.NETWORKS_ON_LOOPBACK = True
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(here.status)
            if here.status == 302:
                self.send_header("Location", here.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def hook_to(
    receiver: Receiver, cast: SimpleNamespace, events: tuple[str, ...] = ("publishing.paused", "publishing.resumed")
) -> tuple[Hook, str]:  # fmt: skip
    """An address that is told of pauses."""
    return Hook.make(receiver.url, events=events, by=cast.administrator, at=AT)


def pause_and_end(cast: SimpleNamespace) -> None:
    """Two entries of the ledger."""
    Pause.begin(by=cast.head, at=AT, reason="A death in Wren Abbott’s class").end(
        by=cast.head, at=AT
    )


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the scheme's own libraries look at it."""
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(base64.b64decode(secret.removeprefix(PREFIX)), said, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}" in headers["webhook-signature"].split(" ")


def test_what_happens_is_told_in_order_signed_and_without_a_name(
    cast: SimpleNamespace, receiver: Receiver
) -> None:
    _, secret = hook_to(receiver, cast)
    pause_and_end(cast)

    assert tell_all(at=AT) == 2

    said = [json.loads(body) for _, body in receiver.taken]
    assert [one["type"] for one in said] == ["publishing.paused", "publishing.resumed"]
    assert set(said[0]["data"]) == {"number", "subject", "by", "because"}
    assert all(is_signed(secret, headers, body) for headers, body in receiver.taken)
    assert "Abbott" not in str(receiver.taken) and "death" not in str(receiver.taken)
    assert tell_all(at=AT) == 0


def test_what_was_sent_and_not_noted_is_sent_again_under_the_same_id(
    cast: SimpleNamespace, receiver: Receiver
) -> None:
    hook, _ = hook_to(receiver, cast)
    before = hook.told_to
    pause_and_end(cast)
    tell_all(at=AT)

    Hook.objects.update(told_to=before)  # as after a power cut between sending and noting
    tell_all(at=AT)

    assert receiver.ids[:2] == receiver.ids[2:]


def test_what_is_not_taken_holds_up_what_follows_and_is_given_up_after_days(
    cast: SimpleNamespace, receiver: Receiver, client: Client
) -> None:
    hook, _ = hook_to(receiver, cast)
    pause_and_end(cast)
    receiver.status = 503

    tell_all(at=AT)
    tell_all(at=AT + timedelta(seconds=20))
    assert len(receiver.taken) == 1  # not again at once

    at = AT
    while Hook.objects.get().given_up_at is None:
        at += timedelta(hours=6)
        tell_all(at=at)
    assert timedelta(days=3) <= at - AT < timedelta(days=4)
    assert len(set(receiver.ids)) == 1
    client.force_login(cast.administrator.account)
    assert "Given up" in client.get("/schools/ashlands/other-systems/").content.decode()

    receiver.status = 200
    client.post(f"/schools/ashlands/other-systems/addresses/{hook.pk}/again/")
    assert tell_all(at=at) == 2
    assert Hook.objects.get().problem == ""


def test_for_a_day_both_secrets_count(cast: SimpleNamespace, receiver: Receiver) -> None:
    hook, old = hook_to(receiver, cast)
    new = hook.rotate(by=cast.administrator, at=AT)
    pause_and_end(cast)
    tell_all(at=AT)
    headers, body = receiver.taken[0]
    assert is_signed(old, headers, body) and is_signed(new, headers, body)

    pause_and_end(cast)
    tell_all(at=AT + timedelta(days=2))

    headers, body = receiver.taken[-1]
    assert is_signed(new, headers, body) and not is_signed(old, headers, body)


def test_no_redirect_is_followed(cast: SimpleNamespace, receiver: Receiver) -> None:
    hook_to(receiver, cast)
    pause_and_end(cast)
    receiver.status = 302

    tell_all(at=AT)

    assert len(receiver.taken) == 1
    assert Hook.objects.get().problem == "It answered 302."


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/"])
def test_no_inner_address_is_told(cast: SimpleNamespace, url: str) -> None:
    Hook.make(url, events=["publishing.paused"], by=cast.administrator, at=AT)
    pause_and_end(cast)

    assert tell_all(at=AT) == 0

    assert "public internet" in Hook.objects.get().problem


def test_nothing_of_cases_families_and_private_matters_can_be_chosen_or_is_told(
    cast: SimpleNamespace, receiver: Receiver
) -> None:
    hidden = ("case.", "evidence.", "consent", "listing.", "tie", "departure.", "exception.", "phone.", "mention.", "moderation.", "contact", "secret", "handed-on")  # fmt: skip
    assert [event for event in EVENTS_TOLD if event.startswith(hidden) or event in NEVER] == []
    assert set(EVENTS_TOLD) < set(EVENTS)
    hook_to(receiver, cast, tuple(EVENTS_TOLD))

    file_report(cast.school, Report("something-else", "A worry."), reporter=cast.writer, at=AT)
    tell_all(at=AT)

    assert receiver.taken == []


def test_the_administrator_makes_one_and_sees_its_secret_once(
    cast: SimpleNamespace, client: Client
) -> None:
    sign_in_freshly(client, cast.administrator)
    new = "/schools/ashlands/other-systems/addresses/new/"

    refused = client.post(new, {"url": "http://plain.example/", "areas": ["posts"]})
    made = client.post(new, {"url": "https://mis.example/told", "areas": ["posts"]})

    assert refused.status_code == 400 and "https://" in refused.content.decode()
    hook = Hook.objects.get()
    assert hook.secret in made.content.decode()
    assert "post.published" in hook.events and "person.left" not in hook.events
    again = client.post(f"/schools/ashlands/other-systems/addresses/{hook.pk}/secret/")
    hook.refresh_from_db()
    assert hook.secret in again.content.decode()
    listed = client.get("/schools/ashlands/other-systems/").content.decode()
    assert hook.secret not in listed and "https://mis.example/told" in listed
