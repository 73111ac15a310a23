"""Signing in, in a real browser: every page looked at, a passkey made and used, and all without JavaScript."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings

from gatepost.people.models import EmergencyLink, Invitation, Person, School
from tests.conftest import make_person
from tests.journeys.keyboard import tab_to
from tests.journeys.looking import DESK, PHONE, At, Looker, be, look_at, session_of

PASSWORD = "otters-mend-violins"
NOW = datetime.now(UTC)
Open = Callable[..., Page]


def make_head(name: str = "Hazel Dunn", *, app: bool = True) -> Person:
    """A headteacher with a password, and an app if wanted."""
    head = make_person(
        School.objects.get(slug="ashlands"),
        name,
        actors=["headteacher"],
        roles=["headteacher", "administrator"],
    )
    account = head.account
    assert account
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    account.authenticator_set.all().delete()
    if app:
        TOTP.activate(account, generate_totp_secret())
        RecoveryCodes.activate(account)
    return head


def token_of(made: Invitation | EmergencyLink) -> str:
    """The secret part of a link, which opens once."""
    return made.link.split("/")[2]


def code_of(person: Person) -> str:
    totp = Authenticator.objects.get(user=person.account, type="totp").wrap()
    from allauth.mfa.utils import decrypt

    secret = decrypt(totp.instance.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def session_with_password(person: Person) -> str:
    """A session of somebody who showed the password and the second factor a moment ago."""
    client = Client(HTTP_USER_AGENT="A browser of the tests")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    if Authenticator.objects.filter(user=person.account, type="totp").exists():
        client.post("/account/2fa/authenticate/", {"code": code_of(person)})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client.cookies["sessionid"].value


@pytest.fixture
def with_providers(settings: Settings) -> None:
    """Two providers, which nobody goes to."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": name.lower(),
                    "name": name,
                    "client_id": "gatepost",
                    "secret": "-",
                    "settings": {"server_url": "http://127.0.0.1:1"},
                }
                for name in ("Microsoft", "Google")
            ]
        }
    }


BEFORE = {
    "sign-in": At("/account/login/"),
    "reset": At("/account/password/reset/"),
    "reset-sent": At("/account/password/reset/done/"),
    "reset-done": At("/account/password/reset/key/done/"),
    "reset-bad-link": At("/account/password/reset/key/1-abc/"),
    "reset-new-password": At(
        "/account/password/reset/key/{uid}-{reset}/",
        ends_at="/account/password/reset/key/{uid}-set-password/",
    ),
    "closed-account": At("/account/inactive/"),
    "look-at-your-mail": At("/account/confirm-email/"),
    "confirm-bad-link": At("/account/confirm-email/abc/"),
    "provider-cancelled": At("/account/providers/cancelled/"),
    "provider-error": At("/account/providers/microsoft/login/", status=401),
    "invitation": At("/invitations/{invitation}/"),
    "invitation-known": At("/invitations/{invitation_known}/"),
    "invitation-over": At("/invitations/{invitation_over}/", status=410),
    "invitation-unknown": At("/invitations/nothing/", status=404),
    "emergency": At("/emergency/{emergency}/"),
    "emergency-unknown": At("/emergency/nothing/", status=404),
}
ACCOUNT = {
    "account": At("/account/", by="head"),
    "sessions": At("/account/sessions/", by="head"),
    "email": At("/account/email/", by="head"),
    "email-confirm": At("/account/confirm-email/{confirm}/", by="head"),
    "password": At("/account/password/change/", by="head"),
    "password-set": At("/account/password/set/", by="guest"),
    "second-factors": At("/account/2fa/", by="head"),
    "second-factor-needed": At("/account/second-factor/", by="colleague"),
    "set-up-app": At("/account/2fa/totp/activate/", by="colleague"),
    "recovery-codes": At("/account/2fa/recovery-codes/", by="head"),
    "new-recovery-codes": At("/account/2fa/recovery-codes/generate/", by="head"),
    "remove-app": At("/account/2fa/totp/deactivate/", by="head"),
    "add-passkey": At("/account/2fa/webauthn/add/", by="head"),
    "no-passkeys": At("/account/2fa/webauthn/", by="head"),
    "again-password": At("/account/reauthenticate/", by="head"),
    "again-code": At("/account/2fa/reauthenticate/", by="head"),
    "providers": At("/account/providers/", by="head"),
    "lost-device": At("people/{other}/lost/", by="head"),
    "sign-out": At("/account/logout/", by="head"),
}
# Once there is a passkey; with it alone, or after the password.
PASSKEY = {
    "passkeys": At("/account/2fa/webauthn/", by="head"),
    "passkey-change": At("/account/2fa/webauthn/keys/{passkey}/edit/", by="head"),
    "passkey-remove": At("/account/2fa/webauthn/keys/{passkey}/remove/", by="head"),
    "again-passkey": At("/account/2fa/webauthn/reauthenticate/", by="head"),
}


