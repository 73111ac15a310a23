"""What every network can be asked, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from gatepost.networks.about import About
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.outgoing import Account, Live, Outgoing, Published
from gatepost.networks.profiles import Profile


class Network(Protocol):
    """One account on one network. Every method may raise a `NetworkError`."""

    @property
    def about(self) -> About:
        """What this network is, takes and can do."""

    @property
    def credentials(self) -> Mapping[str, str]:
        """What connects us. It may change while it is used: keep it, encrypted, whenever it differs."""

    def account(self) -> Account:
        """Who we are there, and until when."""

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        """What everybody sees of an account; `openly` asks without what lets us in. Raises Missing where it is gone."""

    def publish(self, outgoing: Outgoing) -> Published:
        """Send a post; one that is there already is found and not sent again."""

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        """Read the account back: this very post, or None where it is not there (yet). `besides` are ids of others."""

    def read(self, id: str) -> Live | None:
        """A post as it stands there; None where it does not."""

    def delete(self, id: str) -> None:
        """Take a post down with its pictures; nothing happens where it is not there."""

    def arrivals(self, mark: str) -> Arrivals:
        """A page of what came in since the mark; "" asks from the beginning, and whatever is no mark of ours does too.

        Keep the page and its mark together, then ask with that mark until `is_all`. The same may come twice, as it is
        or changed; nothing is left out. No picture is fetched.
        """

    def arrived(self, id: str) -> Arrived | None:
        """Something that came in, as it stands now; None where it was deleted, or is shown to us no more."""

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        """Do something with what came in, or with who wrote it, by their ids. Done twice it is done once; a report may come twice.

        `reason` counts for a report: a word of `Reason`, after which a colon and words for the network may follow.
        """

    def undo(self, act: Act, id: str, *, author: str) -> None:
        """Take back what `moderate` did; nothing happens where it is not so."""
