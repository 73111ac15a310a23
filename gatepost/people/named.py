"""Whose names stand in a text: the school's staff, governors and pupils."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from gatepost.core.matching import STAFF, WHOLE, Known, Register, find, fold, folded_words
from gatepost.core.matching.names import LAST
from gatepost.people.models import Person, Pupil, School

_TITLES = ("mr", "mrs", "miss", "ms", "mx", "dr", "prof", "sir", "madam", "mister", "reverend", "rev", "father", "sister")  # fmt: skip
_TITLED = re.compile(rf"\b(?:{'|'.join(_TITLES)})\b[.\s]{{1,3}}([^\W\d_][\w'’-]{{1,60}})")
_WORD = re.compile(r"[^\W_]+")


class Named:
    """The people of a school, made ready to be found in texts."""

    def __init__(self, school: School, *, on: date | None = None) -> None:
        self.school, self.on = school, on

    def staff_in(self, text: str, *, surname_alone: bool = False) -> set[int]:
        """Those of the school's staff and governors whose whole name, or surname after a title, stands in a text.

        With `surname_alone` a surname counts without a title too: for texts that accuse somebody.
        """
        folded = fold(text)
        names = find(self._staff[0], folded)
        found = {int(self._staff[0].people[one].key) for name in names for one in name.who}
        surnames = [_bare(word) for word in _TITLED.findall(folded.plain)]
        if surname_alone:
            last = (name for name in names if name.kind == LAST)
            surnames += [folded.plain[name.start : name.end] for name in last]
        for surname in surnames:
            found |= self._staff[1].get("".join(folded_words(surname)), set())
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


def _bare(word: str) -> str:
    """A surname without what hangs on it."""
    return re.sub(r"['’]s?$", "", word)
