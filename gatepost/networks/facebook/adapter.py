"""Posts on a Facebook Page; the Page is read back before anything is sent, since Facebook keeps no key of ours."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.errors import Refused, Unknown
from gatepost.networks.facebook.answering import Answering, is_answer
from gatepost.networks.facebook.incoming import Incoming
from gatepost.networks.facebook.meaning import means
from gatepost.networks.facebook.moderating import Moderating
from gatepost.networks.outgoing import Account, Live, Outgoing, Picture, Published
from gatepost.networks.outward import Outward
from gatepost.networks.profiles import Link, Profile, links, words
from gatepost.networks.reading import read
from gatepost.networks.same import CLOCKS_DIFFER, is_same
from gatepost.networks.talking import Call, Missing, Stage, Talk

_FILE = Path(__file__).with_name("about.toml")
(ABOUT,) = read_about(_FILE)
GRAPH: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))["graph"]
_FIELDS = "id,message,created_time,permalink_url,attachments{target{id},subattachments{target{id}}}"
_SHOWN = "id,name,username,about,website,picture{url}"
_PAGE = 50
_PAGES = 10


class Facebook:
    """One Page."""

    about: About = ABOUT

    def __init__(self, credentials: Mapping[str, str], outward: Outward) -> None:
        server = credentials.get("server", GRAPH["server"]).rstrip("/")
        self.talk = Talk(ABOUT.name, f"{server}/{GRAPH['version']}", outward, means)
        self._credentials = dict(credentials)
        self.page = _plain(credentials["page"])

    @property
    def credentials(self) -> Mapping[str, str]:
        return dict(self._credentials)

    def account(self) -> Account:
        token = self._credentials["token"]
        is_valid, expires_at = self.talk.ask(self._get("debug_token", input_token=token), _standing)
        if not is_valid:
            raise self.talk.signed_out()
        id, name, url = self.talk.ask(
            self._get(self.page, fields="id,name,link"),
            lambda told: (str(told["id"]), str(told["name"]), str(told["link"])),
        )
        return Account(id=id, name=name, url=url, expires_at=expires_at)

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        if openly:
            raise self.talk.signed_out()  # Facebook shows a Page to no program without a token
        return self.talk.ask(self._get(_plain(id), fields=_SHOWN), _profile)

    def publish(self, outgoing: Outgoing) -> Published:
        for problem in problems(outgoing, limits=ABOUT.limits, name=ABOUT.name):
            raise Refused(problem)
        if outgoing.answers:
            return self._answering().publish(outgoing)
        there = self.find(outgoing)
        if there is not None:
            return there
        data = {"message": outgoing.text}
        for number, picture in enumerate(outgoing.pictures):
            data[f"attached_media[{number}]"] = json.dumps({"media_fbid": self._photo(picture)})
        return self._send(data)

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        if outgoing.answers:
            return self._answering().find(outgoing, besides)
        since = int((outgoing.at - CLOCKS_DIFFER).timestamp())
        after = ""
        for _ in range(_PAGES):
            posts, after = self._posts(since=str(since), after=after)
            for post in posts:
                if post.id not in besides and is_same(self._with_alts(post, outgoing), outgoing):
                    return Published(id=post.id, url=post.url)
            if not after:
                return None
        raise Unknown(
            "This Page has so many posts that Gatepost could not look through them. "
            "Look there yourself and say whether the post is there."
        )

    def read(self, id: str) -> Live | None:
        if is_answer(id, self.page):
            return self._answering().read(id)
        try:
            post = self.talk.ask(self._get(_plain(id), fields=_FIELDS), _post)
        except Missing:
            return None
        return post.live(self._alts(post))

    def delete(self, id: str) -> None:
        """The photos, then the post: a photo that was attached can stay in the Page's album without it."""
        if is_answer(id, self.page):
            return self.moderate(Act.DELETE, id, author="", reason="")
        try:
            post = self.talk.ask(self._get(_plain(id), fields=_FIELDS), _post)
        except Missing:
            return
        for one in [*post.photos, post.id]:
            try:
                self.talk.answer(Call("DELETE", f"/{_plain(one)}", params=self._token()))
            except Missing:
                continue

    def arrivals(self, mark: str) -> Arrivals:
        return read(self._incoming(), mark)

    def arrived(self, id: str) -> Arrived | None:
        return self._incoming().one(id)

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        self._moderating().do(act, id, author=author)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        self._moderating().undo(act, id, author=author)

    def _incoming(self) -> Incoming:
        return Incoming(self.talk, self._get, self.page)

    def _moderating(self) -> Moderating:
        return Moderating(ABOUT, self.talk, self.page, self._token())

    def _answering(self) -> Answering:
        return Answering(self.talk, self._get, self.page, self._token())

    def _send(self, data: dict[str, str]) -> Published:
        call = Call(
            "POST", f"/{self.page}/feed", data={**data, **self._token()}, stage=Stage.PUBLISHING
        )
        try:
            id = self.talk.ask(call, lambda told: str(told["id"]))
        except Missing:
            raise Refused("Facebook knows no Page of this number. Correct it.") from None
        return Published(id=id, url=f"https://www.facebook.com/{id}")

    def _photo(self, picture: Picture) -> str:
        """A photo that nobody sees until a post shows it."""
        call = Call(
            "POST",
            f"/{self.page}/photos",
            data={"published": "false", "alt_text_custom": picture.alt, **self._token()},
            files={"source": (f"picture.{picture.ending}", picture.content, picture.kind)},
        )
        return self.talk.ask(call, lambda told: str(told["id"]))

    def _posts(self, *, since: str, after: str) -> tuple[list[_Post], str]:
        """The Page's own posts since a moment, and where the next ones begin."""
        asked = {"fields": _FIELDS, "since": since, "limit": str(_PAGE)}
        if after:
            asked["after"] = after
        return self.talk.ask(self._get(f"{self.page}/published_posts", **asked), _page)

    def _with_alts(self, post: _Post, outgoing: Outgoing) -> Live:
        """The photos' texts are asked for only where everything else agrees."""
        alike = is_same(post.live(tuple(p.alt for p in outgoing.pictures)), outgoing)
        return post.live(self._alts(post) if alike else ("",))

    def _alts(self, post: _Post) -> tuple[str, ...]:
        return tuple(
            self.talk.ask(
                self._get(_plain(id), fields="alt_text_custom"),
                lambda told: str(told.get("alt_text_custom") or ""),
            )
            for id in post.photos
        )

    def _get(self, path: str, **asked: str) -> Call:
        return Call("GET", f"/{path}", params={**asked, **self._token()})

    def _token(self) -> dict[str, str]:
        return {"access_token": self._credentials["token"]}


