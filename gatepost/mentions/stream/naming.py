"""The names of all schools that want the stream, made ready together, and anew when they change."""

from __future__ import annotations

from gatepost.core.matching.stream import Watch
from gatepost.core.matching.stream import Watched as Wanted
from gatepost.mentions.models import Search, Watched
from gatepost.mentions.models.streams import JETSTREAM


class AllNames:
    """What is looked for. False where nobody looks for anything."""

    def __init__(self) -> None:
        self._known: frozenset[tuple[int, str]] = frozenset()
        self.watch = Watch([])

    def __bool__(self) -> bool:
        return bool(self._known)

    def renew(self) -> None:
        """Read them; what is made of them is made anew only where they have changed."""
        schools = Search.objects.open().filter(kind=JETSTREAM).values("school")
        names = Watched.objects.open().filter(school__in=schools)
        now = frozenset(names.values_list("school_id", "words"))
        if now != self._known:
            wanted = [Wanted(str(school), words) for school, words in sorted(now)]
            self.watch = Watch(wanted) if _are_usable(wanted) else Watch(filter(_is_usable, wanted))
            self._known = now


def _are_usable(names: list[Wanted]) -> bool:
    """Whether each has enough Latin letters to be found in a stream."""
    try:
        Watch(names, scanner="decode")
    except ValueError:
        return False
    return True


def _is_usable(name: Wanted) -> bool:
    return _are_usable([name])
