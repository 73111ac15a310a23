"""Looks through a text for everything at once, quickly: what cannot be there is not looked for."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cache
from weakref import WeakKeyDictionary

from gatepost.core.checks.addresses import find_emails, find_houses, find_postcodes
from gatepost.core.checks.found import Found
from gatepost.core.checks.hidden import find_hidden
from gatepost.core.checks.lexicon import find_words, phrases
from gatepost.core.checks.links import find_links
from gatepost.core.checks.numbers import find_ages, find_births, find_marked_numbers, find_runs
from gatepost.core.checks.people import find_people
from gatepost.core.checks.tone import (
    find_marks,
    find_masked,
    find_quotations,
    find_shouting,
    find_signs,
)
from gatepost.core.matching import Folded, Register, Search, fold
from gatepost.core.matching.letters import SIGN

LONGEST = 200_000  # characters: more than any network takes

# What is left of a text without its small letters, with A for capitals, 0 for digits and ! for question marks too. It is a
# quarter as long, so that the signs without which a pattern cannot fit are looked for in no time; in the text itself two
# characters in a row take longer.
_SMALL = string.ascii_lowercase.encode()
_OUTLINE = bytes.maketrans(
    (string.ascii_uppercase + string.digits + "?").encode(), b"A" * 26 + b"0" * 10 + b"!"
)
# What says nothing by itself, and everything beyond ASCII.
_QUIET = b"A!.,'- \n" + SIGN.encode() + bytes(range(128, 256))
_DIGIT = re.compile(r"[0-9]")
_DOT = re.compile(r"\.[a-z]")
_searches: WeakKeyDictionary[Register, Search] = WeakKeyDictionary()
LEAST_DIGITS = 7  # in the shortest telephone number
LEAST_MARKED = 6  # in a National Insurance number


class TextRefused(Exception):
    """A text that cannot be looked through; the message is a sentence."""


class Scanner:
    """Looks through texts with the names of a register. It may be kept and used by several threads."""

    def __init__(self, register: Register | None = None) -> None:
        self.register = register if register is not None and len(register) else None
        self._search = _search(self.register)

    def scan(self, text: str) -> list[Found]:
        """Everything that was found, in the order of the text. Positions are characters of the text."""
        if len(text) > LONGEST:
            raise TextRefused(
                f"The text has {len(text):,} characters; at most {LONGEST:,} can be looked through. Shorten it."
            )
        folded = fold(text)
        names, words = self._search.hits(folded)
        found: list[Found] = []
        people: tuple[tuple[int, int], ...] = ()
        if self.register is not None:
            found, people = find_people(self.register, folded, names)
        if words:
            found += find_words(folded, people=people, hits=words)
        found += _patterns(folded)
        if folded.beyond:
            found += find_hidden(folded)
        return _sorted(found) if len(found) > 1 else found


def _search(register: Register | None) -> Search:
    """Looks for the register's words and those of the lists; made ready once for each register."""
    if register is None:
        return _without_names()
    search = _searches.get(register)
    if search is None:
        search = _searches[register] = Search(register.patterns(), phrases().patterns)
    return search


@cache
def _without_names() -> Search:
    return Search((), phrases().patterns)


def _patterns(folded: Folded) -> list[Found]:
    """Everything that is known by its shape."""
    found: list[Found] = []
    text = folded.text
    outline = _outline(text + folded.plain if folded.beyond else text)
    if b"AA" in outline and (b"AAAA" in outline or b"AA A" in outline):
        found += find_shouting(folded)
    if b"!!" in outline:
        found += find_marks(folded)
    if _DOT.search(folded.plain) or b":" in outline:
        found += find_links(folded)
    signs = outline.translate(None, _QUIET)
    if signs or "©" in folded.beyond:
        found += _with_signs(folded, signs)
    return found


def _with_signs(folded: Folded, signs: bytes) -> list[Found]:
    text = folded.text
    found: list[Found] = []
    if b"0" in signs:
        found += _with_digits(folded, signs.count(b"0"))
    if b"@" in signs or b"(" in signs or b"[" in signs:
        found += find_emails(folded)
    if "*" in text or "@" in text or "#" in text or "$" in text:
        found += find_masked(folded)
    if b'"' in signs:
        found += find_quotations(folded)
    if b"(" in signs or "©" in folded.beyond:
        found += find_signs(folded)
    return found


def _outline(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").translate(_OUTLINE, _SMALL)


def _with_digits(folded: Folded, number: int) -> list[Found]:
    """Looks from the first digit on."""
    first = _DIGIT.search(folded.plain)
    at = first.start() if first else 0
    found = [
        *find_births(folded, at),
        *find_ages(folded, at),
        *find_postcodes(folded, at),
        *find_houses(folded, at),
    ]
    if number >= LEAST_MARKED:
        found += find_marked_numbers(folded, at)
    if number >= LEAST_DIGITS:
        found += find_runs(folded, at)
    return found


def _sorted(found: Iterable[Found]) -> list[Found]:
    """In the order of the text, each once."""
    return sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end, one.kind))
