"""Reading what came in, in rounds: what is new, then whole threads, then again some of what is known already.

A network's news leave things out and know nothing of edits and deletions, which is why one way alone is never enough.
Each page ends with a mark; whoever is stopped between two pages goes on from the last, and meets things twice at worst.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from gatepost.networks.arriving import Arrivals, Arrived
from gatepost.networks.errors import Refused
from gatepost.networks.marks import Mark, read_mark
from gatepost.networks.talking import Missing

_A_ROUND = "round"  # in the place of a mark while threads are read
_AT_ONCE = 5  # threads, so that a page takes few requests


@dataclass(frozen=True)
class Thread:
    """What stands in a thread, and which threads are to be read after it."""

    items: Sequence[Arrived] = ()
    more: Sequence[str] = ()
    is_whole: bool = True  # whether what is not among the items is not there


class Source(Protocol):
    """An account as it is read; every method may raise a `NetworkError`."""

    looks: int  # so many known items are looked at again in a round

    def news(self, mark: Mark) -> tuple[list[Arrived], bool]:
        """The next page of what is new, and whether it is the last one; `mark.place` goes on with it."""

    def threads(self, mark: Mark) -> list[str]:
        """The threads to read in this round."""

    def thread(self, id: str, mark: Mark) -> Thread:
        """A thread; an empty one where it is gone."""

    def look(self, ids: Sequence[str]) -> Collection[Arrived]:
        """Those of some items that are still there, as they stand now."""


def read(source: Source, written: str) -> Arrivals:
    """A page of what came in on an account since a mark."""
    try:
        return _read(source, read_mark(written))
    except Missing:
        pass
    raise Refused(
        "This server does not offer what Gatepost reads there. Ask whoever runs it whether its address has changed."
    )


def _read(source: Source, mark: Mark) -> Arrivals:
    news, is_last = source.news(mark)
    items = mark.note(news)
    if not is_last:
        return mark.page(items, is_all=False)
    if _A_ROUND not in mark.place:
        mark.place[_A_ROUND] = "1"
        mark.todo = source.threads(mark)
    more, gone = _read_threads(source, mark)
    items += more
    if mark.todo:
        return mark.page(items, gone=gone, is_all=False)
    del mark.place[_A_ROUND]
    changed, vanished = _look(source, mark, mark.next_ones(source.looks))
    return mark.page(items + changed, gone=gone + vanished, is_all=True)


def _read_threads(source: Source, mark: Mark) -> tuple[list[Arrived], list[str]]:
    items: list[Arrived] = []
    gone: list[str] = []
    for _ in range(min(_AT_ONCE, len(mark.todo))):
        id = mark.todo.pop(0)
        thread = source.thread(id, mark)
        mark.todo[:0] = thread.more
        items += mark.note(thread.items, thread=id)
        if thread.is_whole:
            there = {item.id for item in thread.items}
            changed, vanished = _look(source, mark, mark.missing(id, there)[: source.looks])
            items, gone = items + changed, gone + vanished
    return items, gone


def _look(source: Source, mark: Mark, ids: Sequence[str]) -> tuple[list[Arrived], list[str]]:
    """Of some items that are known, those that have changed, and the ids of those that are gone."""
    if not ids:
        return [], []
    there = source.look(ids)
    gone = [id for id in ids if id not in {item.id for item in there}]
    for id in gone:
        mark.seen.pop(id, None)
    return mark.note(there), gone
