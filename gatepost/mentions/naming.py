"""Which names may be looked for, and whose names stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gatepost.core.matching import Phrases, fold, folded_words
from gatepost.core.matching.spelling import english, everyday
from gatepost.people.models import School
from gatepost.people.named import Named
from gatepost.people.rules import NotPossible

if TYPE_CHECKING:
    from gatepost.mentions.models import Watched

NAME, HANDLE, DOMAIN = "name", "handle", "domain"
KINDS = ((NAME, "A name"), (HANDLE, "An account’s name"), (DOMAIN, "A website’s name"))
LEAST = 4  # letters
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_HANDLE = re.compile(r"@?[\w.-]{3,60}(?:@[\w.-]{3,60})?")
A_PERSON = (
    "This is, or has in it, the name of somebody at the school. Gatepost looks for the school’s own names and never "
    "for a person’s. If something is said about somebody, tell of it by hand."
)
_OF_SCHOOLS = frozenset({"school", "academy", "primary", "college", "infant", "junior", "trust"})
_TOO_WIDE = "“{}” stands in too many texts that are not about the school. Enter a longer name."


class Names:
    """The names that are looked for, made ready to be found in texts."""

    def __init__(self, watched: Sequence[Watched]) -> None:
        self._plain = [one for one in watched if one.kind == NAME]
        self._phrases = Phrases(one.words for one in self._plain)
        self._exact = [(one, _exactly(one)) for one in watched]

    def first(self, text: str) -> Watched | None:
        """The first that stands in a text, as whole words."""
        folded = fold(text)
        if found := self._phrases.find(folded):
            return self._plain[min(one.entry for one in found)]
        return next((one for one, exact in self._exact if exact.search(folded.plain)), None)


def tidied(words: str, *, kind: str, school: School) -> str:
    """A name as it is looked for; NotPossible where it may not or cannot be."""
    written = " ".join(words.split())
    if kind == DOMAIN:
        written = _domain(written)
    elif kind == HANDLE and not _HANDLE.fullmatch(written):
        raise NotPossible("Write the account’s name as its network shows it, such as @school.")
    folded = folded_words(written)
    if folded != folded_words(school.name) and Named(school).is_in(written):
        raise NotPossible(A_PERSON)
    if len("".join(folded)) < LEAST or set(folded) <= _too_wide():
        raise NotPossible(_TOO_WIDE.format(written))
    return written


def _too_wide() -> frozenset[str]:
    """Words that tell no school from another."""
    return english() | everyday() | _OF_SCHOOLS


def _domain(written: str) -> str:
    host = re.sub(r"^[a-z]+://", "", written.lower()).partition("/")[0].removeprefix("www.")
    if not _DOMAIN.fullmatch(host):
        raise NotPossible("Write the website’s name, such as ashlands.example.")
    return host


def _exactly(watched: Watched) -> re.Pattern[str]:
    """The name of an account or website as it is written; any other as a tag, which is one word."""
    if watched.kind == NAME:
        return re.compile(rf"#{''.join(folded_words(watched.words))}(?!\w)")
    inner = re.escape(fold(watched.words).plain.removeprefix("@"))
    return re.compile(rf"(?<![\w.-]){inner}(?![\w-])")
