"""Providers from the environment: what is set up, and what stops the start."""

from __future__ import annotations

import pytest

from gatepost.web import sign_in
from gatepost.web.environment import SettingError

TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = {
    "GATEPOST_OPENID_MICROSOFT_ID": "an-id",
    "GATEPOST_OPENID_MICROSOFT_SECRET": "a-secret",
    "GATEPOST_OPENID_MICROSOFT_TENANT": TENANT.upper(),
    "GATEPOST_OPENID_MICROSOFT_DOMAINS": "Ashlands.example, trust.example",
}
GOOGLE = {
    "GATEPOST_OPENID_GOOGLE_ID": "an-id",
    "GATEPOST_OPENID_GOOGLE_SECRET": "a-secret",
    "GATEPOST_OPENID_GOOGLE_DOMAINS": "ashlands.example",
}
OTHER = {
    "GATEPOST_OPENID_OTHER_ID": "an-id",
    "GATEPOST_OPENID_OTHER_SECRET": "a-secret",
    "GATEPOST_OPENID_OTHER_ISSUER": "https://login.trust.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def test_nothing_is_set_up_by_itself() -> None:
    assert sign_in.providers() == []
    assert sign_in.proxies() == 0


def test_all_three_can_be_set_up(environment: pytest.MonkeyPatch) -> None:
    for name, value in {**MICROSOFT, **GOOGLE, **OTHER}.items():
        environment.setenv(name, value)

    microsoft, google, other = sign_in.providers()

    assert microsoft["settings"]["server_url"].endswith(f"/{TENANT}/v2.0")
    assert microsoft["settings"]["tenant"] == TENANT
    assert microsoft["settings"]["domains"] == ["ashlands.example", "trust.example"]
    assert google["settings"]["hosted"]
    assert other["name"] == "your school’s account"
    assert all(one["settings"]["oauth_pkce_enabled"] for one in (microsoft, google, other))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({**MICROSOFT, "GATEPOST_OPENID_MICROSOFT_TENANT": "common"}, "own directory"),
        ({**MICROSOFT, "GATEPOST_OPENID_MICROSOFT_TENANT": ""}, "own directory"),
        ({**MICROSOFT, "GATEPOST_OPENID_MICROSOFT_DOMAINS": ""}, "MICROSOFT_DOMAINS has to list"),
        ({**MICROSOFT, "GATEPOST_OPENID_MICROSOFT_SECRET": ""}, "MICROSOFT_SECRET too"),
        ({**GOOGLE, "GATEPOST_OPENID_GOOGLE_DOMAINS": "ashlands"}, "GOOGLE_DOMAINS has to list"),
        ({**OTHER, "GATEPOST_OPENID_OTHER_ISSUER": "http://login.example"}, "beginning with https"),
        ({**OTHER, "GATEPOST_OPENID_OTHER_ISSUER": ""}, "beginning with https"),
        ({"GATEPOST_PROXIES": "one"}, "GATEPOST_PROXIES has to be a number"),
        ({"GATEPOST_PROXIES": "10"}, "GATEPOST_PROXIES has to be a number"),
    ],
    ids=str,
)
def test_what_would_let_strangers_in_stops_the_start(
    environment: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        environment.setenv(name, value)

    with pytest.raises(SettingError, match=sentence):
        sign_in.providers()
        sign_in.proxies()
