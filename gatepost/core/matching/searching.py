"""Finds the words of two lists in a text in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs

from gatepost.core.matching.folding import Folded

# Where a word stands: its number in the list, start and end in the text with a blank at either end. So, without the blanks
# that belong to a word's pattern, it stands from start to end - 2 in the folded text.
Hit = tuple[int, int, int]
_NOTHING: tuple[Sequence[Hit], Sequence[Hit]] = ((), ())


class Search:
    """Two lists made ready: whatever is looked for in every text anyway takes less time in one pass than in two."""

    def __init__(self, first: Iterable[str], second: Iterable[str] = ()) -> None:
        patterns = list(first)
        self._limit = len(patterns)
        patterns += second
        self._automaton = _automaton(patterns) if patterns else None

    def hits(self, folded: Folded) -> tuple[Sequence[Hit], Sequence[Hit]]:
        """What stands in a text: of the first list and of the second."""
        if self._automaton is None:
            return _NOTHING
        hits = self._automaton.find_matches_as_indexes(f" {folded.words} ", overlapping=True)
        if not hits:
            return _NOTHING
        limit = self._limit
        if max(hits)[0] < limit:  # most texts have nothing of the second list
            return hits, ()
        return (
            [hit for hit in hits if hit[0] < limit],
            [(word - limit, start, end) for word, start, end in hits if word >= limit],
        )


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick:
    """The compact form, since a register is kept for long."""
    return ahocorasick_rs.AhoCorasick(
        patterns,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        store_patterns=False,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
