"""Finds shouting, masked swear words, long quotations and lines that credit somebody else's work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded

LOUD_WORDS = 3  # words in capitals in a row
LOUD_LETTERS = 12  # or so many letters in them
LONGEST_QUOTATION = 40  # words
_LOUD = re.compile(
    r"[A-Z](?<!\w[A-Z])(?:[A-Z'’&-]+(?:[\s,;:–-]+[A-Z][A-Z'’&-]*)+\b[!?]*|[A-Z]{3,}\b!+)"
)
_MARKS = re.compile(r"[!?]{2,}")
_QUOTED = re.compile(r"\"([^\"]{120,5000})\"")
_MASKS = re.compile(r"[*@#$]")
LONGEST_WORD = 12
_MASKED = re.compile(
    r"(?<![\w*])(?:f[*@#$%-]{1,3}(?:k|ck|king|cking|ker|kers|ked|kin)|sh[*@#$!]t+e?|s[*@#$]{2}t|c[*@#$]{1,3}nt|b[*@#$]{2,5}(?:ds?|h|ks)?|w[*@#$]nk(?:er|ers)?|tw[*@#$]t|a[*@#$]{2}(?:hole)?|[a-z][*]{3,6})(?![\w*])"
)
_SIGN = re.compile(r"©|\([cC]\)(?=\s*[\dA-Z])")


def find_shouting(folded: Folded) -> Iterator[Found]:
    """Several words in capitals in a row, or one with an exclamation mark. Abbreviations alone are none."""
    for found in _LOUD.finditer(folded.text):
        words = [word for word in re.split(r"[\s,;:–-]+", found[0].strip("!?")) if word]
        letters = sum(len(word) for word in words)
        is_loud = found[0].endswith("!") and len(words) == 1
        if is_loud or (len(words) >= LOUD_WORDS and letters >= LOUD_LETTERS):
            yield Found("shouting", *found.span(), found[0])


def find_marks(folded: Folded) -> Iterator[Found]:
    """Several exclamation or question marks in a row."""
    return (
        Found("many-marks", *one.span(), one[0])
        for one in _MARKS.finditer(folded.text)
        if one[0] not in ("?!", "!?")
    )


def find_masked(folded: Folded) -> Iterator[Found]:
    """Swear words with letters replaced by signs."""
    plain, until = folded.plain, 0
    for sign in _MASKS.finditer(plain):
        if sign.start() < until:
            continue
        start = sign.start()
        while start > until and plain[start - 1].isalnum() and sign.start() - start < LONGEST_WORD:
            start -= 1
        found = _MASKED.match(plain, start)
        until = found.end() if found else sign.end()
        if found:
            first, last = folded.span(*found.span())
            yield Found("masked-swearing", first, last, folded.text[first:last])


def find_quotations(folded: Folded) -> Iterator[Found]:
    """Passages between quotation marks that are longer than a sentence or two."""
    for found in _QUOTED.finditer(folded.plain):
        words = len(found[1].split())
        if words > LONGEST_QUOTATION:
            start, end = folded.span(*found.span())
            note = f"It has {words} words."
            yield Found("long-quotation", start, end, folded.text[start:end], note=note)


def find_signs(folded: Folded) -> Iterator[Found]:
    """The sign of copyright."""
    return (Found("credit-line", *one.span(), one[0]) for one in _SIGN.finditer(folded.text))
