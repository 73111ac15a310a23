"""An attacker of reports: somebody who has everything that is shown, knows how it was made, and tries every possibility."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gatepost.reports.figures.kept import Kept, digest_of, gist_of, lines, parts_of, year_of_terms
from gatepost.reports.figures.known import Topic, topics
from gatepost.reports.figures.shapes import Figure, told

World = tuple[int, ...]  # the true numbers behind the cells, in their order
Shown = tuple[object, ...]
SMALL = set(range(5))


def kept_of(figures: Mapping[str, Iterable[Figure]]) -> Kept:
    """What a report keeps of some figures."""
    known = topics()
    return [_topic(known[key], some) for key, some in figures.items()]


def _topic(topic: Topic, figures: Iterable[Figure]) -> dict[str, Any]:
    return {
        "key": topic.key,
        "title": topic.title,
        "total": topic.total,
        "clauses": [],
        "figures": [told(one, written=topic.figures[one.key]).as_kept() for one in figures],
    }


def everything_of(kept: Kept) -> Shown:
    """Everything that anybody is shown of one report: its words, sums, table, digest, and the trust's line."""
    words = [(part.title, one.title, one.words) for part in parts_of(kept) for one in part.told]
    sums = [(part.key, part.total.words) for part in parts_of(kept) if part.total_words]
    return (str(words), str(sums), str(list(lines(kept))), digest_of(kept), str(gist_of(kept)))


def everything(reports: Sequence[Kept]) -> Shown:
    """The same of several, with the sums of any of them that make up a year or a trust."""
    single = tuple(everything_of(one) for one in reports)
    some = [
        combination
        for size in range(2, len(reports) + 1)
        for combination in itertools.combinations(reports, size)
    ]
    years = [
        [
            (part.key, one.title, one.value.words)
            for part in year_of_terms(each)
            for one in part.told
        ]
        for each in some
    ]
    return (*single, str(years))


def narrowed(
    worlds: Iterable[World],
    show: Callable[[World], Shown],
    *,
    is_hidden: Callable[[World, int], bool],
) -> list[tuple[World, int, set[int]]]:
    """Where what is shown leaves fewer possibilities for a hidden cell than 0 to 4: the world, the cell, what is left."""
    alike: dict[Shown, list[World]] = defaultdict(list)
    for world in worlds:
        alike[show(world)].append(world)
    return [
        (group[0], cell, left)
        for group in alike.values()
        for cell in range(len(group[0]))
        if is_hidden(group[0], cell) and not (left := {one[cell] for one in group}) >= SMALL
    ]
