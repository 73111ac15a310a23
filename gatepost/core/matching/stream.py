"""Watches a stream of posts for the names of thousands of schools at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import ahocorasick_rs

from gatepost.core.matching.folding import Folded, fold
from gatepost.core.matching.jetstream import Post, post_of
from gatepost.core.matching.sieve import Anchor, every_line, sieve
from gatepost.core.matching.spelling import everyday

# What a name may have between its words. “St.” may have its full stop; elsewhere one that is followed by a blank ends a
# sentence, and what stands on its two sides is no name.
_APART = re.compile(r'[!?;:()"]|\.\s')
_MOST_BETWEEN = 5
_WORD = re.compile(r"\S+")
_CAMEL = re.compile(r"(?<=[^\W_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAG = re.compile(r"[#@＃]\w+")
_AND = re.compile(r"[&+]")
_MOST_SAINTS = 3
_TELLING = 4  # letters of a word that is looked for alone
LEAST = 3  # letters and digits of a name, all together
# Words that most schools have in their names say little.
_OF_SCHOOLS = frozenset(
    [
        "school",
        "schools",
        "primary",
        "secondary",
        "academy",
        "college",
        "infant",
        "infants",
        "junior",
        "juniors",
        "high",
        "church",
        "england",
        "catholic",
        "voluntary",
        "aided",
        "controlled",
        "community",
        "grammar",
        "nursery",
        "trust",
        "sch",
        "uk",
        "co",
        "org",
        "st",
        "saint",
        "the",
        "of",
        "and",
        "road",
        "street",
    ]
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One name of one school: what it is called, a short name, a handle or a domain; never a person.

    With `near`, a post counts only if one of those words, such as the town, stands in it as well.
    """

    key: str
    alias: str
    near: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A post, and the keys of all schools that it may be about, in order."""

    post: Post
    schools: tuple[str, ...]


class Spaced(NamedTuple):
    """A text without what stands between words: its letters, where words begin and end, and where they stay apart."""

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]
    apart: frozenset[int]


class Watch:
    """Names made ready, once. `hits` looks for them in what a stream delivers."""

    def __init__(self, names: Iterable[Watched], *, is_patient: bool = False) -> None:
        """`is_patient` decodes every line: for machines without hyperscan, and for comparing."""
        self._schools: list[dict[str, tuple[str, ...]]] = []
        self._breaks: list[frozenset[int]] = []
        numbers: dict[tuple[str, frozenset[int]], int] = {}
        anchors: dict[Anchor, None] = {}
        for one in names:
            pieces = _pieces_of(one)
            anchors.update(dict.fromkeys(_anchors(pieces)))
            near = tuple(f" {' '.join(fold(word).words.split())} " for word in one.near)
            for written in _writings(pieces):
                number = numbers.setdefault(written, len(numbers))
                if number == len(self._schools):
                    self._schools.append({})
                    self._breaks.append(written[1])
                self._schools[number][one.key] = _nearby(self._schools[number], one.key, near)
        patterns = [letters for letters, _ in numbers]
        self._automaton = _automaton(patterns) if patterns else None
        self._lengths = [len(one) for one in patterns]
        self._sieve = every_line if is_patient or not patterns else sieve(anchors)

    def __len__(self) -> int:
        """How many ways of writing a name it looks for."""
        return len(self._schools)

    def hits(self, chunk: bytes) -> list[Hit]:
        """The posts of a chunk of whole lines that name a school. Never raises, whatever the chunk holds."""
        if not chunk.endswith(b"\n"):
            chunk += b"\n"
        found: list[Hit] = []
        for line in self._sieve(chunk):
            post = post_of(line)
            if post and (schools := self.schools(post.texts)):
                found.append(Hit(post, schools))
        return found

    def schools(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The keys of the schools that some texts of one post name, in order."""
        if self._automaton is None:
            return ()
        shown = [one for text in texts for one in _as_read(text)]
        numbers = {number for text in shown for number in self._in(text)}
        if not numbers:
            return ()
        words = _Words(shown)
        return tuple(sorted({key for number in numbers for key in self._meant(number, words)}))

    def _meant(self, number: int, words: _Words) -> Iterator[str]:
        for key, near in self._schools[number].items():
            if not near or words.have_any(near):
                yield key

    def _in(self, text: str) -> Iterator[int]:
        """The numbers of the names in a text."""
        folded = fold(text)
        assert self._automaton is not None
        if _is_plain(folded) and not self._automaton.find_matches_as_indexes(
            folded.words.replace(" ", "")
        ):
            return  # most lines that were decoded for one word of a name
        spaced = _spaced(folded)
        for number, start, end in self._automaton.find_matches_as_indexes(
            spaced.letters, overlapping=True
        ):
            if start in spaced.starts and end in spaced.ends:
                within = {at - start for at in spaced.starts if start < at < end}
                if within <= self._breaks[number] and not any(
                    start < at < end for at in spaced.apart
                ):
                    yield number


