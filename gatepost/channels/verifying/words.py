"""What is known of an account, in words, and so that a page shows it as it is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# In the order in which a page shows them.
FIELDS = {
    "there": "Whether it is there",
    "id": "Its number on the network",
    "handle": "Its name on the network",
    "name": "The name that it shows",
    "bio": "What it says of itself",
    "picture": "Its picture",
    "link": "Its links",
    "host": "The site that answers",
}
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset("\u200b\u2060\ufeff\u00ad")


@dataclass(frozen=True)
class Difference:
    """One thing about an account: what was, and what is."""

    label: str
    was: str
    now: str


def difference(key: str, *, was: str, now: str) -> Difference:
    """What was and what is in one field; of a picture only that it is another one can be told in words."""
    if key == "picture":
        return Difference(FIELDS[key], was and "a picture", now and "another picture")
    return Difference(FIELDS[key], shown(was), shown(now))


def shown(text: str) -> str:
    """A text with a sign in place of each character that turns or hides others: what one reads is what stands there."""
    return "".join(_sign(one) for one in text)


def _sign(one: str) -> str:
    hides = one in _TURNS or one in _UNSEEN
    if hides or (unicodedata.category(one) == "Cc" and one not in "\n\t"):
        return f"[hidden character {ord(one):04X}]"
    return one
