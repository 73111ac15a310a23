"""Cells of a table of posts: the words as they stand, an hour, and what cannot be meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from django.core.exceptions import ValidationError

from gatepost.people.importing.cells import CellRefused, cleaned, shown
from gatepost.posts.forms import WordsForm

OVERRIDES = frozenset(
    "\u202d\u202e"
)  # what follows is read backwards: what one sees is not what goes out
KEPT = frozenset("\n\t")
# “@school well done” is meant; “@SUM(1+1)|…” is not.
FORMULA = re.compile(r"=|[+\-@][\w.+\-*/]*[(|]")
HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?\s*(am|pm)?")
NOON = 12


def words(cell: str) -> str:
    """The text of a post, line breaks kept, or CellRefused."""
    text = unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if set(text) & OVERRIDES:
        raise CellRefused(
            "The text holds a character that turns the direction of writing round, so that people would read "
            "something else than is written. Type the text anew."
        )
    if any(unicodedata.category(one) == "Cc" and one not in KEPT for one in text):
        raise CellRefused("The text holds a control character. Type the text anew.")
    if FORMULA.match(text):
        raise CellRefused(
            f"{shown(text)} begins as a formula does, not as a post. Write the words themselves."
        )
    return _as_on_the_page("text", text)


def link(cell: str) -> str:
    """An address, or CellRefused."""
    return _as_on_the_page("link", cleaned(cell))


def hour(cell: str) -> time | None:
    """An hour as people write it: 17:00, 5pm, 5.30 pm, noon; None where there is none; or CellRefused."""
    plain = cleaned(cell).lower()
    if not plain:
        return None
    if plain in ("noon", "midday"):
        return time(NOON)
    found = HOUR.fullmatch(plain)
    if found is None:
        raise CellRefused(f"{shown(plain)} is no hour. Write it as 17:00 or 5pm.")
    number, minutes, half = int(found[1]), int(found[2] or 0), found[3]
    if not half and not found[2]:
        raise CellRefused(
            f"{shown(plain)} may be in the morning or in the afternoon. Write it as 17:00 or 5pm."
        )
    try:
        return time(_of_24(number, half), minutes)
    except ValueError:
        raise CellRefused(f"{shown(plain)} is no hour of the day. Write it as 17:00.") from None


def _of_24(number: int, half: str | None) -> int:
    if half is None:
        return number
    if not 1 <= number <= NOON:
        raise ValueError
    return number % NOON + (NOON if half == "pm" else 0)


def _as_on_the_page(field: str, value: str) -> str:
    """What the page on which a post is written would make of it, with the same sentence where it refuses it."""
    try:
        return str(WordsForm.base_fields[field].clean(value))
    except ValidationError as problem:
        raise CellRefused(" ".join(problem.messages)) from None
