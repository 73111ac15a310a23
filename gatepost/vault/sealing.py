"""Encrypts short values: AES-256-GCM, bound to the place where the value belongs."""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from gatepost.vault import keys

MARK = "gp1"
NONCE_BYTES = 12


class Unopenable(Exception):
    """A sealed value cannot be opened; the message says where it is and never what was in it."""


@sensitive_variables()
def seal(plain: bytes, *, place: str) -> str:
    """Encrypt with the newest key. The result opens only for the same place."""
    key_id, key = keys.newest()
    nonce = secrets.token_bytes(NONCE_BYTES)
    locked = AESGCM(key).encrypt(nonce, plain, place.encode())
    return f"{MARK}.{key_id}.{base64.urlsafe_b64encode(nonce + locked).decode()}"


@sensitive_variables()
def unseal(sealed: str, *, place: str) -> bytes:
    """Decrypt what `seal` gave for this place, or raise Unopenable or KeyMissing."""
    key = keys.find(key_id_of(sealed, place=place))
    try:
        raw = base64.b64decode(sealed.rpartition(".")[2], altchars=b"-_", validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise Unopenable(
            f"A value of {place} cannot be opened: it was altered, moved from elsewhere or cut off."
        ) from None


def key_id_of(sealed: str, *, place: str) -> str:
    """Which key opens a sealed value."""
    parts = sealed.split(".")
    if len(parts) != 3 or parts[0] != MARK:  # noqa: PLR2004  mark, key, content
        raise Unopenable(f"A value of {place} is not encrypted, though everything there should be.")
    return parts[1]


def prefix(key_id: str) -> str:
    """How every value begins that a key encrypted."""
    return f"{MARK}.{key_id}."
