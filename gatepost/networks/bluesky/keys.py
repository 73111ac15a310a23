"""Record keys of our own making, so that a post that is sent twice is one post."""

from __future__ import annotations

from gatepost.networks.outgoing import Outgoing

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_SECOND = 1_000_000
_CLOCKS = 1_024
_LENGTH = 13


def record_key(outgoing: Outgoing) -> str:
    """A TID: the second the post was planned for, then thirty bits of its key where others have chance.

    Layout: a zero, 53 bits of microseconds since 1970 and 10 bits of a clock's number, in base 32 that sorts.
    https://atproto.com/specs/tid
    """
    second = int(outgoing.at.timestamp())
    chance = int.from_bytes(outgoing.digest()[:8], "big")
    micros = second * _SECOND + chance // _CLOCKS % _SECOND
    return _in_letters(micros * _CLOCKS + chance % _CLOCKS)


def key_of(digest: bytes) -> str:
    """A proper record key that stands for a digest and for no moment."""
    return _in_letters(int.from_bytes(digest[:8], "big") >> 1)


def _in_letters(number: int) -> str:
    letters = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters
