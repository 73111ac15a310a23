"""How far an account has been read: opaque to whoever keeps it, and small, however long the account lives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from gatepost.networks.arriving import Arrivals, Arrived

WATCHED = 200  # so many of the newest items are looked at again for edits and deletions
_LONGEST = 200_000
_VERSION = 1


@dataclass
class Mark:
    """Where reading stands on one account."""

    place: dict[str, str] = field(default_factory=dict)  # each network's own way of counting
    todo: list[str] = field(default_factory=list)  # threads that this round has yet to read
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)  # id: digest and thread

    def note(self, items: Iterable[Arrived], *, thread: str = "") -> list[Arrived]:
        """The items that are new or have changed since they were last seen; all are watched from now on."""
        changed = []
        for item in items:
            known, where = self.seen.get(item.id, ("", ""))
            now = digest(item)
            if known != now:
                changed.append(item)
            self.seen[item.id] = (now, thread or where)
        for oldest in list(self.seen)[: max(0, len(self.seen) - WATCHED)]:
            del self.seen[oldest]
        return changed

    def missing(self, thread: str, there: Collection[str]) -> list[str]:
        """What was seen in a thread and does not stand there now."""
        return [id for id, (_, where) in self.seen.items() if where == thread and id not in there]

    def next_ones(self, most: int) -> list[str]:
        """The items whose turn it is to be looked at again."""
        ids = list(self.seen)
        start = ids.index(self.place["turn"]) + 1 if self.place.get("turn") in self.seen else 0
        found = (ids[start:] + ids[:start])[:most]
        if found:
            self.place["turn"] = found[-1]
        return found

    def page(
        self, items: Iterable[Arrived], *, gone: Iterable[str] = (), is_all: bool
    ) -> Arrivals:
        """A page that ends here."""
        return Arrivals(tuple(items), self.written(), is_all, tuple(gone))

    def written(self) -> str:
        """The mark as it is kept."""
        kept = {"v": _VERSION, "place": self.place, "todo": self.todo, "seen": self.seen}
        return json.dumps(kept, separators=(",", ":"))


def read_mark(written: str) -> Mark:
    """A mark as it was kept; the beginning where it is none."""
    try:
        kept = json.loads(written) if len(written) <= _LONGEST else {}
        if kept["v"] != _VERSION:
            return Mark()
        return Mark(
            place={str(key): str(value) for key, value in kept["place"].items()},
            todo=[str(one) for one in kept["todo"]],
            seen={str(id): _seen(one) for id, one in kept["seen"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Mark()


def digest(item: Arrived) -> str:
    """What tells a version of an item from another; some networks sign the addresses of pictures anew at each look."""
    words = [item.text, item.author.name, str(item.is_hidden), *(one.alt for one in item.media)]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def _seen(one: Any) -> tuple[str, str]:
    now, where = one
    return str(now), str(where)
