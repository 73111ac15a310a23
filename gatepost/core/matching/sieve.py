"""Says which undecoded lines of a stream may hold a name, and never misses one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from gatepost.core.matching.letters import plain_of

try:
    import hyperscan
except ImportError:  # there is no wheel for every machine; then every line is decoded
    hyperscan = None  # type: ignore[assignment]

# Between two words of a name, as it stands in a line of JSON: no letter or digit, or an escape.
_GAP = rb'(?:\\(?:u[0-9A-Fa-f]{4}|[^u\n])|[^A-Za-z0-9"\\\n])*'
_REST = rb"[^\n]*\n"
# Emoji are full of these two. They matter only beside a letter.
_OF_EMOJI = frozenset("\ufe0f\u200d")
_LAST = 0xE01EF  # the last character that cannot be seen
_HEX = b"0123456789abcdef"
_ASTRAL = 0x10000

# The lines that may hold something.
Sieve = Callable[[bytes], Iterable[bytes]]
# What of a name is looked for: one word, or two that follow each other.
Anchor = tuple[str, ...]


def sieve(anchors: Iterable[Anchor]) -> Sieve:
    """The quickest way there is on this machine to leave lines out."""
    return _scanning(anchors) if hyperscan else every_line


def every_line(chunk: bytes) -> Iterable[bytes]:
    """All lines of a chunk: slow, and the same in the end."""
    return chunk.split(b"\n")


def _scanning(anchors: Iterable[Anchor]) -> Sieve:
    """Lines with an anchor, and those with letters that only decoding shows."""
    named: tuple[list[bytes], list[bytes]] = [], []
    for anchor in anchors:
        named[len(anchor) > 1].append(_GAP.join(word.encode("ascii") for word in anchor))
    # One database for each group: what skips quickly by itself does not beside patterns that cannot.
    databases = [_database(patterns) for patterns in (*named, *_odd_patterns()) if patterns]

    def found(chunk: bytes) -> Iterator[bytes]:
        ends: list[int] = []

        def note(_id: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            ends.append(end)

        for database in databases:
            database.scan(chunk, match_event_handler=note)
        ends.sort()
        last = 0
        for end in ends:
            if end > last:
                begin = chunk.rfind(b"\n", 0, end - 1) + 1
                last = chunk.find(b"\n", end - 1) + 1
                yield chunk[begin : last - 1]

    return found


def _database(patterns: Sequence[bytes]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=patterns,
        ids=list(
            range(len(patterns))
        ),  # with one number for all, compiling takes a hundred times as long
        elements=len(patterns),
        flags=hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL,
    )
    return database


@cache
def odd_characters() -> frozenset[str]:
    """Characters beyond ASCII that become ASCII letters or digits, or nothing, when a text is folded."""
    known = filter(_is_assigned, map(chr, range(128, _LAST + 1)))
    return frozenset(one for one in known if _is_odd(plain_of.__wrapped__(one)))


def _is_assigned(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cn", "Co", "Cs")


def _is_odd(plain: str) -> bool:
    return not plain or any(one.isascii() and one.isalnum() for one in plain)


@cache
def _odd_patterns() -> tuple[tuple[bytes, ...], ...]:
    """Patterns for lines with such characters, raw or as escapes, and with escapes of ASCII letters."""
    odd = sorted(odd_characters() - _OF_EMOJI)
    raw = _any_of(one.encode() for one in odd)
    escaped = rb"\\u" + _any_of(map(_escape, [*map(chr, range(48, 123)), *odd]), as_hex=True)
    joiners = rb"(?:\xef\xb8\x8f|\xe2\x80\x8d|\\ufe0f|\\u200d)"
    beside = rb"(?:[A-Za-z0-9]" + joiners + rb"|" + joiners + rb"[A-Za-z0-9])"
    return ((raw + _REST,), (escaped + _REST,), (beside + _REST,))


def _escape(letter: str) -> bytes:
    """A character as JSON escapes it, without what every escape begins with."""
    code = ord(letter)
    if code < _ASTRAL:
        return b"%04x" % code
    code -= _ASTRAL
    return rb"%04x\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


def _any_of(written: Iterable[bytes], *, as_hex: bool = False) -> bytes:
    """A pattern for some sequences of bytes, those that share all but the last one together."""
    lasts: dict[bytes, set[int]] = {}
    for one in written:
        lasts.setdefault(one[:-1], set()).add(one[-1])
    heads: dict[bytes, list[bytes]] = {}
    for head, ends in lasts.items():
        literal = re.escape(head) if as_hex else b"".join(b"\\x%02x" % byte for byte in head)
        heads.setdefault(b"".join(b"\\x%02x" % end for end in sorted(ends)), []).append(literal)
    parts = [b"(?:" + b"|".join(begins) + b")[" + last + b"]" for last, begins in heads.items()]
    return b"(?:" + b"|".join(parts) + b")"
