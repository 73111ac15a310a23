"""What one letter is taken for when names and words are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import tomli

APOSTROPHES = frozenset("'’‘‛`´ʼʻʹ′＇ꞌ")
QUOTES = frozenset('"“”„‟«»″＂')
HYPHENS = frozenset("-‐‑‒–—―−⁃﹣－")
_ALIKE = {"'": APOSTROPHES, '"': QUOTES, "-": HYPHENS}
# Signs that say nothing to a comparison become one that no text has; “…” ends a sentence; currencies are alike.
SIGN = "\x1a"
_SIGNS = {"So": SIGN, "Sk": SIGN, "Sm": SIGN, "Po": ".", "Sc": "$"}
# Characters that turn the order of what follows, and those that end it.
OVERRIDES = {"\u202d": False, "\u202e": True}
ENDS = frozenset("\u202c\u2069")
TURNING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """The tables of letters, read once from `letters.toml` beside this file."""
    return tomli.loads((files(__package__) / "letters.toml").read_text("utf-8"))


@cache
def plain_of(letter: str) -> str:
    """One character as it is compared: small, without marks, lookalikes as Latin letters; nothing if it cannot be seen."""
    for plain, alike in _ALIKE.items():
        if letter in alike:
            return plain
    if letter.isspace():
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) in _SIGNS and not letter.isascii():
        return _SIGNS[unicodedata.category(letter)]
    bare = "".join(map(_bare, unicodedata.normalize("NFKD", letter.casefold())))
    return unicodedata.normalize("NFC", bare)  # Korean syllables come together again


@cache
def is_part_of_word(letter: str) -> bool:
    """Whether a character belongs to a word: letters, digits, and the vowel signs of scripts that have them."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


@cache
def is_dense(letter: str) -> bool:
    """Whether a letter's script sets no blanks between words."""
    name = unicodedata.name(letter, "")
    return name.startswith(DENSE) and letter.isalpha()


DENSE = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC")


def _bare(letter: str) -> str:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc"):
        return ""
    # Variation selectors and other letters that fill no room.
    if "\ufe00" <= letter <= "\ufe0f" or letter in "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5":
        return ""
    return tables()["looks-like"].get(letter) or tables()["spelt-as"].get(letter, letter)
