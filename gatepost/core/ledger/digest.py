"""Keyed digests: a text can be proved later to whoever has it and the key, and is not kept."""

from __future__ import annotations

import hmac
import re
import unicodedata

PREFIX = "hmac-sha256:"
KEY_BYTES = 32


def digest(text: str, *, key: bytes) -> str:
    """The digest of a text: `hmac-sha256:` and 64 hexadecimal digits.

    Two ways of typing the same text have one digest: accents are composed (NFC), every run of blanks
    and line ends counts as one blank, and none counts at either end.
    """
    if len(key) < KEY_BYTES:
        raise ValueError(f"The key of digests has to have {KEY_BYTES} bytes at least.")
    return PREFIX + hmac.digest(key, _normal(text).encode(), "sha256").hex()


def is_digest_of(written: str, text: str, *, key: bytes) -> bool:
    """Whether a digest is that of a text."""
    return hmac.compare_digest(written.encode(), digest(text, key=key).encode())


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
