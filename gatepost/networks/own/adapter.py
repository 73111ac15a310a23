"""Posts on the school's own news page: kept by Gatepost itself, so that nothing can be lost on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.errors import Refused
from gatepost.networks.outgoing import Account, Live, Outgoing, Published
from gatepost.networks.profiles import Profile

(ABOUT,) = read_about(Path(__file__).with_name("about.toml"))


class Shelf(Protocol):
    """Where the entries of a news page lie; whoever serves the page has one."""

    address: str  # of the page
    name: str

    def put(self, id: str, outgoing: Outgoing) -> None:
        """Lay an entry down; what lies there under the same id stays as it is."""

    def get(self, id: str) -> Live | None:
        """An entry, or None where there is none."""

    def take_away(self, id: str) -> None:
        """Remove an entry; nothing happens where there is none."""


class Own:
    """One school's news page."""

    about: About = ABOUT
    credentials: Mapping[str, str] = {}

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def account(self) -> Account:
        return Account(id=self.shelf.address, name=self.shelf.name, url=self.shelf.address)

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        return Profile(id=id, handle=self.shelf.address, name=self.shelf.name)

    def publish(self, outgoing: Outgoing) -> Published:
        for problem in problems(outgoing, limits=ABOUT.limits, name=ABOUT.name):
            raise Refused(problem)
        if outgoing.answers:
            raise Refused("There are no replies on the school's own news page.")
        id = entry_id(outgoing)
        self.shelf.put(id, outgoing)
        return self._published(id)

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        id = entry_id(outgoing)
        return None if self.shelf.get(id) is None else self._published(id)

    def read(self, id: str) -> Live | None:
        return self.shelf.get(id)

    def delete(self, id: str) -> None:
        self.shelf.take_away(id)

    def arrivals(self, mark: str) -> Arrivals:
        return Arrivals((), mark, is_all=True)  # messages to the page never leave Gatepost

    def arrived(self, id: str) -> Arrived | None:
        return None

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        raise Refused(ABOUT.ability(act).says)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        raise Refused(ABOUT.ability(act).says)

    def _published(self, id: str) -> Published:
        return Published(id=id, url=f"{self.shelf.address.rstrip('/')}/{id}/")


def entry_id(outgoing: Outgoing) -> str:
    """The id of a post's entry: the day, and part of its key."""
    return f"{outgoing.at:%Y-%m-%d}-{outgoing.digest().hex()[:10]}"
