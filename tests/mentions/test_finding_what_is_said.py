"""Places are looked at again and again: each thing is taken in once, nothing is lost, and a silent server is waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gatepost.mentions import looking
from gatepost.mentions.models import DayOfLooks, Mention, Search
from gatepost.records.models import Entry
from gatepost.web.recurring import RECURRING
from tests.mentions.public_words import (
    AN_HOUR,
    AT,
    ON,
    Answers,
    Web,
    looked,
    place,
    rss,
    serving,
    texts,
    watched,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Web]:
    """One server for all of these."""
    with serving() as running:
        yield running


@pytest.fixture
def web(server: Web, settings: Any) -> Web:
    """The server as new, which tests alone may speak to."""
    settings.NETWORKS_ON_LOOPBACK = True
    server.pages, server.status, server.asked = {}, 200, []
    return server


def test_a_feed_gives_what_has_a_name_in_it_once_however_often_it_is_read(
    cast: SimpleNamespace, web: Web
) -> None:
    watched(cast)
    search = place(cast, "feed", f"{web.address}/feed")
    web.pages["/feed"] = rss(
        ("1", "Ashlands primary school: well done!"), ("2", "Ashlands, the village")
    )

    for hours in range(3):
        search = looked(search, at=AT + hours * AN_HOUR)

    assert texts() == ["Ashlands primary school: well done!"]
    day = DayOfLooks.objects.get(search=search)
    assert (day.on, day.looks, day.failed, day.found, day.kept, day.names) == (ON, 3, 0, 6, 1, 1)
    (line,) = Entry.objects.filter(event="search.found")
    assert "Ashlands" not in str(line.body)


def test_what_is_kept_cannot_be_read_in_the_database(cast: SimpleNamespace, web: Web) -> None:
    watched(cast)
    web.pages["/feed"] = rss(("1", "Ashlands Primary School burns"))
    looked(place(cast, "feed", f"{web.address}/feed"))

    raw = str(list(Mention.objects.extra(select={"raw": "told"}).values_list("raw", "key", "same")))

    assert "burns" not in raw and "news.example" not in raw


def test_a_new_id_for_the_same_is_not_taken_for_news_and_new_words_under_an_id_are_kept_beside_the_old(
    cast: SimpleNamespace, web: Web
) -> None:
    watched(cast, "Ashlands Primary")
    search = place(cast, "feed", f"{web.address}/feed")
    same = "<item><guid>{}</guid><link>https://news.example/1</link><title>Ashlands Primary</title><description>{}</description></item>"
    for number, (id, words) in enumerate([("1", "Good"), ("renamed", "Good"), ("1", "Bad")]):
        web.pages["/feed"] = f"<rss><channel>{same.format(id, words)}</channel></rss>".encode()
        looked(search, at=AT + number * AN_HOUR)

    assert texts() == ["Bad"]
    assert Mention.objects.get().told["earlier"] == ["Good"]


def test_a_search_that_somebody_else_made_is_taken_whole(cast: SimpleNamespace, web: Web) -> None:
    web.pages["/alerts"] = rss(("1", "The primary in Ashlands"))

    looked(place(cast, "feed", f"{web.address}/alerts", keeps_all=True))

    assert texts() == ["The primary in Ashlands"]


def test_the_schools_own_page_is_learnt_first_and_told_of_when_it_changes(
    cast: SimpleNamespace, web: Web
) -> None:
    search = place(cast, "site", f"{web.address}/")
    web.pages["/"] = b"<p>Welcome</p><a href='https://council.example/'>Council</a>"
    looked(search)
    looked(search, at=AT + 6 * AN_HOUR)
    assert texts() == []

    web.pages["/"] += b"<div hidden><a href='https://bets.example/'>win</a></div>"
    for hours in (12, 18):
        looked(search, at=AT + hours * AN_HOUR)

    (one,) = Mention.objects.all()
    assert "bets.example" in one.text and "council" not in one.text
    assert (one.kind, one.url) == ("changed", f"{web.address}/")


def toots(ids: range, query: dict[str, str]) -> bytes:
    """A page of a tag's timeline as a server gives it: right after `min_id`, or the newest, newest first."""
    since = int(query.get("min_id", "0"))
    later = [one for one in ids if one > since]
    page = later[: int(query["limit"])] if since else later[-int(query["limit"]) :]
    return json.dumps([
        {"id": str(one), "content": f"<p>#AshlandsPrimary {one}</p>", "url": f"https://social.example/{one}",
         "account": {"acct": "fern"}, "created_at": "2026-11-23T09:00:00Z"}
        for one in reversed(page)
    ]).encode()  # fmt: skip


