"""Says which undecoded lines of a stream may hold a name, and never misses one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gatepost.core.matching.wholesale import BETWEEN, UNSURE, escapes_of_odd_letters, fold_parts

try:
    import hyperscan
except ImportError:  # there is no wheel for every machine; then every line is decoded
    hyperscan = None  # type: ignore[assignment]

# The lines that may hold something.
Sieve = Callable[[bytes], Iterable[bytes]]
# Whether a piece of a line, made of small ASCII letters and digits alone, has a whole name.
HasName = Callable[[str], object]

_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(256) if not bytes([code]).isalnum())
# What a piece must not have to be judged as it is: it may stand for a letter or a word, or the piece goes on elsewhere.
_UNSURE = (b"\\", b"&", b"+", UNSURE, b"saint")
# What may lie between two words, if it is nothing that may stand for a letter itself.
_SKIPPED = bytes(set(range(128)) - set(_LETTERS + _LETTERS.upper() + b"\\&+" + UNSURE + BETWEEN))
_NEAR = 13  # bytes
_HEX = "0123456789abcdef"
# How escapes begin, but for those of “&”, “<” and “>”, which are all that most lines have.
_ESCAPES = [
    *(rf"\u{one}".encode() for one in _HEX[1:]),
    *(rf"\u0{one}".encode() for one in _HEX[1:]),
    *(rf"\u00{one}".encode() for one in _HEX[4:]),
    *(rf"\u003{one}".encode() for one in _HEX[:10]),
]
_LENGTHS = (6, 12)  # of an escape, and of one of two halves


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word that names have, and the small letters that may stand before and after it in a name.

    A name may begin or end with it; if none does, there must be such a letter, whatever stands between.
    """

    letters: bytes
    before: bytes = _LETTERS
    after: bytes = _LETTERS
    may_begin: bool = True
    may_end: bool = True

    def stands_at(self, start: int, end: int, written: bytes) -> bool:
        """Whether it may be part of a name here; a capital may begin a word, and an escape end one."""
        after = written[end : end + _NEAR]
        next_one = (after if self.may_end else after.lstrip(_SKIPPED))[:1]
        if not self.may_end:
            next_one = next_one.lower()
        if next_one in _LETTERS and next_one not in self.after:
            return False
        before = written[max(0, start - _NEAR) : start]
        last = (before if self.may_begin else before.rstrip(_SKIPPED))[-1:].lower()
        if last not in _LETTERS or last in self.before or b"\\" in before:
            return True
        return self.may_begin and written[start : start + 1].isupper()


def is_quick_here() -> bool:
    """Whether this machine has what it takes to leave lines out."""
    return bool(hyperscan)


def every_line(chunk: bytes) -> Iterable[bytes]:
    """All lines of a chunk: slow, and the same in the end."""
    return chunk.split(b"\n")


def scanning(anchors: Iterable[Anchor], *, has_name: HasName, reach: int) -> Sieve:
    """Lines in which a whole name may stand around an anchor, and those with letters that only decoding shows.

    `reach` is how many bytes a name of ASCII letters may take up at most, all together, line ends as two.
    """
    known = [*anchors, Anchor(UNSURE)]
    named, escapes = _scanner([one.letters for one in known]), _scanner(_ESCAPES)
    odd = frozenset(escapes_of_odd_letters())
    margin = max(len(one.letters) for one in known) + _NEAR

    def found(chunk: bytes) -> Iterable[bytes]:
        wanted = {
            chunk.rfind(b"\n", 0, start) + 1
            for _, start, _ in escapes(chunk)
            if not odd.isdisjoint(chunk[start : start + many].lower() for many in _LENGTHS)
        }
        for number, start, end in named(chunk):
            if known[number].stands_at(start, end, chunk) and _may_hold(
                chunk[max(0, start - reach) : start + reach], has_name
            ):
                wanted.add(chunk.rfind(b"\n", 0, start) + 1)
        parts = _beyond_ascii(chunk, margin)
        clean = chunk.replace(BETWEEN, b" ")
        folded = fold_parts(clean[start:end] for start, end in parts)
        for number, start, end in named(folded):
            if known[number].stands_at(start, end, folded):
                wanted.update(_begins(chunk, *parts[folded.count(BETWEEN, 0, start)]))
        return _lines(chunk, sorted(wanted))

    return found


def _lines(chunk: bytes, begins: Iterable[int]) -> Iterator[bytes]:
    for begin in begins:
        end = chunk.find(b"\n", begin)
        yield chunk[begin : end if end >= 0 else None]


def _may_hold(piece: bytes, has_name: HasName) -> bool:
    """Whether a name may stand in a piece: whatever is no letter is left out, so that too much may pass and never too little."""
    piece = piece.translate(_SMALL)
    if b"\\" in piece:
        piece = piece.replace(b"\\n", b" ")  # a backslash that is itself escaped leaves one behind
    if not piece.isascii() or any(sign in piece for sign in _UNSURE):
        return True
    return bool(has_name(piece.translate(None, _NO_LETTERS).decode("ascii")))


def _beyond_ascii(chunk: bytes, margin: int) -> list[tuple[int, int]]:
    """The parts of a chunk with letters beyond ASCII, and what stands close to them."""
    if chunk.isascii():
        return []
    high = np.flatnonzero(np.frombuffer(chunk, np.int8) < 0)
    last = np.flatnonzero(np.diff(high) > 2 * margin)
    starts = np.maximum(0, np.append(high[0], high[last + 1]) - margin)
    ends = np.append(high[last], high[-1]) + margin + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _begins(chunk: bytes, start: int, end: int) -> Iterator[int]:
    """Where the lines begin that a part of a chunk belongs to."""
    begin = chunk.rfind(b"\n", 0, start) + 1
    while True:
        yield begin
        begin = chunk.find(b"\n", max(begin, start), end) + 1
        if not begin:
            return


def _scanner(patterns: Sequence[bytes]) -> Callable[[bytes], list[tuple[int, int, int]]]:
    """Finds some texts, in capitals or not: the number of each, where it begins and where it ends."""
    lengths = [len(one) for one in patterns]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    # With one number for all, compiling takes a hundred times as long.
    numbers = list(range(len(patterns)))
    database.compile(
        expressions=patterns,
        ids=numbers,
        elements=len(patterns),
        flags=hyperscan.HS_FLAG_CASELESS,
        literal=True,
    )

    def scan(written: bytes) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []

        def note(number: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            found.append((number, end - lengths[number], end))

        database.scan(written, match_event_handler=note)
        return found

    return scan
