"""Posts on Bluesky, each under a record key of our own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.bluesky.facets import facets
from gatepost.networks.bluesky.incoming import Incoming
from gatepost.networks.bluesky.incoming import record_parts as _parts
from gatepost.networks.bluesky.keys import record_key
from gatepost.networks.bluesky.moderating import Moderating
from gatepost.networks.bluesky.session import Session, means, means_of_a_repo
from gatepost.networks.errors import Refused, TryLater
from gatepost.networks.outgoing import Account, Live, Outgoing, Picture, Published
from gatepost.networks.outward import Outward
from gatepost.networks.profiles import Link, Profile, links, words
from gatepost.networks.reading import read
from gatepost.networks.talking import Call, Missing, Stage, Talk

(ABOUT,) = read_about(Path(__file__).with_name("about.toml"))
_POST = "app.bsky.feed.post"
_PROFILE = "app.bsky.actor.profile"
_REPO = "/xrpc/com.atproto.repo."


class Bluesky:
    """One account on a server of the AT Protocol."""

    about: About = ABOUT

    def __init__(self, credentials: Mapping[str, str], outward: Outward) -> None:
        server = credentials.get("server", "https://bsky.social").rstrip("/")
        talk = Talk(ABOUT.name, server, outward, means)
        self.session = Session(talk, dict(credentials))

    @property
    def credentials(self) -> Mapping[str, str]:
        return dict(self.session.credentials)

    def account(self) -> Account:
        call = Call("GET", "/xrpc/com.atproto.server.getSession")
        return self.session.ask(
            call,
            lambda told: Account(
                id=str(told["did"]),
                name=str(told["handle"]),
                url=f"https://bsky.app/profile/{told['did']}",
            ),
        )

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        handle = self._handle_of(id) if openly else words(self.account().name)
        record = {"repo": id, "collection": _PROFILE, "rkey": "self"}
        try:
            return self.session.talk.ask(
                Call("GET", f"{_REPO}getRecord", params=record),
                lambda told: _profile(id, handle, told["value"]),
            )
        except Missing:
            return Profile(id=id, handle=handle, name="")  # nobody has filled it in yet

    def publish(self, outgoing: Outgoing) -> Published:
        for problem in problems(outgoing, limits=ABOUT.limits, name=ABOUT.name):
            raise Refused(problem)
        there = self.find(outgoing)
        if there is not None:
            return there
        record = {
            "repo": self.session.did,
            "collection": _POST,
            "rkey": record_key(outgoing),
            "validate": True,
            "record": self._record(outgoing),
        }
        call = Call("POST", f"{_REPO}createRecord", json=record, stage=Stage.PUBLISHING)
        return self.session.ask(call, lambda told: self._published(str(told["uri"])))

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        # A server of one's own can be restored from a copy or moved: who we are is asked once, then kept.
        uri = f"at://{self.session.did}/{_POST}/{record_key(outgoing)}"
        return None if self.read(uri) is None else self._published(uri)

    def read(self, id: str) -> Live | None:
        try:
            return self.session.ask(
                Call("GET", f"{_REPO}getRecord", params=_parts(id)), lambda told: _live(id, told)
            )
        except Missing:
            return None

    def delete(self, id: str) -> None:
        try:
            self.session.ask(Call("POST", f"{_REPO}deleteRecord", json=_parts(id)), dict)
        except Missing:
            return

    def arrivals(self, mark: str) -> Arrivals:
        return read(Incoming(self.session), mark)

    def arrived(self, id: str) -> Arrived | None:
        return Incoming(self.session).one(id)

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        Moderating(ABOUT, self.session).do(act, id, author=author, reason=reason)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        Moderating(ABOUT, self.session).undo(act, id, author=author)

    def _record(self, outgoing: Outgoing) -> dict[str, Any]:
        record: dict[str, Any] = {
            "$type": _POST,
            "text": outgoing.text,
            "createdAt": _moment(outgoing.at),
            "langs": [outgoing.language],
            "facets": facets(outgoing.text, who_is=self._who_is),
        }
        if outgoing.answers:
            record["reply"] = self._reply(outgoing.answers)
        if outgoing.pictures:
            images = [self._image(picture) for picture in outgoing.pictures]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        return record

    def _image(self, picture: Picture) -> dict[str, Any]:
        """The picture on the server, where nobody sees it until a post shows it."""
        call = Call(
            "POST",
            f"{_REPO}uploadBlob",
            content=picture.content,
            headers={"Content-Type": picture.kind},
        )
        return {
            "image": self.session.ask(call, lambda told: told["blob"]),
            "alt": picture.alt,
            "aspectRatio": {"width": picture.width, "height": picture.height},
        }

    def _reply(self, id: str) -> dict[str, Any]:
        """The post that is replied to, and the one that its conversation began with."""
        call = Call("GET", f"{_REPO}getRecord", params=_parts(id))
        try:
            return self.session.ask(call, _reply_to)
        except Missing:
            raise Refused("The post that this one replies to is not on Bluesky any more.") from None

    def _who_is(self, handle: str) -> str | None:
        call = Call("GET", "/xrpc/com.atproto.identity.resolveHandle", params={"handle": handle})
        try:
            return self.session.ask(call, lambda told: str(told["did"]))
        except (Missing, Refused):
            return None  # the name stays in the text, as words

    def _handle_of(self, id: str) -> str:
        """The name of an account as everybody may ask for it; empty where the register of accounts does not answer."""
        talk = replace(self.session.talk, means=means_of_a_repo)
        call = Call("GET", f"{_REPO}describeRepo", params={"repo": id})
        try:
            return talk.ask(call, lambda told: words(told["handle"]))
        except (Refused, TryLater):
            return ""

    def _published(self, uri: str) -> Published:
        repo, key = _parts(uri)["repo"], _parts(uri)["rkey"]
        return Published(id=uri, url=f"https://bsky.app/profile/{repo}/post/{key}")


def _profile(id: str, handle: str, value: Any) -> Profile:
    picture = value.get("avatar") or {}
    return Profile(
        id=id,
        handle=handle,
        name=words(value.get("displayName")),
        bio=words(value.get("description")),
        picture=words(picture.get("ref", {}).get("$link")),
        links=links([Link(str(value.get("website") or ""))]),
    )


def _live(uri: str, told: Any) -> Live:
    value = told["value"]
    images = value.get("embed", {}).get("images", ())
    return Live(
        id=uri,
        url="https://bsky.app/profile/{repo}/post/{rkey}".format(**_parts(uri)),
        text=str(value["text"]),
        alts=tuple(str(image.get("alt", "")) for image in images),
        at=datetime.fromisoformat(value["createdAt"]),
    )


def _reply_to(told: Any) -> dict[str, Any]:
    parent = {"uri": str(told["uri"]), "cid": str(told["cid"])}
    return {"root": told["value"].get("reply", {}).get("root", parent), "parent": parent}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