def test_a_tag_is_gone_through_page_by_page_and_nothing_is_left_out(
    cast: SimpleNamespace, web: Web
) -> None:
    watched(cast, "Ashlands Primary")
    search = place(cast, "mastodon", web.address)
    there = range(90, 100)
    path = "/api/v1/timelines/tag/ashlandsprimary"
    web.pages[path] = lambda _, query: (200, {}, toots(there, query))
    looked(search)

    there = range(90, 400)
    for minutes in range(60, 65):
        search = looked(search, at=AT + timedelta(minutes=minutes))

    assert sorted(int(one.rpartition(" ")[2]) for one in texts()) == list(range(90, 400))


def skeets(total: int, query: dict[str, str]) -> bytes:
    """A page of Bluesky's search: the newest first, from `until` back to `since`."""

    def at(number: int) -> str:
        return (AT + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")  # fmt: skip

    inside = [
        one
        for one in range(total - 1, -1, -1)
        if at(one) >= query.get("since", "") and at(one) < query.get("until", "~")
    ]
    return json.dumps({"posts": [
        {"uri": f"at://did:plc:x/app.bsky.feed.post/{one}", "author": {"handle": "fern.example"}, "indexedAt": at(one),
         "record": {"text": f"Ashlands Primary {one}", "createdAt": at(one)}}
        for one in inside[: int(query["limit"])]
    ]}).encode()  # fmt: skip


def test_bluesky_is_searched_back_to_what_is_known_over_as_many_looks_as_it_takes(
    cast: SimpleNamespace, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.mentions.sources.bluesky.OPEN", web.address)
    watched(cast, "Ashlands Primary")
    search, total = place(cast, "bluesky"), 20
    path = "/xrpc/app.bsky.feed.searchPosts"
    web.pages[path] = lambda _, query: (200, {}, skeets(total, query))
    looked(search)
    assert len(texts()) == 20

    total = 500
    for minutes in range(60, 65):
        search = looked(search, at=AT + timedelta(minutes=minutes))

    assert len(texts()) == len(set(texts())) == 500
    assert search.next_at - timedelta(hours=1) <= AT + timedelta(minutes=64)
    assert '"Ashlands+Primary"' in web.asked[0].replace("%22", '"')


def test_reddit_is_asked_for_whole_names(
    cast: SimpleNamespace, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.mentions.sources.reddit.HOME", web.address)
    watched(cast)
    web.pages["/search.rss"] = rss(("t3_1", "Is Ashlands Primary School any good?"))

    looked(place(cast, "reddit"))

    assert texts() == ["Is Ashlands Primary School any good?"]
    assert "%22Ashlands+Primary+School%22" in web.asked[0] or "%22Ashlands%20Primary" in web.asked[0]  # fmt: skip


def test_names_of_accounts_and_websites_are_found_as_they_are_written(
    cast: SimpleNamespace, web: Web
) -> None:
    watched(cast, "@ashlands.bsky.example", kind="handle")
    watched(cast, "https://www.ashlands.example/", kind="domain")
    web.pages["/feed"] = rss(
        ("1", "Follow @Ashlands.bsky.example!"), ("2", "See ashlands.example/term-dates."),
        ("3", "notashlands.example"), ("4", "ashlands.examples"),
    )  # fmt: skip

    looked(place(cast, "feed", f"{web.address}/feed"))

    assert texts() == ["Follow @Ashlands.bsky.example!", "See ashlands.example/term-dates."]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"x" * 10_000_000, "no feed"),
        (b"<html>Sign in</html>", "no feed"),
    ],
)
def test_what_cannot_be_read_is_said_and_tried_again_longer_and_longer_apart(
    cast: SimpleNamespace, web: Web, body: bytes, says: str
) -> None:
    search = place(cast, "feed", f"{web.address}/feed")
    web.pages["/feed"] = body

    search = looked(search)
    assert says in search.problem
    assert search.next_at == AT + timedelta(minutes=15)
    search = looked(search, at=search.next_at)
    assert search.next_at == search.failing_since + timedelta(minutes=45)  # type: ignore[operator]

    web.pages["/feed"] = rss(("1", "Fine"))
    search = looked(search, at=search.next_at)
    assert (search.problem, search.failing_since, search.tries) == ("", None, 0)
    assert DayOfLooks.objects.get(search=search).failed == 2


