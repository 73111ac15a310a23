"""What can be wrong in a pack or a situation, said so that its author can mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_FEW = 20  # so many words can still be listed in one sentence


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it stands, what is wrong and what to write instead."""

    file: str
    line: int
    what: str
    instead: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f"\n  {self.instead}" if self.instead else "")


class PackError(Exception):
    """A pack that cannot be used; `problems` lists every fault that was found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SituationError(Exception):
    """A situation that names an act, fact or value the vocabulary does not have."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """One sentence that offers the nearest known word, or lists the known ones where they are few."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{near[0]}”?"
    if len(words) <= _FEW:
        return f"Write one of: {', '.join(words)}."
    return ""


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line on which a key of a TOML text stands; 0 where it cannot be told.

    `path` is the way to the value: names of tables, positions in lists of tables, the key; parts that stand
    inside one line (inline tables) give that line. Only called once a fault is known, so a plain scan will do.
    """
    lines = text.splitlines()
    start, end = 0, len(lines)
    found = 0
    for depth, part in enumerate(path):
        if isinstance(part, int):
            continue
        position = path[depth + 1] if depth + 1 < len(path) else None
        nth = position if isinstance(position, int) else 0
        header = re.compile(rf"\s*\[+\s*(?:[\w\"'-]+\s*\.\s*)*[\"']?{re.escape(part)}[\"']?\s*\]+")
        headers = [at for at in range(start, end) if header.match(lines[at])]
        if len(headers) > nth:
            start = headers[nth]
            found = start + 1
            after = re.compile(r"\s*\[")
            end = next((at for at in range(start + 1, end) if after.match(lines[at])), end)
            continue
        key = re.compile(rf"(?:.*[\s{{,])?[\"']?{re.escape(part)}[\"']?\s*=")
        found = next((at + 1 for at in range(start, end) if key.match(lines[at])), found)
        start = max(start, found - 1)
    return found


def read_text(path: Path, *, shown_as: str, at_most: int = 2_000_000) -> str:
    """The text of a pack's file in UTF-8, or PackError saying why it cannot be read. `at_most` is in bytes."""
    try:
        size = path.stat().st_size
        if size > at_most:
            raise PackError(
                [
                    Problem(
                        shown_as,
                        0,
                        f"The file is {size:,} bytes; a pack's file may have {at_most:,}.",
                        "Split it by section, or check that it is the file you meant.",
                    )
                ]
            )
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PackError(
            [Problem(shown_as, line, "This is not UTF-8 text.", "Save the file as UTF-8.")]
        ) from None
    except OSError as error:
        raise PackError(
            [Problem(shown_as, 0, f"The file cannot be read: {error.strerror or error}.")]
        ) from None
