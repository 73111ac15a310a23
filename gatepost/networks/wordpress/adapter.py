"""Posts on a WordPress site, found again by a short name that holds our key."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import Any

from gatepost.networks.about import About, problems, read_about
from gatepost.networks.arriving import Act, Arrivals, Arrived
from gatepost.networks.errors import NetworkError, Refused
from gatepost.networks.outgoing import Account, Live, Outgoing, Picture, Published
from gatepost.networks.outward import Answer, Outward
from gatepost.networks.profiles import Link, Profile, links, words
from gatepost.networks.reading import read
from gatepost.networks.same import without_tags
from gatepost.networks.talking import Call, Missing, Stage, Talk
from gatepost.networks.wordpress.comments import Comments, is_comment
from gatepost.networks.wordpress.page import body, picture_name, short_name

(ABOUT,) = read_about(Path(__file__).with_name("about.toml"))
_MOST_PICTURES = 40  # looked for when a page is taken down
_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL | re.IGNORECASE)
_ALT = re.compile(r"""<img\b[^>]*?\balt=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


_GONE = frozenset({"rest_post_invalid_id", "rest_comment_invalid_id", "rest_already_trashed"})
_NOT_FOR_US = "This user may not see comments on the site. Connect a user who is an editor there."
_SAYS = {
    "rest_no_route": "This site does not offer the way in that Gatepost uses. Ask whoever looks after it "
    "whether WordPress's REST API is switched off.",
    "rest_forbidden_context": _NOT_FOR_US,
    "rest_forbidden_param": _NOT_FOR_US,
    "comment_duplicate": "The same words already stand there as a comment of yours. Look on the site.",
    "rest_comment_closed": "Comments on this post are closed. Open them on the site, or answer in another way.",
    "rest_trash_not_supported": "This site has no bin for comments. Delete the comment on the site itself.",
    "rest_upload_sideload_error": "WordPress does not take this picture. Make it smaller, or use a JPEG.",
}


def _means(answer: Answer) -> NetworkError | type[Missing] | None:
    try:
        code = str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return None
    if code in _GONE:
        return Missing
    if code not in _SAYS and answer.status == 413:  # noqa: PLR2004
        code = "rest_upload_sideload_error"
    if answer.status == 401:  # noqa: PLR2004  # nobody is signed in: that comes before what they may not see
        return None
    return Refused(_SAYS[code]) if code in _SAYS else None