class _Words:
    """The words of a post's texts, made ready only if some name asks what stands near it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._ready = ""

    def have_any(self, near: Iterable[str]) -> bool:
        if not self._ready:
            self._ready = "".join(f" {' '.join(fold(one).words.split())} " for one in self._texts)
        return any(word in self._ready for word in near)


def spaced_of(text: str) -> Spaced:
    """A text made comparable: “Saint” as “St”, “&” as “and”, and what is written between words left out."""
    return _spaced(fold(text))


def _is_plain(folded: Folded) -> bool:
    """Whether a text has no word that is compared as another."""
    return "saint" not in folded.words and "&" not in folded.plain and "+" not in folded.plain


def _spaced(folded: Folded) -> Spaced:
    parts: list[str] = []
    starts, ends, apart = set[int](), set[int](), set[int]()
    place = before = 0
    last = ""
    for word in _WORD.finditer(folded.words):
        between = folded.plain[before : word.start()]
        before = word.end()
        if parts and between == "'" and word[0] == "s":  # “Mary’s” is “Marys”
            parts.append("s")
            ends.discard(place)
            place += 1
            ends.add(place)
            continue
        if parts:
            if _is_apart(between, last):
                apart.add(place)
            if _AND.search(between):
                parts.append("and")
                starts.add(place)
                ends.add(place + 3)
                place += 3
        last = "st" if word[0] == "saint" else word[0]
        parts.append(last)
        starts.add(place)
        place += len(last)
        ends.add(place)
    return Spaced("".join(parts), frozenset(starts), frozenset(ends), frozenset(apart))


def _is_apart(between: str, word: str) -> bool:
    if word == "st" and between.startswith("."):
        between = between[1:]
    return len(between) > _MOST_BETWEEN or bool(_APART.search(between))


def _as_read(text: str) -> Iterator[str]:
    """A text, and its tags and handles with the words apart that capitals tell apart."""
    yield text
    for tag in _TAG.findall(text):
        if (broken := _CAMEL.sub(" ", tag)) != tag:
            yield broken


def _pieces_of(one: Watched) -> tuple[str, ...]:
    """The words of a name."""
    spaced = spaced_of(one.alias)
    places = [*sorted(spaced.starts), len(spaced.letters)]
    pieces = tuple(spaced.letters[start:end] for start, end in pairwise(places))
    if sum(len(piece) for piece in pieces if piece.isascii()) < LEAST:
        raise ValueError(
            f"“{one.alias}” is too short to be watched for: a name needs at least {LEAST} Latin letters or digits."
        )
    return pieces


def _writings(pieces: tuple[str, ...]) -> Iterator[tuple[str, frozenset[int]]]:
    """The letters of a name and where words may end within it; in one word, “St” may be written out."""
    saints = sum(piece == "st" for piece in pieces)
    choices = [
        ("st", "saint") if piece == "st" and saints <= _MOST_SAINTS else (piece,)
        for piece in pieces
    ]
    for written in product(*choices):
        places, place = set[int](), 0
        for piece in written[:-1]:
            place += len(piece)
            places.add(place)
        yield "".join(written), frozenset(places)


def _nearby(known: dict[str, tuple[str, ...]], key: str, near: tuple[str, ...]) -> tuple[str, ...]:
    """If a school has the same name twice, either way of asking for it is enough."""
    if key not in known:
        return near
    return (*known[key], *near) if known[key] and near else ()


def _anchors(pieces: tuple[str, ...]) -> Iterator[Anchor]:
    """What a line must have to have this name: its most telling word, or else two neighbours."""
    yield from product(*(_written(piece) for piece in _best(pieces)))


def _written(piece: str) -> tuple[str, ...]:
    """How a word may begin in an undecoded line; before a last “s” there may be an apostrophe."""
    return ("st", "saint") if piece == "st" else (piece[:-1] if piece[1:].endswith("s") else piece,)


@lru_cache(maxsize=65_536)
def _best(pieces: tuple[str, ...]) -> Anchor:
    """“and” may be a sign in the text, and what is not ASCII may be escaped; so neither is looked for.

    One telling word scans several times as fast as two neighbours; what it lets through too much costs less.
    """
    usable = [piece.isascii() and piece != "and" for piece in pieces]
    singles = [(piece,) for piece, is_usable in zip(pieces, usable, strict=True) if is_usable]
    best = max(singles, key=_rarity, default=("and",))
    if _rarity(best)[0] >= _TELLING:
        return best
    pairs = [pieces[at : at + 2] for at in range(len(pieces) - 1) if usable[at] and usable[at + 1]]
    return max(pairs, key=_rarity, default=best)


def _rarity(anchor: Anchor) -> tuple[int, int]:
    telling = [word for word in anchor if word not in _OF_SCHOOLS and word not in everyday()]
    return len("".join(telling)), len("".join(anchor))


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        patterns,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        store_patterns=False,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
