"""Notices: what is written down, what goes out by a real mail server, and what happens when it does not."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from gatepost.notices import BadNotice, is_configured, send
from gatepost.notices.delivering import deliver_due
from gatepost.notices.kinds import KINDS
from gatepost.notices.models import WAITS, Notice
from tests.notices.conftest import Post, let_in, use
from tests.web.test_server import free_port

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TO = "amina.clarke@ashlands.example"
LINK = "/policies/7/acknowledgement/"

Start = Callable[..., Post]

pytestmark = pytest.mark.django_db


def make_notice(**more: str) -> Notice:
    return send(**{"kind": "acknowledge", "to": TO, "link": LINK, **more}, at=AT)


def test_a_notice_goes_out_as_plain_text_with_the_link_alone(mail_server: Start) -> None:
    post = mail_server()
    notice = make_notice()

    assert deliver_due(at=AT) == 1

    (message,) = post.messages
    assert message["To"] == TO
    assert message["From"] == "policy@ashlands.example"
    assert message.get_content_type() == "text/plain"
    text = str(message.get_payload(decode=True), "utf-8") if message else ""
    assert text.splitlines() == [
        KINDS["acknowledge"].text,
        "",
        f"https://policy.ashlands.example{LINK}",
    ]
    notice.refresh_from_db()
    assert (notice.sent_at, notice.failed_at, notice.attempts) == (AT, None, 1)
    assert deliver_due(at=AT + timedelta(days=1)) == 0


def test_many_notices_share_one_connection(mail_server: Start) -> None:
    post = mail_server()
    for number in range(25):
        make_notice(to=f"person-{number}@ashlands.example")

    assert deliver_due(at=AT) == 25

    assert len(post.messages) == 25
    assert len(post.connections) == 1


def test_a_notice_with_a_key_is_written_once(mail_server: Start) -> None:
    post = mail_server()
    for _ in range(3):
        make_notice(key="acknowledge/41/reminder-1")
    deliver_due(at=AT)
    make_notice(key="acknowledge/41/reminder-1")
    deliver_due(at=AT)

    assert len(post.messages) == 1


def test_notices_without_a_key_are_all_sent(mail_server: Start) -> None:
    post = mail_server()
    make_notice()
    make_notice()

    deliver_due(at=AT)

    assert len(post.messages) == 2


def test_a_notice_is_undone_with_the_act_it_speaks_of() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_notice()
        raise RuntimeError("the act failed")

    assert not Notice.objects.exists()


def test_a_notice_waits_for_its_moment(mail_server: Start) -> None:
    mail_server()
    send("review-due", to=TO, link="/", at=AT, due_at=AT + timedelta(days=2))

    assert deliver_due(at=AT + timedelta(days=1)) == 0
    assert deliver_due(at=AT + timedelta(days=2)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "amina.clarke",
        f"{TO}\nBcc: everybody@ashlands.example",
        f"{TO}\r\nSubject: hello",
        f"{TO}, other@ashlands.example",
        f"Amina <{TO}>",
        "a b@ashlands.example",
    ],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(BadNotice, match="no e-mail address"):
        make_notice(to=address)


@pytest.mark.parametrize(
    "link",
    ["", "today", "//elsewhere.example/", "https://elsewhere.example/", "/a\nb", "/a b", "/ä"],
)
def test_what_leads_elsewhere_is_refused(link: str) -> None:
    with pytest.raises(BadNotice, match="path on this server"):
        make_notice(link=link)


def test_a_kind_that_is_not_listed_is_refused() -> None:
    with pytest.raises(BadNotice, match="no kind of notice “gossip”"):
        make_notice(kind="gossip")


def test_every_kind_is_plain_and_free_of_places_for_names() -> None:
    for kind in KINDS.values():
        assert kind.text.endswith(".")
        assert not {"{", "%", "@"} & set(kind.subject + kind.text)
        assert len(kind.subject) <= 60


def test_without_a_mail_server_notices_wait_and_none_is_lost(
    settings: Settings, mail_server: Start
) -> None:
    settings.EMAIL_HOST = ""
    make_notice()

    assert not is_configured()
    assert deliver_due(at=AT) == 0
    assert Notice.objects.waiting().count() == 1

    post = mail_server()
    assert is_configured()
    assert deliver_due(at=AT + timedelta(days=3)) == 1
    assert len(post.messages) == 1


def test_a_server_that_is_down_for_days_costs_no_notice_an_attempt(
    settings: Settings, mail_server: Start
) -> None:
    use(settings, port=free_port())
    notice = make_notice()

    for day in range(5):
        assert deliver_due(at=AT + timedelta(days=day)) == 0

    notice.refresh_from_db()
    assert (notice.attempts, notice.failed_at) == (0, None)
    assert notice.reason == "The mail server did not answer, or broke off."
    mail_server()
    assert deliver_due(at=AT + timedelta(days=5)) == 1


def test_a_refusal_for_now_is_tried_again_after_longer_and_longer_waits_then_given_up(
    mail_server: Start,
) -> None:
    post = mail_server()
    post.at_recipient = "450 mailbox busy"
    notice, moment = make_notice(), AT

    for wait in WAITS:
        assert deliver_due(at=moment) == 0
        notice.refresh_from_db()
        assert notice.next_try_at == moment + wait
        assert deliver_due(at=moment + wait - timedelta(seconds=1)) == 0
        moment += wait
    assert not Notice.objects.failed().exists()
    deliver_due(at=moment)

    notice.refresh_from_db()
    assert (notice.attempts, notice.failed_at) == (6, moment)
    assert notice.reason == "The mail server asked to try again later."
    post.at_recipient = "250 OK"
    assert Notice.objects.all().try_again(at=moment) == 1
    assert deliver_due(at=moment) == 1


@pytest.mark.parametrize("answer", ["451 try later", "421 closing"])
def test_a_message_refused_for_now_goes_out_later(mail_server: Start, answer: str) -> None:
    post = mail_server()
    post.at_data = answer
    make_notice()
    assert deliver_due(at=AT) == 0

    post.at_data = "250 OK"

    assert deliver_due(at=AT + WAITS[0]) == 1


def test_a_hard_refusal_is_final_and_does_not_stop_the_others(mail_server: Start) -> None:
    post = mail_server()
    refused = make_notice(to="gone@ashlands.example")
    post.at_recipient = "550 no such user gone@ashlands.example"
    deliver_due(at=AT)
    post.at_recipient = "250 OK"
    make_notice()

    assert deliver_due(at=AT + timedelta(days=1)) == 1

    refused.refresh_from_db()
    assert refused.failed_at == AT
    assert refused.reason == "The mail server refused the address (code 550)."
    assert len(post.messages) == 1


def test_a_message_refused_for_good_is_final(mail_server: Start) -> None:
    mail_server().at_data = "554 rejected"
    notice = make_notice()

    deliver_due(at=AT)

    notice.refresh_from_db()
    assert notice.failed_at == AT


def test_a_connection_dropped_in_mid_message_is_tried_again_and_the_next_goes_out(
    mail_server: Start,
) -> None:
    post = mail_server()
    post.drops = 1
    broken, other = make_notice(), make_notice()

    assert deliver_due(at=AT) == 1

    broken.refresh_from_db()
    other.refresh_from_db()
    assert (broken.sent_at, broken.next_try_at) == (None, AT + WAITS[0])
    assert other.sent_at == AT
    assert deliver_due(at=AT + WAITS[0]) == 1


def test_a_server_that_is_too_slow_is_not_waited_for(mail_server: Start) -> None:
    post = mail_server()
    post.wait = 5
    notice = make_notice()
    began = time.monotonic()

    assert deliver_due(at=AT) == 0

    assert time.monotonic() - began < 4
    notice.refresh_from_db()
    assert notice.next_try_at == AT + WAITS[0]


def test_starttls_with_a_password_and_a_certificate_that_is_checked(
    mail_server: Start,
    tls: ssl.SSLContext,
    certificate: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = mail_server(
        tls_context=tls, require_starttls=True, auth_required=True, authenticator=let_in
    )
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "gatepost", "correct horse"
    notice = make_notice()

    assert deliver_due(at=AT) == 0  # nobody vouches for the certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert deliver_due(at=AT) == 1
    assert post.encrypted == [True]

    settings.EMAIL_HOST_PASSWORD = "wrong"
    second = make_notice()
    assert deliver_due(at=AT) == 0
    second.refresh_from_db()
    assert "user name or password" in second.reason
    assert notice.pk != second.pk


def test_two_workers_never_take_the_same_notice() -> None:
    notice = make_notice()
    seen_by_another = Notice.objects.get(pk=notice.pk)

    assert notice.take(at=AT)
    assert not seen_by_another.take(at=AT)


def test_a_notice_whose_worker_died_is_sent_by_another(mail_server: Start) -> None:
    mail_server()
    make_notice().take(at=AT)

    assert deliver_due(at=AT + timedelta(minutes=1)) == 0
    assert deliver_due(at=AT + timedelta(minutes=11)) == 1


def test_addresses_are_forgotten_and_the_reminder_is_still_not_sent_twice(
    mail_server: Start,
) -> None:
    post = mail_server()
    make_notice(key="once")
    deliver_due(at=AT)

    assert Notice.objects.all().forget_addresses(at=AT + timedelta(days=29)) == 0
    assert Notice.objects.all().forget_addresses(at=AT + timedelta(days=30)) == 1

    notice = Notice.objects.get()
    assert (notice.to, notice.link) == ("", "")
    make_notice(key="once")
    deliver_due(at=AT + timedelta(days=31))
    assert len(post.messages) == 1


def test_a_notice_shows_no_address_of_its_own_accord() -> None:
    assert TO not in repr(make_notice())