class WordPress:
    """One user on one site."""

    about: About = ABOUT

    def __init__(self, credentials: Mapping[str, str], outward: Outward) -> None:
        self.talk = Talk(ABOUT.name, credentials["site"].rstrip("/"), outward, _means)
        self._credentials = dict(credentials)

    @property
    def credentials(self) -> Mapping[str, str]:
        return dict(self._credentials)

    def account(self) -> Account:
        return self.talk.ask(
            self._call("GET", "users/me", context="edit"),
            lambda told: Account(id=str(told["id"]), name=str(told["name"]), url=self.talk.base),
        )

    def profile(self, id: str, *, openly: bool = False) -> Profile:
        """What the site says of itself, which everybody may ask it; a user's own page is nobody's concern."""
        asked = {"rest_route": "/", "_fields": "name,description,url,home,site_icon_url"}
        return self.talk.ask(
            Call("GET", "/", params=asked),
            lambda told: Profile(
                id=id,
                handle=words(told["home"]),
                name=words(unescape(str(told["name"]))),
                bio=words(unescape(str(told["description"]))),
                picture=words(told.get("site_icon_url")),
                links=links([Link(str(told["url"]))]),
            ),
        )

    def publish(self, outgoing: Outgoing) -> Published:
        for problem in problems(outgoing, limits=ABOUT.limits, name=ABOUT.name):
            raise Refused(problem)
        if outgoing.answers:
            return self._comments().answer(outgoing)
        there = self.find(outgoing)
        if there is not None:
            return there
        name = short_name(outgoing)
        pictures = [
            self._media(picture, picture_name(name, number))
            for number, picture in enumerate(outgoing.pictures, 1)
        ]
        page = {
            "slug": name,
            "status": "publish",
            "title": escape(
                outgoing.heading(), quote=False
            ),  # shown as HTML, as an editor wrote it
            "content": body(outgoing, pictures),
        }
        return self._send(page)

    def find(self, outgoing: Outgoing, *, besides: Collection[str] = ()) -> Published | None:
        if outgoing.answers:
            return self._comments().find(outgoing)
        call = self._call(
            "GET", "posts", slug=short_name(outgoing), status="publish", context="edit"
        )
        found = self.talk.ask(call, lambda told: [_published(page) for page in told])
        return next((page for page in found if page.id not in besides), None)

    def read(self, id: str) -> Live | None:
        if is_comment(id):
            return self._comments().read(id)
        try:
            live, is_public = self.talk.ask(
                self._call("GET", f"posts/{_plain(id)}", context="edit"), _live
            )
        except Missing:
            return None
        return live if is_public else None

    def delete(self, id: str) -> None:
        """Page and pictures, for good: what lies in WordPress's bin keeps its pictures open to everybody."""
        if is_comment(id):
            return self._comments().delete(id)
        try:
            name = self.talk.ask(
                self._call("GET", f"posts/{_plain(id)}", context="edit"),
                lambda told: str(told["slug"]),
            )
            # Pictures first: broken off here, a second attempt still finds the page, and by it the rest.
            self._delete_pictures(name.removesuffix("__trashed"))
            self._remove(f"posts/{_plain(id)}")
        except Missing:
            return

    def trash(self, id: str) -> None:
        """The page into WordPress's bin, from where somebody can bring it back; its pictures stay reachable."""
        try:
            self.talk.answer(self._call("DELETE", f"posts/{_plain(id)}"))
        except Missing:
            return

    def arrivals(self, mark: str) -> Arrivals:
        return read(self._comments(), mark)

    def arrived(self, id: str) -> Arrived | None:
        return self._comments().one(id)

    def moderate(self, act: Act, id: str, *, author: str, reason: str) -> None:
        self._comments().moderate(act, id)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        self._comments().undo(act, id)

    def _comments(self) -> Comments:
        return Comments(ABOUT, self.talk, self._call)

    def _send(self, page: dict[str, str]) -> Published:
        call = self._call("POST", "posts", json=page, stage=Stage.PUBLISHING)
        try:
            return self.talk.ask(call, _published)
        except Missing:
            raise Refused("This site takes no posts from Gatepost.") from None

    def _media(self, picture: Picture, name: str) -> tuple[int, str]:
        """The picture's id and address on the site; one that came there in an earlier attempt is used again."""
        there = self._pictures([name])
        if there:
            return there[0]
        call = self._call(
            "POST",
            "media",
            data={"slug": name, "title": name, "alt_text": picture.alt},
            files={"file": (f"{name}.{picture.ending}", picture.content, picture.kind)},
        )
        # The library keeps a plainer text, without what looks like a tag; what readers get stands in the page.
        return self.talk.ask(call, lambda told: (int(told["id"]), str(told["source_url"])))

    def _pictures(self, names: list[str]) -> list[tuple[int, str]]:
        call = self._call("GET", "media", slug=",".join(names), per_page="100", context="edit")
        return self.talk.ask(
            call, lambda told: [(int(one["id"]), str(one["source_url"])) for one in told]
        )

    def _delete_pictures(self, name: str) -> None:
        names = [picture_name(name, number) for number in range(1, _MOST_PICTURES + 1)]
        for id, _ in self._pictures(names):
            try:
                self._remove(f"media/{id}")
            except Missing:
                continue

    def _remove(self, path: str) -> None:
        self.talk.answer(self._call("DELETE", path, force="true"))

    def _call(self, method: str, path: str, **more: Any) -> Call:
        """A call to the REST API by the address that works without any rewriting of addresses on the site."""
        both = f"{self._credentials['user']}:{self._credentials['password']}".encode()
        fields = {key: more.pop(key) for key in ("json", "data", "files", "stage") if key in more}
        return Call(
            method,
            "/",
            params={"rest_route": f"/wp/v2/{path}", **more},
            headers={"Authorization": f"Basic {base64.b64encode(both).decode()}"},
            **fields,
        )


def _published(told: Any) -> Published:
    return Published(id=str(told["id"]), url=str(told["link"]))


def _live(told: Any) -> tuple[Live, bool]:
    html = str(told["content"]["rendered"])
    live = Live(
        id=str(told["id"]),
        url=str(told["link"]),
        text=without_tags(_FIGURE.sub("", html)),
        alts=tuple(without_tags(found[1] or found[2] or "") for found in _ALT.finditer(html)),
        at=datetime.fromisoformat(told["date_gmt"]).replace(tzinfo=UTC),
    )
    return live, told["status"] == "publish"


def _plain(id: str) -> str:
    if not id.isdecimal():
        raise Refused("This is no post on WordPress.")
    return id
