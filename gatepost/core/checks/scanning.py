"""Looks through a text for everything at once, quickly: what cannot be there is not looked for."""

from __future__ import annotations

from collections.abc import Iterable

from gatepost.core.checks.addresses import find_emails, find_houses, find_postcodes
from gatepost.core.checks.found import Found
from gatepost.core.checks.hidden import find_hidden
from gatepost.core.checks.lexicon import find_words
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
from gatepost.core.matching import Folded, Register, fold

LONGEST = 200_000  # characters: more than any network takes

# A text's outline: a digit for digits, A and a for letters, everything else as it stands. What a pattern needs is looked for
# in it first, which costs a fraction of trying the pattern.
_ASCII = [chr(code) for code in range(128)]
_OUTLINE = bytes(
    ord("0" if one.isdigit() else "A" if one.isupper() else "a" if one.islower() else one)
    for one in _ASCII
) + bytes(range(128, 256))
LEAST_DIGITS = 7  # in the shortest telephone number
OF_LINKS = (":/", "script:", "data:")
LEAST_MARKED = 6  # in a National Insurance number


class TextRefused(Exception):
    """A text that cannot be looked through; the message is a sentence."""


class Scanner:
    """Looks through texts with the names of a register. It may be kept and used by several threads."""

    def __init__(self, register: Register | None = None) -> None:
        self.register = register if register is not None and len(register) else None

    def scan(self, text: str) -> list[Found]:
        """Everything that was found, in the order of the text. Positions are characters of the text."""
        if len(text) > LONGEST:
            raise TextRefused(
                f"The text has {len(text):,} characters; at most {LONGEST:,} can be looked through. Shorten it."
            )
        folded = fold(text)
        found, people = (
            find_people(self.register, folded) if self.register is not None else ([], ())
        )
        found += find_words(folded, people=people)
        loud = _outline(text)
        outline = loud.lower() if text.isascii() else _outline(folded.plain)
        if b"0" in outline:
            found += _with_digits(folded, outline)
        found += _addresses(folded, outline)
        found += _tone(folded, loud)
        if not text.isascii():
            found += find_hidden(folded)
        return _sorted(found) if len(found) > 1 else found


def _outline(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").translate(_OUTLINE)


def _with_digits(folded: Folded, outline: bytes) -> list[Found]:
    found: list[Found] = []
    number = outline.count(b"0")
    if number >= LEAST_DIGITS:
        found += find_runs(folded)
    if number >= LEAST_MARKED:
        found += find_marked_numbers(folded)
    if (
        "born" in folded.plain
        or "birth" in folded.plain
        or "dob" in folded.plain
        or "d.o" in folded.plain
    ):
        found += find_births(folded)
    if b"0 aa" in outline:
        found += find_ages(folded)
    if b"0aa" in outline:
        found += find_postcodes(folded)
    if b"0 a" in outline or b"0, a" in outline or b"0a a" in outline or b"0a, a" in outline:
        found += find_houses(folded)
    return found


def _addresses(folded: Folded, outline: bytes) -> list[Found]:
    """A single character is looked for before a word is: that takes hardly any time."""
    plain = folded.plain
    found: list[Found] = []
    if "@" in plain or (
        "(at)" in plain if "(" in plain else "[at]" in plain if "[" in plain else False
    ):
        found += find_emails(folded)
    if b".a" in outline or (":" in plain and any(sign in plain for sign in OF_LINKS)):
        found += find_links(folded)
    return found


def _tone(folded: Folded, loud: bytes) -> list[Found]:
    text = folded.text
    found: list[Found] = []
    if b"AAAA" in loud or b"AA A" in loud:
        found += find_shouting(folded)
    if ("!" in text and ("!!" in text or "!?" in text)) or ("?" in text and "??" in text):
        found += find_marks(folded)
    if "*" in text or "@" in text or "#" in text or "$" in text:
        found += find_masked(folded)
    if '"' in folded.plain:
        found += find_quotations(folded)
    if "©" in text or ("(" in text and "(c)" in folded.plain):
        found += find_signs(folded)
    return found


def _sorted(found: Iterable[Found]) -> list[Found]:
    """In the order of the text, each once."""
    return sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end, one.kind))
