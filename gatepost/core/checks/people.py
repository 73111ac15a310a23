"""Says what the names of a text give away: a pupil's whole name, a first name with a class, a title, or little."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gatepost.core.checks.found import Found
from gatepost.core.matching import FIRST, STAFF, Folded, Hit, Known, Name, Register, find
from gatepost.core.matching.spelling import months

_CLASS = r"(?:year\s?(?:\d{1,2}|one|two|three|four|five|six)|y(?:ear\s)?\d{1,2}|yr\s?\d{1,2}|reception|nursery|class\s?\w{1,12}|form\s?\w{1,4}|\d[a-z]{1,2}|(?:maple|oak|willow|ash|elm|beech|birch|robin|owl|fox|badger|hedgehog|kingfisher)s?\s+class)"
_CLASSY = re.compile(r"\d|class|year|reception|nursery|form")
_AFTER = re.compile(
    rf"(?:'s)?[\s,]*(?:\(|-\s?)?\s*(?:who\s+is\s+|is\s+|aged?\s+|from\s+|in\s+|of\s+|a\s+)*(?:{_CLASS}\b|(?:aged?|age)\s+\d{{1,2}}\b|\d{{1,2}}\s+years?\s+old|\(?\d{{1,2}}\)|,\s?\d{{1,2}}\b(?![:.]))"
)
_BEFORE = re.compile(
    rf"(?:{_CLASS}(?:'s)?[\s:,-]*|\b(?:our|my|the)\s+{_CLASS}\s+(?:pupil|child|star)s?[\s:,-]*)(?:pupils?\s+|star\s+)?$"
)
_OF_A_PERSON = re.compile(
    r"\b(?:well done|congratulations|congrats|happy birthday|welcome|thank you|thanks|thanks to|from|with|by|and|our|little|named|called|to)[\s,:]+(?:to\s+)?$"
)
_TITLE = re.compile(
    r"\b(?:mr|mrs|miss|ms|mx|dr|rev|revd|sir|mister|headteacher|teacher)\.?\s+(?:[a-z]\.?\s+)?$"
)
# Looked for first, since most names have none before them.
TITLES = frozenset(
    {
        "mr",
        "mrs",
        "miss",
        "ms",
        "mx",
        "dr",
        "rev",
        "revd",
        "sir",
        "mister",
        "headteacher",
        "teacher",
    }
)
TITLE_BEFORE = 18
_BELONGS = re.compile(
    r"'s\s+(?:mum|dad|mother|father|nan|brother|sister|family|parents|birthday|work|picture|drawing|team)\b"
)
_BEGINS = re.compile(r"(?:^|[.!?:\n]\s*|[\"(]\s*|[-*•]\s+)$")
LOOKED_AT = 40  # characters on either side of a name


def find_people(
    register: Register, folded: Folded, hits: Sequence[Hit] | None = None
) -> tuple[list[Found], tuple[tuple[int, int], ...]]:
    """What the names of a text give away, and where certain names stand (in the folded text). `hits`: as for `find`."""
    names = find(register, folded, hits)
    if not names:
        return [], ()
    found: list[Found] = []
    certain: list[tuple[int, int]] = []
    for name in names:
        one = _found(register, folded, name)
        if one:
            found.append(one)
        if one and one.kind != "family-name" and not name.is_word:
            certain.append((name.start, name.end))
    return found, tuple(certain)


def _found(register: Register, folded: Folded, name: Name) -> Found | None:
    known = [register.people[place] for place in name.who]
    kind = _whole(known, name) if known else _alone(folded, name)
    if not kind:
        return None
    start, end = folded.span(name.start, name.end)
    who = tuple([person.key for person in known if person.key]) if known else ()
    return Found(kind, start, end, folded.text[start:end], (), "", who)


def _whole(known: Sequence[Known], name: Name) -> str:
    """A whole name; two words of every day in small letters are a hint only: “the green will be mown”."""
    if name.is_word:
        return "first-name"
    return "pupil-name" if any([person.role != STAFF for person in known]) else "staff-name"


def _alone(folded: Folded, name: Name) -> str:
    before = folded.plain[max(0, name.start - LOOKED_AT) : name.start]
    after = folded.plain[name.end : name.end + LOOKED_AT]
    if not TITLES.isdisjoint(
        folded.words[max(0, name.start - TITLE_BEFORE) : name.start].split()[-2:]
    ) and _TITLE.search(before):
        return "staff-title"
    if name.kind != FIRST:
        return "" if name.is_word and _says_little(folded, name, before) else "family-name"
    if _AFTER.match(after) or (_CLASSY.search(before) and _BEFORE.search(before)):
        return "" if name.is_word and not _is_capital(folded, name) else "pupil-in-context"
    if name.is_word and not (_OF_A_PERSON.search(before) or _BELONGS.match(after)):
        return "" if _says_little(folded, name, before) else "first-name"
    return "first-name"


def _says_little(folded: Folded, name: Name, before: str) -> bool:
    """Whether a word with a capital may well be no name: a month, or the first word of a sentence."""
    word = folded.words[name.start : name.end]
    return word in months() or _BEGINS.search(before) is not None


def _is_capital(folded: Folded, name: Name) -> bool:
    return folded.part(name.start, name.end)[:1].isupper()
