"""Finds where people live or can be written to: postcodes, addresses of houses, e-mail addresses."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded

# Royal Mail's forms: A9, A99, AA9, AA99, A9A, AA9A, then 9AA; the letters C I K M O V are in no second half. The second half
# is looked for first, since it begins with a digit and the rest need not be tried elsewhere.
_SECOND_HALF = re.compile(r"[0-9][abd-hjlnp-uw-z]{2}(?![a-z0-9])")
_FIRST_HALF = re.compile(
    r"(?<![a-z0-9])(?:[a-pr-uwyz](?:\d{1,2}|[a-hk-y]\d{1,2}|\d[a-hjkps-uw]|[a-hk-y]\d[abehmnprv-y])|gir)\s{0,2}$"
)
_LONGEST_FIRST_HALF = 7  # with the blanks and the character before
_STREETS = (
    "road|street|lane|avenue|drive|close|way|crescent|gardens?|grove|terrace|place|court|rise|hill|mews|walk|row|square|"
    "park|view|green|parade|rd|st|ln|ave|cl|cres|gdns|tce"
)
_HOUSE = re.compile(
    rf"[0-9][0-9]{{0,3}}[a-z]?,?\s+(?!(?:on|in|at|to|of|the|a|and|pm|am|for|from|go|made|children|pupils)\b)(?:[a-z'’.-]+\s+){{1,3}}?(?:{_STREETS})\b"
)
_LIVES = re.compile(
    r"\b(?:lives?|living|address is|home address|lived)\s+(?:at|on|in|next to)\s+(?:no\.?\s*)?(?:\d{1,4}[a-z]?\s+)?(?:[a-z'’-]+\s+){1,3}?(?:"
    + _STREETS
    + r")\b"
)
_AT = re.compile(r"(?:@|\(at\)|\[at\])\s?")
_SIGNS = "._%+'-"
_LOCAL = (
    string.ascii_lowercase + string.digits + _SIGNS
)  # what stands before the sign of an e-mail address
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\s?(?:\.|\(dot\)|\[dot\])\s?){1,5}[a-z]{2,24}(?![a-z0-9])"
)
LONGEST_LOCAL = 64
# “twelve children walk” is no address: the word before the street has to be a name, with a capital in most texts.
_BEFORE_STREET = re.compile(r"[A-Z\u00c0-\u00de]")


def find_postcodes(folded: Folded, at: int = 0) -> Iterator[Found]:
    """Every postcode in a text that holds digits."""
    plain = folded.plain
    for second in _SECOND_HALF.finditer(plain, at):
        begin = max(0, second.start() - _LONGEST_FIRST_HALF)
        first = _FIRST_HALF.search(plain[begin : second.start()])
        if first:
            yield _between(folded, "postcode", begin + first.start(), second.end())


def find_houses(folded: Folded, at: int = 0) -> Iterator[Found]:
    """Every house in a street in a text that holds digits: “12 Rose Lane”, but not “12 children walk”."""
    for found in _HOUSE.finditer(folded.plain, at):
        before = folded.plain[found.start() - 1 : found.start()] if found.start() else " "
        is_number = not (before.isalnum() or before in "$.:-/")
        if is_number and _BEFORE_STREET.search(folded.part(*found.span())):
            yield _between(folded, "home-address", *found.span())


def find_street(folded: Folded, place: int) -> Iterator[Found]:
    """The street where somebody is said to live, if words of living stand at a place (of the folded text)."""
    found = _LIVES.match(folded.plain, place)
    if found:
        yield _between(folded, "home-address", *found.span())


def find_emails(folded: Folded) -> Iterator[Found]:
    """Every e-mail address, “(at)” and “(dot)” among them."""
    plain = folded.plain
    for sign in _AT.finditer(plain):
        at = sign.start()
        if plain[at - 1 : at].isspace():
            at -= 1
        before = plain[max(0, at - LONGEST_LOCAL) : at]
        local = before[len(before.rstrip(_LOCAL)) :].lstrip(_SIGNS)
        domain = _DOMAIN.match(plain, sign.end()) if local else None
        if domain:
            yield _between(folded, "email-address", at - len(local), domain.end())


def _between(folded: Folded, kind: str, start: int, end: int) -> Found:
    first, last = folded.span(start, end)
    return Found(kind, first, last, folded.text[first:last])
