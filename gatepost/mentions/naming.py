"""Which names may be looked for, and whose names stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from gatepost.core.matching import STAFF, WHOLE, Known, Phrases, Register, find, fold, folded_words
from gatepost.core.matching.spelling import english, everyday
from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible

if TYPE_CHECKING:
    from gatepost.mentions.models import Watched

NAME, HANDLE, DOMAIN = "name", "handle", "domain"
KINDS = ((NAME, "A name"), (HANDLE, "An account’s name"), (DOMAIN, "A website’s name"))
LEAST = 4  # letters
_TITLES = ("mr", "mrs", "miss", "ms", "mx", "dr", "prof", "sir", "madam", "mister", "reverend", "rev", "father", "sister")  # fmt: skip
_TITLED = re.compile(rf"\b(?:{'|'.join(_TITLES)})\b[.\s]{{1,3}}([^\W\d_][\w'’-]{{1,60}})")
_WORD = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_HANDLE = re.compile(r"@?[\w.-]{3,60}(?:@[\w.-]{3,60})?")
A_PERSON = (
    "This is, or has in it, the name of somebody at the school. Gatepost looks for the school’s own names and never "
    "for a person’s. If something is said about somebody, tell of it by hand."
)
_OF_SCHOOLS = frozenset({"school", "academy", "primary", "college", "infant", "junior", "trust"})
_TOO_WIDE = "“{}” stands in too many texts that are not about the school. Enter a longer name."


class Named:
    """The people of a school, made ready to be found in texts."""

    def __init__(self, school: School, *, on: date | None = None) -> None:
        self.school, self.on = school, on

    def staff_in(self, text: str) -> set[int]:
        """Those of the school's staff and governors whose whole name, or surname after a title, stands in a text."""
        folded = fold(text)
        whole = (name.who for name in find(self._staff[0], folded) if name.kind == WHOLE)
        found = {int(self._staff[0].people[one].key) for who in whole for one in who}
        for word in _TITLED.findall(folded.plain):
            found |= self._staff[1].get("".join(folded_words(_bare(word))), set())
        return found

    def pupils_in(self, text: str) -> bool:
        """Whether the whole name of a pupil stands in a text."""
        return any(name.kind == WHOLE for name in find(self._pupils, fold(text)))

    def is_in(self, words: str) -> bool:
        """Whether some words are, or hold, the name of anybody on the registers, as one word too."""
        glued = (f"@{one}" for one in _WORD.findall(words))
        written = " ".join([words, *glued])
        return bool(self.staff_in(written)) or self.pupils_in(written)

    @cached_property
    def _staff(self) -> tuple[Register, dict[str, set[int]]]:
        people = Person.objects.at(self.school)
        if self.on is not None:
            people = people.current(self.on)
        rows = list(people.values_list("given_name", "family_name", "pk"))
        surnames: dict[str, set[int]] = {}
        for _, family, pk in rows:
            surnames.setdefault("".join(folded_words(family)), set()).add(pk)
        known = (Known(given, family, role=STAFF, key=str(pk)) for given, family, pk in rows)
        return Register(known), surnames

    @cached_property
    def _pupils(self) -> Register:
        rows = Pupil.objects.filter(school=self.school)
        names = rows.values_list("given_name", "family_name", "preferred_name")
        return Register(
            Known(given, family, called=(called,) if called else ())
            for given, family, called in names
        )


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


def _bare(word: str) -> str:
    """A surname without what hangs on it."""
    return re.sub(r"['’]s?$", "", word)