def _profile(told: Any) -> Profile:
    # The address of a picture is signed anew each time, and comes from whichever server is near: its last part stays.
    picture = urlsplit(str(told.get("picture", {}).get("data", {}).get("url") or "")).path
    website = str(told.get("website") or "")
    return Profile(
        id=str(told["id"]),
        handle=words(told.get("username")),
        name=words(told["name"]),
        bio=words(told.get("about")),
        picture=words(picture.rpartition("/")[2]),
        links=links(Link(_with_scheme(one)) for one in website.split()),
    )


def _with_scheme(website: str) -> str:
    return website if "://" in website else f"https://{website}"


@dataclass(frozen=True)
class _Post:
    id: str
    url: str
    text: str
    at: datetime
    photos: tuple[str, ...]

    def live(self, alts: tuple[str, ...]) -> Live:
        return Live(id=self.id, url=self.url, text=self.text, alts=alts, at=self.at)


def _post(told: Any) -> _Post:
    photos = []
    for one in told.get("attachments", {}).get("data", ()):
        several = one.get("subattachments", {}).get("data", ())
        photos += [str(each["target"]["id"]) for each in several or [one] if "target" in each]
    return _Post(
        id=str(told["id"]),
        url=str(told["permalink_url"]),
        text=str(told.get("message", "")),
        at=datetime.strptime(told["created_time"], "%Y-%m-%dT%H:%M:%S%z"),
        photos=tuple(photos),
    )


def _page(told: Any) -> tuple[list[_Post], str]:
    paging = told.get("paging", {})
    after = str(paging["cursors"]["after"]) if "next" in paging else ""
    return [_post(one) for one in told["data"]], after


def _standing(told: Any) -> tuple[bool, datetime | None]:
    """Whether a token holds, and until when; a zero stands for one that does not end."""
    data = told["data"]
    ends = [int(data.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
    ends = [end for end in ends if end > 0]
    return bool(data["is_valid"]), datetime.fromtimestamp(min(ends), UTC) if ends else None


def _plain(id: str) -> str:
    if not id.replace("_", "").isdecimal():
        raise Refused("This is no number of a Page or post on Facebook.")
    return id
