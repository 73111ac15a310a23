"""Finds the words of the lists in `words/`: insults, slurs, confidential matters, criticism, selling, politics, faith."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.checks.addresses import find_street
from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded, Hit, Phrase, Phrases

LISTS = (
    "tone",
    "discrimination",
    "confidential",
    "criticism",
    "gain",
    "belief",
    "rights",
    "living",
)
PERSON, TARGET, STREET = "person", "target", "street"
# Kinds whose meaning for a policy hangs on whom they are about.
ABOUT_SOMEBODY = frozenset(
    {
        "insult", "swearing", "slur", "stereotype", "threat", "criticism", "accusation",
        "illness", "exclusion", "special-needs", "staff-matter", "safeguarding-matter",
    }
)  # fmt: skip
# “Send” is a word of every day; the register of special needs is written in capitals.
ONLY_IN_CAPITALS = frozenset({"sen", "send", "asd", "dup", "snp", "fgm", "hiv", "ivf"})
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")


@dataclass(frozen=True)
class Entry:
    """A word or phrase, its kind, and what else the sentence has to speak of."""

    phrase: str
    kind: str
    needs: str
    not_in: frozenset[str]


def words(name: str) -> Mapping[str, Any]:
    """One of the files in `words/`."""
    return tomli.loads((files(__package__) / "words" / f"{name}.toml").read_text("utf-8"))


@cache
def entries() -> tuple[Entry, ...]:
    """Every word that is looked for."""
    return tuple(
        Entry(phrase, one["kind"], one.get("needs", ""), frozenset(one.get("not-in", ())))
        for name in LISTS
        for one in words(name)["list"]
        for phrase in one["words"]
    )


@cache
def phrases() -> Phrases:
    """The words made ready."""
    return Phrases(entry.phrase for entry in entries())


@cache
def _exceptions() -> tuple[Phrases, tuple[str, ...]]:
    listed = tuple(dict.fromkeys(phrase for entry in entries() for phrase in sorted(entry.not_in)))
    return Phrases(listed), listed


@cache
def _people() -> tuple[Phrases, tuple[tuple[str, str], ...]]:
    data = words("people")
    about = data["about"]
    none = [("", phrase) for phrase in about["not-in"]]
    listed = [(name, phrase) for name in about if name != "not-in" for phrase in about[name]]
    listed += [(PERSON, phrase) for phrase in data["person"]["words"]] + none
    return Phrases(phrase for _, phrase in listed), tuple(listed)


def find_words(
    folded: Folded,
    *,
    people: tuple[tuple[int, int], ...] = (),
    hits: Sequence[Hit] | None = None,
) -> list[Found]:
    """What stands in the lists. `people` are places where names of the register stand; `hits` what was found of `phrases`."""
    found = phrases().find(folded, hits)
    return list(_Judge(folded, people).keep(found)) if found else []


class _Judge:
    """Looks at the sentence round each word."""

    def __init__(self, folded: Folded, people: tuple[tuple[int, int], ...]) -> None:
        self.folded, self.people = folded, people
        self.ends = [0, *(end.end() for end in _SENTENCE_END.finditer(folded.plain))]
        self.ends.append(len(folded.plain) + 1)
        self._spoken: list[tuple[str, Phrase]] | None = None

    def keep(self, hits: list[Phrase]) -> Iterator[Found]:
        """The words that count, each with whom it is about."""
        excepted = self._excepted()
        taken: dict[str, int] = {}
        for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
            entry = entries()[hit.entry]
            if entry.needs == STREET:
                yield from find_street(self.folded, hit.start)
                continue
            if taken.get(entry.kind, 0) > hit.start or self._is_excepted(hit, entry, excepted):
                continue
            if (
                entry.phrase in ONLY_IN_CAPITALS
                and not self.folded.part(hit.start, hit.end).isupper()
            ):
                continue
            about = self._about(hit)
            if entry.needs and not about.get(entry.needs):
                continue
            taken[entry.kind] = hit.end
            yield self._found(hit, entry, about[TARGET])

    def _found(self, hit: Phrase, entry: Entry, about: list[str]) -> Found:
        start, end = self.folded.span(hit.start, hit.end)
        facts = tuple(("about", one) for one in about) if entry.kind in ABOUT_SOMEBODY else ()
        return Found(entry.kind, start, end, self.folded.text[start:end], facts)

    def _excepted(self) -> list[tuple[int, int, str]]:
        looked_for, listed = _exceptions()
        return [(one.start, one.end, listed[one.entry]) for one in looked_for.find(self.folded)]

    def _is_excepted(self, hit: Phrase, entry: Entry, excepted: list[tuple[int, int, str]]) -> bool:
        """Whether an exception of the list stands at the word, or elsewhere in its sentence."""
        first, last = self._sentence(hit.start)
        return any(
            phrase in entry.not_in and first <= start < last for start, _, phrase in excepted
        )

    def _about(self, hit: Phrase) -> dict[str, list[str]]:
        """Whom the sentence speaks of: in the policy's words, and whether of any person at all."""
        first, last = self._sentence(hit.start)
        spoken = [
            (name, one)
            for name, one in self._people_spoken_of()
            if first <= one.start < last and not (one.start < hit.end and hit.start < one.end)
        ]
        none = [one for name, one in spoken if not name]
        names = [
            name
            for name, one in spoken
            if name and not any(other.start <= one.start < other.end for other in none)
        ]
        named = any(first <= start < last for start, _ in self.people)
        target = list(dict.fromkeys(name for name in names if name != PERSON))
        if "school" in target and len(target) > 1:
            target.remove("school")
        return {TARGET: target, PERSON: ["yes"] if named or PERSON in names else []}

    def _people_spoken_of(self) -> list[tuple[str, Phrase]]:
        if self._spoken is None:
            looked_for, listed = _people()
            self._spoken = [(listed[one.entry][0], one) for one in looked_for.find(self.folded)]
        return self._spoken

    def _sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence round a place begins and ends."""
        after = next(at for at, end in enumerate(self.ends) if end > place)
        return self.ends[after - 1], self.ends[after]
