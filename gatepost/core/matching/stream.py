"""Watches a stream of posts for the names of thousands of schools at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import ahocorasick_rs

from gatepost.core.matching.aliases import Watched, anchors, pieces_of, writings
from gatepost.core.matching.folding import fold
from gatepost.core.matching.jetstream import Post, post_of
from gatepost.core.matching.sieve import Sieve, every_line, is_quick_here, scanning
from gatepost.core.matching.spaced import MOST_BETWEEN, around, as_read, in_words, is_plain, spaced

__all__ = ["Hit", "Watch", "Watched"]

# Bytes between two words of a name at most: line ends are two each, and there may be a full stop and an apostrophe.
_BETWEEN = 2 * MOST_BETWEEN + 2


class Hit(NamedTuple):
    """A post, and the keys of all schools that it may be about, in order."""

    post: Post
    schools: tuple[str, ...]


class Watch:
    """Names made ready, once. `hits` looks for them in what a stream delivers."""

    def __init__(
        self, names: Iterable[Watched], *, scanner: Literal["auto", "decode"] = "auto"
    ) -> None:
        """With `scanner="decode"` every line is decoded, as it is on machines without Hyperscan."""
        # For each way of writing a name: which schools have it, with the words they want near it.
        self._schools: list[dict[str, tuple[str, ...]]] = []
        self._breaks: list[tuple[int, ...]] = []
        numbers: dict[tuple[str, tuple[int, ...]], int] = {}
        known: set[tuple[str, ...]] = set()
        for one in names:
            pieces = pieces_of(one)
            known.add(pieces)
            near = tuple(in_words(word) for word in one.near)
            for written in writings(pieces):
                number = numbers.setdefault(written, len(numbers))
                if number == len(self._schools):
                    self._schools.append({})
                    self._breaks.append(written[1])
                self._schools[number][one.key] = _nearby(self._schools[number], one.key, near)
        self._automaton = _automaton([letters for letters, _ in numbers])
        self._sieve = (
            self._scanning(known, numbers)
            if known and scanner == "auto" and is_quick_here()
            else every_line
        )

    def __len__(self) -> int:
        """How many ways of writing a name it looks for."""
        return len(self._schools)

    def hits(self, chunk: bytes) -> list[Hit]:
        """The posts of a chunk of whole lines that name a school. Never raises, whatever the chunk holds."""
        found: list[Hit] = []
        for line in self._sieve(chunk):
            post = post_of(line)
            if post and (schools := self.schools(post.texts)):
                found.append(Hit(post, schools))
        return found

    def schools(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The keys of the schools that some texts of one post name, in order."""
        shown = [one for text in texts for one in as_read(text)]
        numbers = {number for text in shown for number in self._in(text)}
        if not numbers:
            return ()
        words = "".join(map(in_words, shown))
        return tuple(sorted({key for number in numbers for key in self._meant(number, words)}))

    def _meant(self, number: int, words: str) -> Iterator[str]:
        for key, near in self._schools[number].items():
            if not near or any(word in words for word in near):
                yield key

    def _in(self, text: str) -> Iterator[int]:
        """The numbers of the names in a text."""
        folded = fold(text)
        if is_plain(folded):
            if not (matches := self._matches(folded.words.replace(" ", ""))):
                return
            folded = around(folded, matches)
        found = spaced(folded)
        for number, start, end in self._matches(found.letters):
            if start in found.starts and end in found.ends:
                within = {at - start for at in found.starts if start < at < end}
                if within.issubset(self._breaks[number]) and not any(
                    start < at < end for at in found.apart
                ):
                    yield number

    def _matches(self, letters: str) -> list[tuple[int, int, int]]:
        return self._automaton.find_matches_as_indexes(letters, overlapping=True)

    def _scanning(
        self, known: Iterable[tuple[str, ...]], numbers: Iterable[tuple[str, tuple[int, ...]]]
    ) -> Sieve:
        reach = max(len(letters) + _BETWEEN * (len(breaks) + 1) for letters, breaks in numbers)
        find = self._automaton.find_matches_as_indexes
        return scanning(anchors(known), has_name=find, reach=reach + _BETWEEN)


def _nearby(known: dict[str, tuple[str, ...]], key: str, near: tuple[str, ...]) -> tuple[str, ...]:
    """If a school has the same name twice, either way of asking for it is enough."""
    if key not in known:
        return near
    return (*known[key], *near) if known[key] and near else ()


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        patterns,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        store_patterns=False,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
