"""Bluesky's search of public posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from gatepost.mentions.sources.entries import moment
from gatepost.mentions.sources.protocol import LONGEST, Found, Item, Search, about
from gatepost.networks.bluesky.adapter import Bluesky as Network
from gatepost.networks.errors import Refused
from gatepost.networks.profiles import words
from gatepost.networks.talking import Call, Talk

OPEN = "https://public.api.bsky.app"  # which answers whoever is not signed in, as long as it likes
_PAGE, _PAGES = 50, 4
_AGAIN = timedelta(
    days=1
)  # looked at once more, since posts come in late and their writers date them
_A_MOMENT = timedelta(milliseconds=1)  # so that posts of the same moment are on the next page
Asks = Callable[[Call], Any]


class Bluesky:
    """Looks for each name from the newest post back to the last one known; what is too much for one look is gone on with."""

    about = about("bluesky")

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """What is new for each name."""
        asks, credentials = _way(search)
        marks, items, is_all = dict(mark), list[Item](), True
        for name in search.names:
            found, marks[name], is_done = _of_name(asks, name, dict(marks.get(name, {})))
            items += found
            is_all = is_all and is_done
        return Found(tuple(items), marks, is_all, credentials())


def _way(search: Search) -> tuple[Asks, Callable[[], Mapping[str, str] | None]]:
    """How to ask: as the school's account where that is connected."""
    if search.credentials:
        network = Network(search.credentials, search.outward)
        return (lambda call: network.session.ask(call, _posts)), lambda: network.credentials
    talk = Talk(about("bluesky").name, search.address or OPEN, search.outward)

    def ask(call: Call) -> Any:
        try:
            return talk.ask(call, _posts)
        except Refused as refused:
            raise Refused(
                f"{refused.says} Bluesky may ask for an account: connect the school’s own under Accounts."
            ) from None

    return ask, lambda: None


def _of_name(
    asks: Asks, name: str, mark: dict[str, str]
) -> tuple[list[Item], dict[str, str], bool]:
    """Some pages of one name, and whether there are no more. `since` is the newest post that is known with all before it;
    while pages are left, `newest` is what becomes of it, and `until` where to go on."""
    items: list[Item] = []
    for _ in range(_PAGES):
        page = asks(_call(name, mark))
        items += [one for one, _ in page]
        times = [at for _, at in page]
        newest = max([*times, mark.get("newest", ""), mark.get("since", "")])
        until = _written(min(map(_read, times)) + _A_MOMENT) if times else ""
        if len(page) < _PAGE or "since" not in mark or until == mark.get("until"):
            return items, {"since": newest} if newest else {}, True
        mark |= {"newest": newest, "until": until}
    return items, mark, False


def _call(name: str, mark: Mapping[str, str]) -> Call:
    asked = {"q": f'"{name.replace(chr(34), " ")}"', "sort": "latest", "limit": str(_PAGE)}
    if mark.get("since"):
        asked["since"] = _written(_read(mark["since"]) - _AGAIN)
    if mark.get("until"):
        asked["until"] = mark["until"]
    return Call("GET", "/xrpc/app.bsky.feed.searchPosts", params=asked)


def _posts(told: Any) -> list[tuple[Item, str]]:
    return [(_item(one), _sorted_by(one)) for one in told["posts"][:_PAGE]]


def _sorted_by(told: Any) -> str:
    """The moment by which Bluesky sorts: what the writer says, but never later than it came in."""
    came, said = moment(told["indexedAt"]), moment(told["record"].get("createdAt"))
    if came is None:
        raise ValueError
    return _written(min(came, said or came))


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _item(told: Any) -> Item:
    uri, record = str(told["uri"]), told["record"]
    _, _, repo, _, key = uri.split("/")
    return Item(
        id=uri,
        text=words(str(record["text"])[:LONGEST]),
        url=f"https://bsky.app/profile/{repo}/post/{key}",
        handle="@" + words(told["author"]["handle"])[:200],
        written_at=moment(record.get("createdAt")),
    )
