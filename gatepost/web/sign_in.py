"""Microsoft, Google and other providers that people may sign in with, from the environment."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from gatepost.web.environment import SettingError, secret, text

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
LOCAL = ("localhost", "127.0.0.1", "::1")
MOST_PROXIES = 9


def providers() -> list[dict[str, Any]]:
    """Every provider that is set up, as allauth's `openid_connect` wants to have it."""
    found = [_microsoft(), _google(), _other()]
    return [provider for provider in found if provider]


def proxies() -> int:
    """How many servers of one's own stand in front and tell where a request came from."""
    given = text("GATEPOST_PROXIES", "0")
    if not given.isdecimal() or int(given) > MOST_PROXIES:
        raise SettingError(
            f"GATEPOST_PROXIES has to be a number from 0 to {MOST_PROXIES}, not “{given}”: how many web servers stand in front of Gatepost."
        )
    return int(given)


def _microsoft() -> dict[str, Any]:
    client = text("GATEPOST_OPENID_MICROSOFT_ID")
    if not client:
        return {}
    tenant = text("GATEPOST_OPENID_MICROSOFT_TENANT").lower()
    if not GUID.fullmatch(tenant):
        raise SettingError(
            "GATEPOST_OPENID_MICROSOFT_TENANT has to be your own directory’s (tenant’s) id, 32 digits and letters in five groups. "
            "“common” would let in everybody who has any Microsoft account."
        )
    return _app(
        "microsoft",
        "Microsoft",
        client,
        secret("GATEPOST_OPENID_MICROSOFT_SECRET"),
        server_url=f"https://login.microsoftonline.com/{tenant}/v2.0",
        tenant=tenant,
        domains=_domains("GATEPOST_OPENID_MICROSOFT_DOMAINS"),
        uid_field="oid",
    )


def _google() -> dict[str, Any]:
    client = text("GATEPOST_OPENID_GOOGLE_ID")
    if not client:
        return {}
    return _app(
        "google",
        "Google",
        client,
        secret("GATEPOST_OPENID_GOOGLE_SECRET"),
        server_url="https://accounts.google.com",
        hosted=True,
        domains=_domains("GATEPOST_OPENID_GOOGLE_DOMAINS"),
    )


def _other() -> dict[str, Any]:
    client = text("GATEPOST_OPENID_OTHER_ID")
    if not client:
        return {}
    issuer = text("GATEPOST_OPENID_OTHER_ISSUER")
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOCAL):
        raise SettingError(
            f"GATEPOST_OPENID_OTHER_ISSUER has to be the provider’s address, beginning with https://, not “{issuer}”."
        )
    domains = text("GATEPOST_OPENID_OTHER_DOMAINS")
    return _app(
        "other",
        text("GATEPOST_OPENID_OTHER_NAME", "your school’s account"),
        client,
        secret("GATEPOST_OPENID_OTHER_SECRET"),
        server_url=issuer,
        domains=_domains("GATEPOST_OPENID_OTHER_DOMAINS") if domains else [],
    )


def _app(provider: str, name: str, client: str, password: str, **more: Any) -> dict[str, Any]:
    if not password:
        raise SettingError(
            f"With GATEPOST_OPENID_{provider.upper()}_ID, set GATEPOST_OPENID_{provider.upper()}_SECRET too."
        )
    settings = {"oauth_pkce_enabled": True, **more}
    return {
        "provider_id": provider,
        "name": name,
        "client_id": client,
        "secret": password,
        "settings": settings,
    }


def _domains(setting: str) -> list[str]:
    """The schools' own domains."""
    listed = [domain.strip().lower() for domain in text(setting).split(",") if domain.strip()]
    if not listed or not all(DOMAIN.fullmatch(domain) for domain in listed):
        raise SettingError(
            f"{setting} has to list your schools’ e-mail domains, separated by commas: ashlands.example,trust.example."
        )
    return listed
