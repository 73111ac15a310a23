"""Posts that a person puts on a network: a pack with text, pictures and steps, and proof that it was done."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.errors import ByHand, Refused
from gatepost.networks.outgoing import Account, Live, Outgoing, Published
from gatepost.networks.profiles import Profile

_FILE = Path(__file__).with_name("networks.toml")
ABOUT: dict[str, About] = {about.slug: about for about in read_about(_FILE)}
_LINKS: dict[str, dict[str, list[str]]] = {
    slug: table["links"]
    for slug, table in tomllib.loads(_FILE.read_text("utf-8"))["network"].items()
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in a zip; the same pack is the same bytes


class ByHandNetwork:
    """An account on a network where a person posts."""

    credentials: Mapping[str, str] = {}

    def __init__(self, slug: str) -> None:
        self.about = ABOUT[slug]

    def account(self) -> Account:
        raise self._by_hand("Who the account belongs to")

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        raise self._by_hand("Reading what the account says of itself")

    def publish(self, outgoing: Outgoing) -> Published:
        for problem in problems(outgoing, limits=self.about.limits, name=self.about.name):
            raise Refused(problem)
        raise self._by_hand("Posting")

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        raise self._by_hand("Looking whether a post is there")

    def read(self, id: str) -> Live | None:
        raise self._by_hand("Looking at a post")

    def delete(self, id: str) -> None:
        raise self._by_hand("Taking a post down")

    def arrivals(self, mark: str) -> Arrivals:
        return Arrivals((), mark, is_all=True)  # a person looks, and writes in what there is

    def arrived(self, id: str) -> Arrived | None:
        raise self._by_hand("Looking at what others wrote")

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        raise ByHand(self.about.ability(act).says, steps=())

    def undo(self, act: Act, id: str, *, author: str) -> None:
        raise ByHand(self.about.ability(act).says, steps=())

    def pack(self, outgoing: Outgoing) -> bytes:
        """A zip with the text, the pictures in order, their alternative texts and the steps."""
        for problem in problems(outgoing, limits=self.about.limits, name=self.about.name):
            raise Refused(problem)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
            _put(pack, "1 steps.txt", self._steps().encode())
            _put(pack, "2 text.txt", outgoing.text.encode())
            for number, picture in enumerate(outgoing.pictures, 1):
                _put(pack, f"picture {number}.{picture.ending}", picture.content)
                _put(pack, f"picture {number} alternative text.txt", picture.alt.encode())
        return packed.getvalue()

    def proof(self, link: str) -> str:
        """The address of a post as it is kept, without what follows people about; Refused where it is none."""
        try:
            parts = urlsplit(link.strip())
            host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
            is_plain = parts.username is None and parts.port is None
        except ValueError:
            host, is_plain = "", False
        links = _LINKS[self.about.slug]
        if not is_plain or parts.scheme not in ("https", "http") or host not in links["hosts"]:
            raise Refused(
                f"This is no address on {self.about.name}. Open the post there, copy its link and paste it here."
            )
        if not any(
            re.fullmatch(path, _address(parts.path, parts.query)) for path in links["posts"]
        ):
            raise Refused(
                f"This is on {self.about.name}, but it is not the address of a post. "
                "Open the post itself and copy its link."
            )
        return urlunsplit(("https", parts.netloc.lower(), parts.path, _kept(parts.query), ""))

    def _steps(self) -> str:
        lines = [f"Posting on {self.about.name}", ""]
        lines += [f"{number}. {step}" for number, step in enumerate(self.about.steps, 1)]
        if self.about.cannot:
            lines += ["", "Good to know", "", *(f"- {one}" for one in self.about.cannot)]
        return "\n".join(lines) + "\n"

    def _by_hand(self, what: str) -> ByHand:
        return ByHand(
            f"{what} on {self.about.name} is done by a person. Follow the steps.",
            steps=self.about.steps,
        )


def _put(pack: zipfile.ZipFile, name: str, content: bytes) -> None:
    pack.writestr(zipfile.ZipInfo(name, _EARLIEST), content, zipfile.ZIP_DEFLATED)


def _kept(query: str) -> str:
    """Of what follows a question mark, only what names the post."""
    return "&".join(one for one in query.split("&") if one.startswith("v="))


def _address(path: str, query: str) -> str:
    kept = _kept(query)
    return f"{path}?{kept}" if kept else path
