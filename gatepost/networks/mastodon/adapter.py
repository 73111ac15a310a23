"""Posts on Mastodon: a key against doubles, and a look before sending, since not every server heeds the key."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gatepost.core.checks.networks import NetworkLimits
from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.errors import Refused, TryLater, Unknown
from gatepost.networks.mastodon.incoming import Incoming, plain
from gatepost.networks.mastodon.limits import limits_of
from gatepost.networks.mastodon.moderating import Moderating
from gatepost.networks.outgoing import Account, Live, Outgoing, Picture, Published
from gatepost.networks.outward import Outward
from gatepost.networks.profiles import Link, Profile, anchors, links, moment, words
from gatepost.networks.reading import read
from gatepost.networks.same import is_same, is_since, without_tags
from gatepost.networks.talking import Call, Missing, Stage, Talk

(ABOUT,) = read_about(Path(__file__).with_name("about.toml"))
_PAGE = 20
_PAGES = 20
_LOOKS = 10  # at a picture that the server is still working on, a second apart
_WORKING = 206


class Mastodon:
    """One account on a server that speaks Mastodon's API."""

    about: About = ABOUT

    def __init__(self, credentials: Mapping[str, str], outward: Outward) -> None:
        self.talk = Talk(ABOUT.name, credentials["server"].rstrip("/"), outward)
        self._credentials = dict(credentials)
        self._limits: NetworkLimits | None = None

    @property
    def credentials(self) -> Mapping[str, str]:
        return dict(self._credentials)

    def account(self) -> Account:
        call = self._call("GET", "/api/v1/accounts/verify_credentials")
        id, name, url = self.talk.ask(
            call, lambda told: (str(told["id"]), str(told["acct"]), str(told["url"]))
        )
        self._credentials["account"] = id
        return Account(id=id, name=name, url=url, limits=self.limits())

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        path = f"/api/v1/accounts/{plain(id)}"
        call = Call("GET", path) if openly else self._call("GET", path)
        return self.talk.ask(call, _profile)

    def limits(self) -> NetworkLimits:
        """What this server takes; the usual limits where it says nothing."""
        if self._limits is None:
            try:
                self._limits = self.talk.ask(
                    self._call("GET", "/api/v2/instance"), self._read_limits
                )
            except (Missing, Refused):
                self._limits = ABOUT.limits
        return self._limits

    def publish(self, outgoing: Outgoing) -> Published:
        addressed = self._addressed(outgoing)
        if addressed is None:
            return self._answer_to_nothing(outgoing)
        outgoing = addressed
        for problem in problems(outgoing, limits=self.limits(), name=ABOUT.name):
            raise Refused(problem)
        there = self._find(outgoing)
        if there is not None:
            return there
        status: dict[str, Any] = {
            "status": outgoing.text,
            "visibility": outgoing.visibility,
            "language": outgoing.language.partition("-")[0],
            "media_ids": [self._media(picture) for picture in outgoing.pictures],
        }
        if outgoing.answers:
            status["in_reply_to_id"] = outgoing.answers
        call = self._call(
            "POST",
            "/api/v1/statuses",
            json=status,
            headers={"Idempotency-Key": outgoing.digest().hex()},
            stage=Stage.PUBLISHING,
        )
        try:
            return self.talk.ask(call, _published)
        except Missing:
            raise Refused("The post that this one replies to is not there any more.") from None

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        return self._find(self._addressed(outgoing) or outgoing, besides)

    def _find(self, outgoing: Outgoing, besides: Collection[str] = ()) -> Published | None:
        oldest = ""
        for _ in range(_PAGES):
            page = self._statuses(before=oldest)
            for status in page:
                if is_since(datetime.fromisoformat(status["created_at"]), outgoing):
                    if status["id"] not in besides and self._is_it(status, outgoing):
                        return _published(status)
                elif not status.get("pinned"):
                    return None
            if not page:
                return None
            oldest = str(page[-1]["id"])
        raise Unknown(
            "This account has so many posts that Gatepost could not look through them. "
            "Look there yourself and say whether the post is there."
        )

    def read(self, id: str) -> Live | None:
        try:
            status = self.talk.ask(self._call("GET", f"/api/v1/statuses/{plain(id)}"), _checked)
        except Missing:
            return None
        return self._live(status)

    def delete(self, id: str) -> None:
        # Without delete_media newer servers keep the pictures for a while, to be used again.
        call = self._call(
            "DELETE", f"/api/v1/statuses/{plain(id)}", params={"delete_media": "true"}
        )
        try:
            self.talk.answer(call)
        except Missing:
            return

    def arrivals(self, mark: str) -> Arrivals:
        return read(self._incoming(), mark)

    def arrived(self, id: str) -> Arrived | None:
        return self._incoming().one(id)

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        Moderating(ABOUT, self.talk, self._call).do(act, id, author=author, reason=reason)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        Moderating(ABOUT, self.talk, self._call).undo(act, author=author)

    def _incoming(self) -> Incoming:
        return Incoming(self.talk, self._call, self._our_id())

    def _our_id(self) -> str:
        if "account" not in self._credentials:
            self.account()
        return self._credentials["account"]

    def _answer_to_nothing(self, outgoing: Outgoing) -> Published:
        """What is gone can have been answered before."""
        there = self._find(outgoing)
        if there is None:
            raise Refused("The post that this one replies to is not there any more.")
        return there

    def _addressed(self, outgoing: Outgoing) -> Outgoing | None:
        """An answer as it goes out, None where there is nothing to answer.

        It names whom it answers, who hears nothing of it otherwise, and never more people see it than what it answers.
        """
        if not outgoing.answers:
            return outgoing
        call = self._call("GET", f"/api/v1/statuses/{plain(outgoing.answers)}")
        try:
            handle, seen_by, is_ours = self.talk.ask(call, self._parent)
        except Missing:
            return None
        text, name = outgoing.text, f"@{handle}"
        if not is_ours and name.lower() not in text.lower():
            text = f"{name} {text}"
        return replace(outgoing, text=text, visibility=narrower(outgoing.visibility, seen_by))

    def _parent(self, told: Any) -> tuple[str, str, bool]:
        account = told["account"]
        return str(account["acct"]), str(told["visibility"]), str(account["id"]) == self._our_id()

    def _call(self, method: str, path: str, **more: Any) -> Call:
        bearer = {"Authorization": f"Bearer {self._credentials['token']}"}
        return Call(method, path, headers={**bearer, **more.pop("headers", {})}, **more)

    def _read_limits(self, told: Any) -> NetworkLimits:
        return limits_of(told, otherwise=ABOUT.limits, server=self.talk.base)

    def _media(self, picture: Picture) -> str:
        """A picture on the server, where nobody sees it until a post shows it."""
        call = self._call(
            "POST",
            "/api/v2/media",
            data={"description": picture.alt},
            files={"file": (f"picture.{picture.ending}", picture.content, picture.kind)},
        )
        id, is_ready = self.talk.ask(call, lambda told: (str(told["id"]), bool(told.get("url"))))
        for _ in range(_LOOKS):
            if is_ready:
                return id
            time.sleep(1)
            is_ready = self.talk.answer(self._call("GET", f"/api/v1/media/{id}")).status != _WORKING
        raise TryLater("Mastodon is still working on a picture. Nothing was published.", after=60)

    def _statuses(self, *, before: str) -> list[dict[str, Any]]:
        """Our own posts, newest first."""
        params = {"limit": str(_PAGE), "exclude_reblogs": "true"}
        if before:
            params["max_id"] = before
        path = f"/api/v1/accounts/{self._our_id()}/statuses"
        return self.talk.ask(
            self._call("GET", path, params=params), lambda told: [_checked(one) for one in told]
        )

    def _is_it(self, status: dict[str, Any], outgoing: Outgoing) -> bool:
        live = self._live(status)
        if is_same(live, outgoing):
            return True
        if "@" not in outgoing.text:
            return False
        # A mention is shown without its server, so the words as they were typed have to be asked for.
        return is_same(self._as_typed(live), outgoing)

    def _as_typed(self, live: Live) -> Live:
        call = self._call("GET", f"/api/v1/statuses/{plain(live.id)}/source")
        try:
            text = self.talk.ask(call, lambda told: str(told["text"]))
        except (Missing, Refused):
            return live
        return Live(id=live.id, url=live.url, text=text, alts=live.alts, at=live.at)

    def _live(self, status: dict[str, Any]) -> Live:
        return Live(
            id=str(status["id"]),
            url=str(status["url"]),
            text=without_tags(status["content"]),
            alts=tuple(str(one.get("description") or "") for one in status["media_attachments"]),
            at=datetime.fromisoformat(status["created_at"]),
        )


def narrower(one: str, other: str) -> str:
    """Of two visibilities the one that fewer people have."""
    order = ("public", "unlisted", "private", "direct")
    return max(one, other, key=lambda which: order.index(which) if which in order else -1)


def _profile(told: Any) -> Profile:
    shown = [
        Link(url, moment(one.get("verified_at")))
        for one in told.get("fields") or ()
        for url in anchors(str(one["value"])).all or [without_tags(str(one["value"]))]
    ]
    return Profile(
        id=str(told["id"]),
        handle=words(told["acct"]),
        name=words(told["display_name"]),
        bio=words(without_tags(str(told["note"]))),
        picture=words(told["avatar"]),
        links=links(shown),
    )


def _checked(status: Any) -> dict[str, Any]:
    """A status that has all that is used of it."""
    for key in ("id", "url", "content", "media_attachments"):
        status[key]
    datetime.fromisoformat(status["created_at"])
    return dict(status)


def _published(status: Any) -> Published:
    return Published(id=str(status["id"]), url=str(status["url"] or status["uri"]))