@pytest.mark.usefixtures("with_providers")
def test_pages_before_one_is_in_are_accessible_in_width_and_quiet(
    site: str, faults_on: Looker
) -> None:
    head = make_head()
    newcomer, elsewhere, gone = (
        Person.objects.create(
            school=School.objects.get(slug=slug),
            given_name=given,
            family_name="Moss",
            email=email,
            actors=["teacher"],
        )
        for slug, given, email in (
            ("ashlands", "Briar", "briar@ashlands.example"),
            ("corpus-christi", "Hazel", head.email),
            ("ashlands", "Fern", "fern@ashlands.example"),
        )
    )

    faults = faults_on(
        BEFORE,
        invitation=token_of(newcomer.invite(by=None, at=NOW)),
        invitation_known=token_of(elsewhere.invite(by=None, at=NOW)),
        invitation_over=token_of(gone.invite(by=None, at=NOW - timedelta(days=30))),
        emergency=token_of(EmergencyLink.make(head, at=datetime.now(UTC))),
        reset=default_token_generator.make_token(head.account),
        uid=user_pk_to_url_str(head.account),
    )

    assert not faults, faults


@pytest.mark.usefixtures("with_providers")
def test_pages_of_ones_account_are_accessible_in_width_and_quiet(
    site: str, faults_on: Looker
) -> None:
    head, colleague = make_head(), make_head("Alder Cole", app=False)
    guest = make_person(head.school, "Bay Nettle", actors=["volunteer"])
    new = EmailAddress.objects.create(user=head.account, email="hazel@new.example")
    sessions = {
        "head": session_with_password(head),
        "colleague": session_with_password(colleague),
        "guest": session_of(guest),
    }

    faults = faults_on(
        ACCOUNT, sessions=sessions, other=colleague.pk, confirm=EmailConfirmationHMAC(new).key
    )

    assert not faults, faults


def test_an_app_is_set_up(site: str, open_page: Open) -> None:
    head = make_head(app=False)
    page = open_page(PHONE, session=session_with_password(head))
    page.goto(f"{site}/schools/ashlands/today/")
    assert not (faults := look_at(page, "second-factor-needed-for-today")), faults

    page.get_by_role("button", name="Set up an app").click()
    page.get_by_text("I cannot point a camera at it").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right.")
    assert not (faults := look_at(page, "set-up-app-wrong")), faults
    page.get_by_label("The six digits").fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    )
    page.get_by_role("button", name="Set it up").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{site}/schools/ashlands/today/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good ")


def test_signing_in_by_keyboard_alone(site: str, open_page: Open) -> None:
    head = make_head()
    page = open_page(DESK)
    page.goto(f"{site}/account/login/")

    tab_to(page, "E-mail address")
    page.keyboard.type(head.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a-wrong-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("is not right")
    assert page.title().startswith("Error: ")
    assert not (faults := look_at(page, "sign-in-wrong")), faults
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    assert not (faults := look_at(page, "sign-in-code")), faults
    tab_to(page, "Code")
    page.keyboard.type(code_of(head))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/today/$"))


def test_all_but_passkeys_goes_without_javascript(site: str, open_page: Open) -> None:
    head = make_head()
    page = open_page(PHONE, javascript=False)
    page.goto(f"{site}/account/login/")

    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    page.get_by_label("E-mail address").fill(head.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code", exact=True).fill(code_of(head))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/today/$"))
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).to_contain_text("You are signed out.")


def session_in(page: Page) -> str:
    """The session that a window has by now."""
    return {str(one.get("name")): str(one.get("value")) for one in page.context.cookies()}[
        "sessionid"
    ]


def virtual_telephone(page: Page) -> Any:
    """A telephone with a fingerprint, as Chromium pretends it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def test_a_passkey_is_made_and_signs_in_by_itself(
    site: str, open_page: Open, faults_on: Looker
) -> None:
    head = make_head(app=False)
    page = open_page(PHONE, session=session_with_password(head))
    virtual_telephone(page)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{site}/schools/ashlands/today/")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("What do you call it?").fill("My telephone")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{site}/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("My telephone, signs in without a password")
    own = {"head": session_in(page)}
    passkey = Authenticator.objects.get(user=head.account, type="webauthn")
    assert not (faults := faults_on(PASSKEY, sessions=own, passkey=passkey.pk)), faults
    be(page.context, site, own["head"])
    page.goto(f"{site}/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/login/?next=/schools/ashlands/menu/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/menu/$"))
    assert complaints == []
    page.goto(f"{site}/account/2fa/webauthn/reauthenticate/?next=/account/")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How you sign in")


def test_a_passkey_is_the_second_of_two_after_a_password(site: str, open_page: Open) -> None:
    head = make_head(app=False)
    page = open_page(PHONE, session=session_with_password(head))
    virtual_telephone(page)
    page.goto(f"{site}/account/2fa/webauthn/add/")
    page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    be(page.context, site, "")

    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(head.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    assert not (faults := look_at(page, "sign-in-second-passkey")), faults
    page.get_by_role("button", name="Use your passkey").click()

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/today/$"))


def test_a_passkey_that_does_not_work_says_so(site: str, open_page: Open) -> None:
    make_head(app=False)
    page = open_page(PHONE)
    virtual_telephone(page)  # which holds no passkey

    page.goto(f"{site}/account/login/")
    expect(page.get_by_text("That did not work. Try again")).to_be_hidden()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("That did not work. Try again")).to_be_visible(timeout=20_000)
    assert not (faults := look_at(page, "sign-in-no-passkey")), faults
