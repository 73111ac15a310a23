"""Signing in by password: who comes in, who does not, what is told to whom, and how long it lasts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from pytest_django import Settings

from gatepost.notices.models import Notice
from gatepost.people.models import Account, Person
from gatepost.people.signing_in.passwords import LongEnough, NotCommon, NotOwnName
from gatepost.people.signing_in.sessions import SEEN
from gatepost.people.signing_in.urls import urlpatterns as wanted
from gatepost.records.door import history
from tests.conftest import LONG_AGO

PASSWORD = "otters-mend-violins"
OTHER = "lanterns-over-gravel"
WRONG = "The e-mail address or the password is not right."


def with_password(person: Person, password: str = PASSWORD) -> Person:
    """Somebody who signs in by a password and nothing else."""
    assert person.account
    person.account.set_password(password)
    person.account.save()
    person.account.authenticator_set.all().delete()
    EmailAddress.objects.create(
        user=person.account, email=person.email, verified=True, primary=True
    )
    return person


@pytest.fixture
def writer(cast: SimpleNamespace) -> Person:
    return with_password(cast.writer)


def try_to(client: Client, email: str, password: str, **more: str) -> Any:
    """One attempt."""
    return client.post("/account/login/", {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_leads_to_ones_school(client: Client, writer: Person) -> None:
    answer = try_to(client, writer.email.upper(), PASSWORD)

    assert answer["location"] == "/schools/ashlands/today/"
    page = client.get(answer["location"]).content.decode()
    assert "Wren Abbott" in page
    assert "Sign out" in page


def test_one_goes_on_to_where_one_wanted_to_go(client: Client, writer: Person) -> None:
    asked = client.get("/schools/ashlands/menu/")
    answer = try_to(client, writer.email, PASSWORD, next="/schools/ashlands/menu/")

    assert asked["location"] == "/account/login/?next=/schools/ashlands/menu/"
    assert answer["location"] == "/schools/ashlands/menu/"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(client: Client, writer: Person, elsewhere: str) -> None:
    answer = try_to(client, writer.email, PASSWORD, next=elsewhere)

    assert answer["location"] == "/schools/ashlands/today/"


def test_an_unknown_address_and_a_wrong_password_look_the_same(
    client: Client, writer: Person
) -> None:
    wrong = try_to(client, writer.email, OTHER)
    unknown = try_to(client, "nobody@ashlands.example", OTHER)

    assert WRONG in wrong.content.decode()
    assert WRONG in unknown.content.decode()
    assert wrong.status_code == unknown.status_code == 200
    assert not is_signed_in(client)


def test_nobody_opens_an_account_on_their_own(client: Client, db: None) -> None:
    for path in ("/account/signup/", "/account/2fa/webauthn/signup/", "/account/login/code/"):
        assert client.get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_only_the_pages_that_are_wanted_of_allauth_are_there() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    theirs = {
        name
        for name in named
        if name.startswith(("account_", "mfa_", "socialaccount_", "usersessions", "openid"))
    }

    assert theirs == {pattern.name for pattern in wanted}
    assert not {name for name in theirs if "signup" in name or "phone" in name or "trust" in name}


def test_after_five_wrong_attempts_the_right_password_has_to_wait(
    client: Client, writer: Person, cast: SimpleNamespace
) -> None:
    with_password(cast.assistant)
    for _ in range(5):
        assert WRONG in try_to(client, writer.email, OTHER).content.decode()

    late = try_to(client, writer.email, PASSWORD)
    # From another browser, which shows that it is not the session that counts.
    elsewhere = try_to(Client(), writer.email, PASSWORD)
    neighbour = try_to(client, cast.assistant.email, PASSWORD)

    assert "There were too many attempts. Wait five minutes" in late.content.decode()
    assert "There were too many attempts." in elsewhere.content.decode()
    assert neighbour.status_code == 302


def test_who_left_does_not_come_in(client: Client, cast: SimpleNamespace) -> None:
    leaver = with_password(cast.leaver)

    answer = try_to(client, leaver.email, PASSWORD)

    assert answer.status_code == 403
    assert "No school here has you among its people today." in answer.content.decode()
    assert not is_signed_in(client)


def test_who_leaves_while_signed_in_finds_nothing(client: Client, writer: Person) -> None:
    try_to(client, writer.email, PASSWORD)
    assert client.get("/schools/ashlands/today/").status_code == 200

    Person.objects.filter(pk=writer.pk).update(left_on=LONG_AGO)

    assert client.get("/schools/ashlands/today/").status_code == 404
    assert client.get("/schools/ashlands/menu/").status_code == 404


def test_a_closed_account_does_not_open(client: Client, writer: Person) -> None:
    Account.objects.filter(pk=writer.account_id).update(is_active=False)

    answer = try_to(client, writer.email, PASSWORD)

    assert not is_signed_in(client)
    assert "This account is closed" in client.get(answer["location"]).content.decode()


def test_on_a_shared_computer_the_session_ends_with_the_browser(
    client: Client, writer: Person
) -> None:
    page = client.get("/account/login/").content.decode()
    try_to(client, writer.email, PASSWORD, shared="on")

    box = page[page.index('name="shared"') :]
    assert "checked" in box[: box.index(">")]
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_on_ones_own_computer_it_lasts_twelve_hours(client: Client, writer: Person) -> None:
    try_to(client, writer.email, PASSWORD)

    assert client.cookies["sessionid"]["max-age"] == 12 * 60 * 60


@pytest.mark.parametrize("shared", [{}, {"shared": "on"}], ids=["own", "shared"])
def test_twelve_idle_hours_end_a_session(
    client: Client, writer: Person, shared: dict[str, str]
) -> None:
    try_to(client, writer.email, PASSWORD, **shared)
    client.get("/account/")
    kept = Session.objects.get(session_key=client.session.session_key)
    left = kept.expire_date - datetime.now(UTC)

    Session.objects.filter(pk=kept.pk).update(expire_date=datetime.now(UTC))

    assert timedelta(hours=11, minutes=55) < left <= timedelta(hours=12)
    assert client.get("/account/").status_code == 302


def test_use_puts_the_end_of_a_session_off(client: Client, writer: Person) -> None:
    try_to(client, writer.email, PASSWORD)
    client.get("/account/")
    session = client.session
    session[SEEN] -= 6 * 60
    session.save()
    soon = datetime.now(UTC) + timedelta(minutes=1)
    Session.objects.filter(pk=session.session_key).update(expire_date=soon)

    client.get("/account/")

    assert Session.objects.get(pk=session.session_key).expire_date > soon + timedelta(hours=11)


def test_use_is_noted_now_and_then_and_not_at_every_page(
    client: Client, writer: Person, django_assert_num_queries: Any
) -> None:
    try_to(client, writer.email, PASSWORD)
    client.get("/account/password/change/")

    with django_assert_num_queries(2):  # the session, the account: nothing is written
        client.get("/account/password/change/")


def test_sessions_are_listed_and_ended_one_by_one(client: Client, writer: Person) -> None:
    elsewhere = Client(HTTP_USER_AGENT="Telephone")
    try_to(client, writer.email, PASSWORD)
    try_to(elsewhere, writer.email, PASSWORD)
    theirs = UserSession.objects.get(user_agent="Telephone")

    page = client.get("/account/sessions/").content.decode()
    client.post(f"/account/sessions/{theirs.pk}/end/")

    assert "Telephone" in page
    assert page.count("This device") == 1
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(
    client: Client, writer: Person, cast: SimpleNamespace
) -> None:
    other = Client()
    with_password(cast.assistant)
    try_to(other, cast.assistant.email, PASSWORD)
    try_to(client, writer.email, PASSWORD)
    theirs = UserSession.objects.get(user=cast.assistant.account)

    assert client.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert client.get(f"/account/sessions/{theirs.pk}/end/").status_code == 405
    assert other.get("/account/").status_code == 200


def test_signing_out_everywhere_ends_every_session_and_is_on_record(
    client: Client, writer: Person
) -> None:
    elsewhere = Client()
    try_to(client, writer.email, PASSWORD)
    try_to(elsewhere, writer.email, PASSWORD)

    answer = client.post("/account/sessions/end/")

    assert answer["location"] == "/account/login/"
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert history(writer).get().event == "account.signed-out-everywhere"


def test_signing_out_takes_a_press_and_no_mere_visit(client: Client, writer: Person) -> None:
    try_to(client, writer.email, PASSWORD)

    client.get("/account/logout/")
    still = is_signed_in(client)
    client.post("/account/logout/")

    assert still
    assert not is_signed_in(client)


def test_a_new_password_ends_every_other_session(client: Client, writer: Person) -> None:
    elsewhere = Client()
    try_to(client, writer.email, PASSWORD)
    try_to(elsewhere, writer.email, PASSWORD)

    answer = client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
    )

    assert answer["location"] == "/account/"
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_wrong_present_password_changes_nothing(client: Client, writer: Person) -> None:
    try_to(client, writer.email, PASSWORD)

    answer = client.post(
        "/account/password/change/",
        {"oldpassword": OTHER, "password1": OTHER, "password2": OTHER},
    )

    assert "That is not your present password." in answer.content.decode()
    assert Account.objects.get(pk=writer.account_id).check_password(PASSWORD)


def test_a_reset_goes_by_a_link_that_works_once_and_ends_every_session(
    client: Client, writer: Person
) -> None:
    elsewhere = Client()
    try_to(elsewhere, writer.email, PASSWORD)

    client.post("/account/password/reset/", {"email": writer.email}, HTTP_HOST="127.0.0.1")
    notice = Notice.objects.get(kind="reset-password")
    form = client.get(notice.link)["location"]
    client.post(form, {"password1": OTHER, "password2": OTHER})

    assert notice.to == writer.email
    assert notice.link.startswith("/account/password/reset/key/")
    assert Account.objects.get(pk=writer.account_id).check_password(OTHER)
    assert elsewhere.get("/account/").status_code == 302
    assert not is_signed_in(client)
    assert "This link does not open" in Client().get(notice.link).content.decode()


def test_a_reset_is_good_for_an_hour(client: Client, writer: Person, settings: Settings) -> None:
    client.post("/account/password/reset/", {"email": writer.email})
    notice = Notice.objects.get(kind="reset-password")

    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link does not open" in client.get(notice.link).content.decode()


def test_a_reset_does_not_tell_who_has_an_account(client: Client, writer: Person) -> None:
    known = client.post("/account/password/reset/", {"email": writer.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@ashlands.example"})

    assert (known.status_code, known["location"]) == (unknown.status_code, unknown["location"])
    assert [notice.to for notice in Notice.objects.all()] == [writer.email]


def test_nobody_is_flooded_with_resets(client: Client, writer: Person) -> None:
    answers = [
        client.post("/account/password/reset/", {"email": writer.email}).status_code
        for _ in range(4)
    ]

    assert answers == [302, 302, 302, 429]
    assert Notice.objects.count() == 3


def test_an_address_changes_after_the_password_and_a_link(client: Client, writer: Person) -> None:
    new = "wren.finch@ashlands.example"
    try_to(client, writer.email, PASSWORD)
    wish = {"action_add": "", "email": new}

    asked = client.post("/account/email/", wish)
    nothing_yet = Notice.objects.count()
    client.post("/account/reauthenticate/?next=/account/email/", {"password": PASSWORD})
    client.post("/account/email/", wish)
    notice = Notice.objects.get(kind="confirm-address")
    client.post(notice.link)

    account = Account.objects.get(pk=writer.account_id)
    assert asked["location"].startswith("/account/reauthenticate/")
    assert nothing_yet == 0
    assert (notice.to, notice.link.startswith("/account/confirm-email/")) == (new, True)
    assert account.email == new
    told = Notice.objects.filter(kind="sign-in-changed")
    assert {writer.email} <= {one.to for one in told}


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("eleven-char", False),
        ("wren-abbott-ashlands", False),
        ("Ashlands Primary 1", False),
        ("wren.abbott@ashlands", False),
        ("1q2w3e4r5t6y", False),
        ("otters-mend-violins", True),
        ("abbott and forty geese", True),
        ("            spaces count", True),
    ],
)
def test_a_password_is_long_uncommon_and_not_ones_own_name(
    cast: SimpleNamespace, password: str, is_good: bool
) -> None:
    said: list[str] = []
    for rule in (LongEnough(), NotCommon(), NotOwnName()):
        try:
            rule.validate(password, cast.writer.account)
        except ValidationError as problem:
            said += problem.messages

    assert (said == []) == is_good, said


@pytest.mark.parametrize(
    ("environment", "printed"),
    [
        ({"GATEPOST_ADDRESS": "https://policy.ashlands.example"}, "True True"),
        ({"GATEPOST_ADDRESS": "http://policy.ashlands.example"}, "False False"),
        ({}, "False False"),
    ],
    ids=["https", "http", "none"],
)
def test_cookies_go_by_https_alone_where_the_server_has_it(
    tmp_path: Path, environment: dict[str, str], printed: str
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from gatepost.web import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)",
        ],
        env={
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith("GATEPOST_")
            },
            "GATEPOST_DATA": str(tmp_path),
            "GATEPOST_SECRET_KEY": "x" * 60,
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == printed


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/sessions/",
        "/account/second-factor/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/webauthn/",
        "/account/providers/",
    ],
)
def test_strangers_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["location"] == f"/account/login/?next={path}"


def test_every_page_of_ones_account_opens(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(with_password(cast.writer))
    for path in ("", "sessions/", "second-factor/", "email/", "password/change/", "2fa/"):
        page = client.get(f"/account/{path}")
        assert page.status_code == 200, path
        assert page.content.count(b"<h1") == 1, path