def round_and_round(path: str, query: dict[str, str]) -> Answers:
    return 302, {"Location": f"/again?{len(query)}"}, b""


def test_endless_redirects_and_ways_inside_are_refused(
    cast: SimpleNamespace, web: Web, settings: Any
) -> None:
    web.pages["/feed"] = web.pages["/again"] = round_and_round
    search = looked(place(cast, "feed", f"{web.address}/feed"))
    assert "more than 3 times" in search.problem
    assert len(web.asked) == 4

    settings.NETWORKS_ON_LOOPBACK = False
    inside = looked(place(cast, "feed", "http://169.254.169.254/latest/"), at=AT + AN_HOUR)
    assert "not public" in inside.problem


def test_a_server_that_asks_to_be_left_alone_is(cast: SimpleNamespace, web: Web) -> None:
    web.pages["/feed"] = lambda *_: (429, {"Retry-After": "7200"}, b"")

    search = looked(place(cast, "feed", f"{web.address}/feed"))

    assert search.next_at == AT + 2 * AN_HOUR


def test_a_worker_that_dies_between_items_has_taken_in_nothing_and_the_next_takes_in_all(
    cast: SimpleNamespace, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(cast, "Ashlands Primary")
    search = place(cast, "feed", f"{web.address}/feed")
    web.pages["/feed"] = rss(*((str(one), f"Ashlands Primary {one}") for one in range(10)))
    keep, taken = looking._keep, []

    def dies(*given: Any, **more: Any) -> bool:
        taken.append(1)
        if len(taken) == 6:
            raise KeyboardInterrupt
        return keep(*given, **more)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(looking, "_keep", dies)
        looked(search)
    assert texts() == []
    assert looked(search, at=AT + timedelta(minutes=1)).looked_at is None  # still claimed

    looked(search, at=AT + AN_HOUR)
    assert len(texts()) == 10


def test_two_workers_never_look_at_the_same_place_and_what_the_slower_found_is_left(
    cast: SimpleNamespace, web: Web
) -> None:
    web.pages["/feed"] = rss(("1", "Words"))
    place(cast, "feed", f"{web.address}/feed", keeps_all=True)
    slow = Search.objects.claim(at=AT)
    assert slow and Search.objects.claim(at=AT) is None

    looked(slow, at=AT + AN_HOUR)
    looking.look_at(slow, at=AT + AN_HOUR)

    assert len(texts()) == 1
    assert DayOfLooks.objects.get().looks == 1


def test_what_becomes_of_a_place_that_was_ended_meanwhile(cast: SimpleNamespace, web: Web) -> None:
    web.pages["/feed"] = rss(("1", "Words"))
    search = place(cast, "feed", f"{web.address}/feed", keeps_all=True)
    claimed = Search.objects.claim(at=AT)
    search.end(by=cast.head, at=AT)
    assert claimed

    looking.look_at(claimed, at=AT)

    assert texts() == []
    assert Search.objects.claim(at=AT + 24 * AN_HOUR) is None


def test_a_worker_looks_and_forgets_by_itself() -> None:
    assert {"mentions.look", "mentions.forget"} <= {one.kind for one in RECURRING}
