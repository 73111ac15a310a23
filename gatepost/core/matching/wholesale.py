"""Folds many parts of a stream at once, roughly: what is left of each letter is a byte."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from gatepost.core.matching.letters import plain_of, tables

# Stands for characters that become several, or turn the order of others: only decoding shows what is meant.
UNSURE = b"\x1f"
BETWEEN = b"\x1e"  # stands between two parts
_NOTHING = b"\x00"
_TURNS = "\u202e"
_LAST = 0xE01EF  # the last character that cannot be seen
_ALL = 0x110000
_ASTRAL = 0x10000


def fold_parts(parts: Iterable[bytes]) -> bytes:
    """Parts of lines with each letter beyond ASCII as the Latin one it is compared as; a blank where there is none."""
    text = BETWEEN.join(parts).decode("utf-8", "replace")
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    folded = _table()[codes].tobytes().translate(None, _NOTHING)
    for mark, letters in _marks().items():
        folded = folded.replace(mark, letters)
    return folded


@cache
def odd_characters() -> frozenset[str]:
    """Characters beyond ASCII that become ASCII letters or digits, or nothing, when a text is folded."""
    known = filter(_is_assigned, map(chr, range(128, _LAST + 1)))
    return frozenset(one for one in known if _is_odd(plain_of.__wrapped__(one)))


def escapes_of_odd_letters() -> list[bytes]:
    """How JSON may write such characters, and ASCII letters and digits, in ASCII alone."""
    plain = filter(str.isalnum, map(chr, range(128)))
    return [_escape(letter) for letter in [*plain, *sorted(odd_characters())]]


def _is_assigned(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cn", "Co", "Cs")


def _is_odd(plain: str) -> bool:
    return not plain or any(one.isascii() and one.isalnum() for one in plain)


@cache
def _marks() -> dict[bytes, bytes]:
    """A byte for each run of letters, such as “ss”, that one letter is spelt as."""
    several = {plain for plain in tables()["spelt-as"].values() if len(plain) > 1}
    return {bytes([at]): plain.encode("ascii") for at, plain in enumerate(sorted(several), start=1)}


@cache
def _table() -> npt.NDArray[np.uint8]:
    """The byte for each character."""
    table = np.full(_ALL, ord(" "), np.uint8)
    table[ord(" ") : 128] = np.arange(ord(" "), 128)
    table[BETWEEN[0]] = BETWEEN[0]
    marks = {letters.decode("ascii"): mark for mark, letters in _marks().items()}
    for letter in odd_characters():
        plain = plain_of(letter)
        byte = marks.get(plain, UNSURE) if len(plain) > 1 else plain.encode() or _NOTHING
        table[ord(letter)] = byte[0]
    table[ord(_TURNS)] = UNSURE[0]
    return table


def _escape(letter: str) -> bytes:
    code = ord(letter)
    if code < _ASTRAL:
        return rb"\u%04x" % code
    code -= _ASTRAL
    return rb"\u%04x\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))
