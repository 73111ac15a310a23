"""Signing in, in a real browser: every page looked at, a passkey made and used, and all without JavaScript."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from gatepost.people.models import EmergencyLink, Person, School
from tests.conftest import make_person
from tests.journeys.conftest import DESK, PHONE, faults_of, is_too_wide, keep_screen

PASSWORD = "otters-mend-violins"
NOW = datetime.now(UTC)
Open = Callable[..., BrowserContext]


def make_head(*, app: bool = True) -> Person:
    """A headteacher with a password, and an app if wanted."""
    head = make_person(
        School.objects.get(slug="ashlands"),
        "Hazel Dunn",
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


def code_of(person: Person) -> str:
    totp = Authenticator.objects.get(user=person.account, type="totp").wrap()
    from allauth.mfa.utils import decrypt

    secret = decrypt(totp.instance.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter(context: BrowserContext, site: str, person: Person) -> None:
    """Signed in, the password and the second factor shown a moment ago."""
    client = Client(HTTP_USER_AGENT="A browser of the tests")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    if Authenticator.objects.filter(user=person.account, type="totp").exists():
        client.post("/account/2fa/authenticate/", {"code": code_of(person)})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
    )


def listen(page: Page) -> list[str]:
    """Keeps what the browser complains of, from now on."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def look_at(context: BrowserContext, address: str, name: str) -> Page:
    """A page that is accessible, in width, and quiet."""
    page = context.new_page()
    complaints = listen(page)

    page.goto(address)

    width = page.viewport_size["width"] if page.viewport_size else 0
    keep_screen(page, f"sign-in-{name}-{width}")
    assert not is_too_wide(page), name
    assert faults_of(page) == [], name
    assert [said for said in complaints if "status of 4" not in said] == []
    assert page.locator("h1").count() == 1
    assert " – Gatepost" in page.title()
    return page


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


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.usefixtures("with_providers")
def test_every_page_before_one_is_in(site: str, open_context: Open, size: tuple[int, int]) -> None:
    head = make_head()
    newcomer = Person.objects.create(
        school=head.school,
        given_name="Briar",
        family_name="Moss",
        email="briar@ashlands.example",
        actors=["teacher"],
    )
    elsewhere = Person.objects.create(
        school=School.objects.get(slug="corpus-christi"),
        given_name="Hazel",
        family_name="Dunn",
        email=head.email,
        actors=["teacher"],
    )
    pages = {
        "start": "/account/login/",
        "reset": "/account/password/reset/",
        "reset-sent": "/account/password/reset/done/",
        "reset-done": "/account/password/reset/key/done/",
        "reset-bad-link": "/account/password/reset/key/1-abc/",
        "closed-account": "/account/inactive/",
        "look-at-your-mail": "/account/confirm-email/",
        "confirm-bad-link": "/account/confirm-email/abc/",
        "provider-cancelled": "/account/providers/cancelled/",
        "provider-error": "/account/providers/microsoft/login/",
        "invitation": newcomer.invite(by=None, at=NOW).link,
        "invitation-known": elsewhere.invite(by=None, at=NOW).link,
        "invitation-unknown": "/invitations/nothing/",
        "emergency": EmergencyLink.make(head, at=NOW).link,
    }
    context = open_context(size)
    for name, path in pages.items():
        look_at(context, f"{site}{path}", name)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.usefixtures("with_providers")
def test_every_page_of_ones_account(site: str, open_context: Open, size: tuple[int, int]) -> None:
    head = make_head()
    context = open_context(size)
    enter(context, site, head)
    pages = {
        "account": "/account/",
        "sessions": "/account/sessions/",
        "email": "/account/email/",
        "password": "/account/password/change/",
        "second-factors": "/account/2fa/",
        "recovery-codes": "/account/2fa/recovery-codes/",
        "new-recovery-codes": "/account/2fa/recovery-codes/generate/",
        "remove-app": "/account/2fa/totp/deactivate/",
        "add-passkey": "/account/2fa/webauthn/add/",
        "passkeys": "/account/2fa/webauthn/",
        "again-password": "/account/reauthenticate/",
        "again-code": "/account/2fa/reauthenticate/",
        "providers": "/account/providers/",
        "sign-out": "/account/logout/",
        "today": "/schools/ashlands/today/",
    }
    for name, path in pages.items():
        look_at(context, f"{site}{path}", name)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_setting_up_an_app(site: str, open_context: Open, size: tuple[int, int]) -> None:
    head = make_head(app=False)
    context = open_context(size)
    enter(context, site, head)
    look_at(context, f"{site}/schools/ashlands/today/", "protect")

    page = look_at(context, f"{site}/account/2fa/totp/activate/", "set-up-app")
    page.get_by_text("I cannot point a camera at it").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right.")
    assert faults_of(page) == []
    page.get_by_label("The six digits").fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    )
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")

    look_at(context, f"{site}/schools/ashlands/today/", "protected")


def test_signing_in_by_keyboard_alone(site: str, open_context: Open) -> None:
    head = make_head()
    page = open_context(DESK).new_page()
    page.goto(f"{site}/account/login/")

    page.get_by_label("E-mail address").focus()
    page.keyboard.type(head.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a-wrong-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("is not right")
    assert page.title().startswith("Error: ")
    assert faults_of(page) == []
    keep_screen(page, "sign-in-wrong-1280")
    page.get_by_label("Password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    keep_screen(page, "sign-in-code-1280")
    assert faults_of(page) == []
    page.get_by_label("Code", exact=True).focus()
    page.keyboard.type(code_of(head))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/today/$"))


def test_all_but_passkeys_goes_without_javascript(site: str, open_context: Open) -> None:
    head = make_head()
    page = open_context(PHONE, javascript=False).new_page()
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


def test_a_passkey_is_made_and_signs_in_by_itself(site: str, open_context: Open) -> None:
    head = make_head(app=False)
    context = open_context(PHONE)
    enter(context, site, head)
    page = context.new_page()
    virtual_telephone(page)
    complaints = listen(page)

    page.goto(f"{site}/schools/ashlands/today/")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("What do you call it?").fill("My telephone")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{site}/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("My telephone, signs in without a password")
    keep_screen(page, "sign-in-my-passkeys-360")
    assert faults_of(page) == []
    page.goto(f"{site}/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/login/?next=/schools/ashlands/menu/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/menu/$"))
    assert complaints == []
    page.goto(f"{site}/account/2fa/webauthn/reauthenticate/?next=/account/")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How you sign in")


def test_a_passkey_is_the_second_of_two_after_a_password(site: str, open_context: Open) -> None:
    head = make_head(app=False)
    context = open_context(PHONE)
    enter(context, site, head)
    page = context.new_page()
    virtual_telephone(page)
    page.goto(f"{site}/account/2fa/webauthn/add/")
    page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    context.clear_cookies()

    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(head.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    keep_screen(page, "sign-in-second-passkey-360")
    assert faults_of(page) == []
    page.get_by_role("button", name="Use your passkey").click()

    expect(page).to_have_url(re.compile(r"\d/schools/ashlands/today/$"))


def test_a_passkey_that_does_not_work_says_so(site: str, open_context: Open) -> None:
    make_head(app=False)
    page = open_context(PHONE).new_page()
    virtual_telephone(page)  # which holds no passkey

    page.goto(f"{site}/account/login/")
    expect(page.get_by_text("That did not work. Try again")).to_be_hidden()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("That did not work. Try again")).to_be_visible(timeout=20_000)
    assert faults_of(page) == []
