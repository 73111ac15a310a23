"""The mail server, from one setting."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gatepost.web.environment import SettingError, secret, text

SECONDS_TO_ANSWER = 20
PORTS = {"smtp": 587, "smtps": 465}
LOCAL = ("localhost", "127.0.0.1", "::1")


def address() -> str:
    """Where people reach this server: links in messages begin with it; empty where it was not told."""
    given = text("GATEPOST_ADDRESS").rstrip("/")
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingError(
            f"GATEPOST_ADDRESS has to be an address such as https://policy.ashlands.example, not “{given}”."
        )
    return given


def own_names() -> str:
    """The names of this server where none were told: the machine itself, and the name in its address."""
    machine = "localhost,127.0.0.1,[::1]"
    if not address():
        return machine
    name = re.sub(r":\d*$", "", urlsplit(address()).netloc)
    return f"{machine},{name}"


def sender() -> str:
    """Whom messages come from."""
    given = text("GATEPOST_MAIL_FROM")
    if given and ("@" not in given or not given.isprintable()):
        raise SettingError(
            f"GATEPOST_MAIL_FROM has to be an e-mail address such as policy@ashlands.example, not “{given}”."
        )
    return given


def server() -> dict[str, Any]:
    """Django's settings for the mail server of GATEPOST_SMTP_URL; no host where there is none."""
    url = secret("GATEPOST_SMTP_URL")
    if not url:
        return {"EMAIL_HOST": ""}
    if not sender() or not address():
        raise SettingError(
            "With GATEPOST_SMTP_URL, set GATEPOST_MAIL_FROM and GATEPOST_ADDRESS too: messages need a sender and links."
        )
    return _read(url)


def _read(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
        tls = parse_qs(parts.query, strict_parsing=True).get("tls", []) if parts.query else []
    except ValueError:
        raise _unclear() from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise _unclear()
    starttls = parts.scheme == "smtp" and (tls or ["starttls"]) == ["starttls"]
    if not starttls and tls not in ([], ["none"]):
        raise _unclear()
    if parts.password and parts.scheme == "smtp" and not starttls and parts.hostname not in LOCAL:
        raise SettingError(
            "GATEPOST_SMTP_URL would send its password unencrypted: leave out tls=none, or use smtps://."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _unclear() -> SettingError:
    """Without the address itself: there is a password in it."""
    return SettingError(
        "GATEPOST_SMTP_URL cannot be understood; write it as smtp://user:password@host:587 or smtps://user:password@host:465, "
        "with the signs : / @ ? # in a password written as %3A %2F %40 %3F %23."
    )
