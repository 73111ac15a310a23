"""The codes of a shared second step, made from its key as RFC 6238 says."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.views.decorators.debug import sensitive_variables

KINDS: dict[str, type[hashes.SHA1 | hashes.SHA256 | hashes.SHA512]] = {
    "SHA1": hashes.SHA1,
    "SHA256": hashes.SHA256,
    "SHA512": hashes.SHA512,
}
SHORTEST_KEY = 10  # bytes; networks give 10 to 32
DIGITS, SECONDS = range(6, 9), range(15, 121)


class NoKey(ValueError):
    """What was entered makes no codes; the message says what to enter and nothing of what was."""


@dataclass(frozen=True)
class Code:
    """A code, and for how many seconds it is still right."""

    digits: str
    seconds_left: int


@sensitive_variables()
def code_at(entered: str, *, at: datetime) -> Code:
    """The code of a moment, from a key in base 32 or from a whole otpauth address. Raises NoKey."""
    maker, seconds = _read(entered)
    now = int(at.timestamp())
    return Code(maker.generate(now).decode(), seconds - now % seconds)


@sensitive_variables()
def check_makes_codes(entered: str) -> None:
    """Raise NoKey, with what to enter, for what makes no codes."""
    _read(entered)


@sensitive_variables()
def _read(entered: str) -> tuple[TOTP, int]:
    given: dict[str, str] = {"secret": entered}
    if entered.strip().lower().startswith("otpauth://"):
        address = urlsplit(entered.strip())
        if address.netloc.lower() != "totp":
            raise NoKey("This key makes codes that are counted, not timed. Gatepost cannot use it.")
        given = {name: values[0] for name, values in parse_qs(address.query).items()}
    kind = KINDS.get(given.get("algorithm", "SHA1").upper())
    digits, seconds = (_number(given.get(name, str(usual))) for name, usual in _USUAL)
    if kind is None or digits not in DIGITS or seconds not in SECONDS:
        raise NoKey("Gatepost does not know codes of this kind. Enter the key alone.")
    key = _key(given.get("secret", ""))
    return TOTP(key, digits, kind(), seconds, enforce_key_length=False), seconds


_USUAL = (("digits", 6), ("period", 30))


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0


@sensitive_variables()
def _key(written: str) -> bytes:
    letters = "".join(written.split()).replace("-", "").rstrip("=").upper()
    try:
        key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_KEY:
        raise NoKey(
            "This is no key for codes. It has the letters A to Z and the digits 2 to 7, 16 of them at least."
        )
    return key
