"""How far an account has been read: opaque to whoever keeps it, and small, however long the account lives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gatepost.networks.arriving import Arrivals, Arrived

WATCHED = 200  # so many of the newest items are looked at again for edits and deletions
REMEMBERED = 3_000  # of the rest no more is kept than that they were told, so that they are not told at each look
_LONGEST = 400_000
_VERSION = 1


class Seen(NamedTuple):
    """What is kept of an item that is watched."""

    digest: str
    thread: str
    written: int  # seconds since 1970


@dataclass
class Mark:
    """Where reading stands on one account."""

    place: dict[str, str] = field(default_factory=dict)  # each network's own way of counting
    todo: list[str] = field(default_factory=list)  # threads that this round has yet to read
    seen: dict[str, Seen] = field(default_factory=dict)  # by id
    known: list[str] = field(default_factory=list)  # digests of what is watched no more

    def note(self, items: Iterable[Arrived], *, thread: str = "") -> list[Arrived]:
        """The items that are new or have changed since they were last seen; all are watched from now on."""
        changed = []
        told_before = set(self.known)
        for item in items:
            before, now = self.seen.get(item.id), digest(item)
            if now != (before.digest if before else "") and now not in told_before:
                changed.append(item)
            where = thread or (before.thread if before else "")
            self.seen[item.id] = Seen(now, where, int(item.written_at.timestamp()))
        self._forget()
        return changed

    def missing(self, thread: str, there: Collection[str]) -> list[str]:
        """What was seen in a thread and does not stand there now."""
        return [id for id, one in self.seen.items() if one.thread == thread and id not in there]

    def watched(self) -> set[str]:
        """The threads in which something is watched."""
        return {one.thread for one in self.seen.values()}

    def next_ones(self, most: int) -> list[str]:
        """The items whose turn it is to be looked at again."""
        ids = list(self.seen)
        start = ids.index(self.place["turn"]) + 1 if self.place.get("turn") in self.seen else 0
        found = (ids[start:] + ids[:start])[:most]
        if found:
            self.place["turn"] = found[-1]
        return found

    def _forget(self) -> None:
        """Watch the newest alone. When something was written may be a lie, which costs no more than a look at it."""
        by_age = sorted(self.seen, key=lambda id: self.seen[id].written)
        for id in by_age[: max(0, len(by_age) - WATCHED)]:
            self.known.append(self.seen.pop(id).digest)
        self.known = list(dict.fromkeys(self.known))[-REMEMBERED:]

    def page(self, items: Iterable[Arrived], *, gone: Iterable[str] = (), is_all: bool) -> Arrivals:
        """A page that ends here."""
        return Arrivals(tuple(items), self.written(), is_all, tuple(gone))

    def written(self) -> str:
        """The mark as it is kept."""
        kept = {
            "v": _VERSION,
            "place": self.place,
            "todo": self.todo,
            "seen": self.seen,
            "known": self.known,
        }
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
            known=[str(one) for one in kept["known"]],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Mark()


def digest(item: Arrived) -> str:
    """What tells an item in one version from all others; some networks sign the addresses of pictures at each look."""
    words = [
        item.id,
        item.text,
        str(item.is_hidden),
        *(one.alt for one in item.media),
    ]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def _seen(one: Any) -> Seen:
    digest, thread, written = one
    return Seen(str(digest), str(thread), int(written))
