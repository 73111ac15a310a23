"""Says which undecoded lines of a stream may hold a name, and never misses one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from gatepost.core.matching.wholesale import UNSURE, escapes_of_odd_letters, fold_lines

try:
    import hyperscan
except ImportError:  # there is no wheel for every machine; then every line is decoded
    hyperscan = None  # type: ignore[assignment]

# The lines that may hold something.
Sieve = Callable[[bytes], Iterable[bytes]]
# Whether a piece of a line, made of small ASCII letters and digits alone, has a whole name.
HasName = Callable[[str], object]

_TEXT = b'"text":"'
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(256) if not bytes([code]).isalnum())
# What a piece must not have to be judged as it is: it may stand for a letter, or for a word.
_UNSURE = (b"\\", b"&", b"+", UNSURE)


def is_quick_here() -> bool:
    """Whether this machine has what it takes to leave lines out."""
    return bool(hyperscan)


def every_line(chunk: bytes) -> Iterable[bytes]:
    """All lines of a chunk: slow, and the same in the end."""
    return chunk.split(b"\n")


def scanning(anchors: Iterable[bytes], *, has_name: HasName, reach: int) -> Sieve:
    """Lines in which a whole name may stand around an anchor, and those with letters that only decoding shows.

    `reach` is how many characters a name may take up at most, all together.
    """
    named = list(anchors)
    sure = len(named)  # the numbers from here on are those of patterns that ask for decoding
    database = _database([*named, UNSURE, *escapes_of_odd_letters()])

    def places(written: bytes) -> Iterator[int]:
        """Where something ends that may be a name's."""
        ends: list[tuple[int, int]] = []

        def note(number: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            ends.append((number, end))

        database.scan(written, match_event_handler=note)
        for number, end in ends:
            piece = written[max(0, end - reach) : end + reach]
            if number >= sure or _may_hold(piece, has_name):
                yield end

    def found(chunk: bytes) -> Iterator[bytes]:
        lines = chunk.split(b"\n")
        numbers = [at for at, line in enumerate(lines) if not line.isascii()]
        begins = [_where_texts_begin(lines[at]) for at in numbers]
        folded = fold_lines(lines[at][begin:] for at, begin in zip(numbers, begins, strict=True))
        wanted = {at for at, _ in _lines_of(places(chunk), lines)}
        if numbers:
            within = _lines_of(places(folded), folded.split(b"\n"))
            wanted.update(numbers[at] for at, _ in within)
        return (lines[at] for at in sorted(wanted))

    return found


def _may_hold(piece: bytes, has_name: HasName) -> bool:
    """Whether a name may stand in a piece of a line: what does not look like letters is left out, as it is later."""
    if b"\\" in piece:
        piece = piece.replace(b"\\n", b" ")  # a backslash that is itself escaped leaves one behind
    if not piece.isascii() or any(sign in piece for sign in _UNSURE):
        return True
    letters = piece.translate(_SMALL, _NO_LETTERS).decode("ascii")
    return bool(has_name(letters)) or "saint" in letters


def _where_texts_begin(line: bytes) -> int:
    """Where to begin folding a line: most have nothing beyond ASCII before what the post says."""
    begin = line.find(_TEXT)
    return begin if begin > 0 and line[:begin].isascii() else 0


def _lines_of(ends: Iterator[int], lines: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """For places in lines that were one, the line's number and the place within it."""
    starts: list[int] = []
    for end in ends:
        starts = starts or [0, *accumulate(len(line) + 1 for line in lines)]
        at = bisect_right(starts, end - 1) - 1
        yield at, end - starts[at]


def _database(patterns: Sequence[bytes]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=patterns,
        ids=list(
            range(len(patterns))
        ),  # with one number for all, compiling takes a hundred times as long
        elements=len(patterns),
        flags=hyperscan.HS_FLAG_CASELESS,
        literal=True,
    )
    return database
