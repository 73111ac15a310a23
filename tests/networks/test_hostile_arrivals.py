"""Whatever a server makes of what others wrote: it is kept clean, or a network error says so, and nothing else happens."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from benches import HERE, Bench, Shelf, post
from conftest import TOKEN
from facebook_fake import Graph
from test_arrivals import read_all
from visitors import OnBluesky, OnMastodon, OnWordPress

from gatepost.networks.arriving import LONG_AGO, LONGEST, Act, told_address, told_moment
from gatepost.networks.errors import ByHand, NetworkError, Refused
from gatepost.networks.known import NETWORKS, connect
from gatepost.networks.markup import pictures_of, words_of
from gatepost.networks.moderating import reading
from gatepost.networks.outward import Answer, Outward

pytestmark = [pytest.mark.xdist_group("networks"), pytest.mark.once]
FLOOD = "👩‍👩‍👧\u202e\u0301" * 40_000
NASTY: list[Any] = [
    None, [], {}, [[]], [None], True, -1, 1e300, "", "\0", "a\0b\ud800", "../../x", "9999-99-99T99:99", "-0001-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z", "javascript:alert(1)", "https://a.example/\u202e", "x" * 1_000_000, FLOOD,
]  # fmt: skip


class Replay(Outward):
    """Answers from memory, after the first time; one piece of one answer is something else."""

    def __init__(self) -> None:
        super().__init__(loopback=True)
        object.__setattr__(self, "kept", {})
        object.__setattr__(self, "harm", None)

    def send(self, request: httpx.Request, *, whole: bool = True) -> Answer:
        kept: dict[Any, Answer] = self.__dict__["kept"]
        key = (request.method, str(request.url))
        if key not in kept:
            if self.__dict__["harm"]:
                return Answer(404, httpx.Headers(), b"{}")
            kept[key] = HERE.send(request)
        harm = self.__dict__["harm"]
        if harm and harm[0] == key:
            return Answer(200, kept[key].headers, harm[1])
        return kept[key]


def places(told: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every piece of a document."""
    pairs = (
        told.items()
        if isinstance(told, dict)
        else enumerate(told)
        if isinstance(told, list)
        else ()
    )
    for key, inner in pairs:
        yield (key,)
        yield from ((key, *rest) for rest in places(inner))


def changed(told: Any, way: tuple[Any, ...], value: Any, *, is_gone: bool) -> bytes:
    """A document in which one piece is something else, or missing."""
    told = copy.deepcopy(told)
    inner = told
    for key in way[:-1]:
        inner = inner[key]
    if is_gone:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return json.dumps(told).encode()


def write(bench: Bench, request: pytest.FixtureRequest, ours: str) -> None:
    assert bench.between
    address = bench.between.upstream.geturl()
    if bench.slug == "bluesky":
        OnBluesky(request.getfixturevalue("pds"), "hostile").comments("Hello", to=ours)
    elif bench.slug == "mastodon":
        OnMastodon(address, "visitor").comments("Hello", to=ours)
    elif bench.slug == "wordpress":
        OnWordPress(address, bench.credentials["password"]).comments("Hello", to=ours)
    else:
        graph: Graph = request.getfixturevalue("graph")[1]
        graph.comment("Hello", to=ours)
        graph.message("Hello")


@pytest.mark.parametrize("slug", ["bluesky", "mastodon", "wordpress", "facebook"])
def test_no_piece_of_any_answer_can_break_the_reading(
    slug: str, bench_of: Callable[[str], Bench], request: pytest.FixtureRequest
) -> None:
    bench = bench_of(slug)
    network = bench.network()
    write(bench, request, network.publish(post()).id)
    _, _, mark = read_all(network)
    write_again = mark if slug in ("mastodon", "wordpress") else ""
    replay = Replay()
    reader = connect(slug, credentials=dict(network.credentials), outward=replay)
    reader.arrivals("" if slug != "mastodon" else write_again)
    answers = [(key, answer) for key, answer in replay.__dict__["kept"].items()]
    tried = 0

    for key, answer in answers:
        told = json.loads(answer.body)
        for number, way in enumerate(list(places(told))[:60]):
            bodies = [
                changed(told, way, NASTY[(number + step) % len(NASTY)], is_gone=False)
                for step in (0,)
            ]
            for body in [*bodies, changed(told, way, None, is_gone=True)]:
                object.__setattr__(replay, "harm", (key, body))
                tried += 1
                try:
                    page = reader.arrivals("" if slug != "mastodon" else write_again)
                except NetworkError:
                    continue
                for item in page.items:
                    for text in (
                        item.id,
                        item.text,
                        item.author.name,
                        item.author.handle,
                        item.url,
                    ):
                        assert "\0" not in text
                        text.encode()
                    assert len(item.text) <= LONGEST
                    assert item.url == "" or item.url.startswith("http")
                    assert item.written_at.tzinfo
                    assert all(one.url.startswith("http") for one in item.media)
    assert tried > 20


@pytest.mark.parametrize(
    "flood", ["<!--", "<", "<a ", "&", "<![foo[", "<img src='", "</", "&#x", "<p x="]
)
def test_html_that_was_made_to_take_minutes_takes_none(flood: str) -> None:
    begun = time.process_time()

    words_of(flood * (1_000_000 // len(flood)))
    pictures_of(flood * (1_000_000 // len(flood)))

    assert time.process_time() - begun < 2


def test_words_and_pictures_of_a_comment_are_told_apart() -> None:
    html = '<p>3 &lt; 4 &amp; so</p><p>on<br/>now</p><img alt="A &quot;gate&quot;" src="https://a.example/b.png"><img src=x>'

    assert words_of(html) == "3 < 4 & so\non\nnow"
    (image,) = pictures_of(html)
    assert (image.url, image.alt) == ("https://a.example/b.png", 'A "gate"')


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x",
        "data:text/html,x",
        "//a.example",
        "https://a b",
        "https://a\u202eb",
        None,
        {},
        "https://" + "a" * 9000,
    ],
)
def test_an_address_that_is_none_is_not_shown(url: Any) -> None:
    assert told_address(url) == ""


@pytest.mark.parametrize(
    "moment",
    [None, "", "yesterday", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00", 7, {}],
)
def test_an_absurd_moment_is_one_that_databases_keep(moment: Any) -> None:
    assert told_moment(moment) >= LONG_AGO
    assert told_moment(moment).year <= 9000


def test_a_reason_is_a_word_with_or_without_others() -> None:
    assert reading("spam: Watches") == ("spam", "Watches")
    assert reading("Abuse") == ("abuse", "")
    assert reading("They said: no") == ("other", "They said: no")


@pytest.mark.parametrize("about", NETWORKS.values(), ids=NETWORKS)
def test_every_act_says_what_it_does_or_why_it_cannot_be_done(about: Any) -> None:
    assert [one.act for one in about.abilities] == list(Act)
    for one in about.abilities:
        assert one.says[0].isupper()
        assert one.says.endswith(".")
        assert one.can or not one.undo


@pytest.mark.parametrize(
    "slug", [slug for slug, about in NETWORKS.items() if "arrivals" not in about.can]
)
def test_where_nothing_comes_in_nothing_is_there_and_nothing_is_done(slug: str) -> None:
    network = connect(slug, credentials={}, outward=Outward(), shelf=Shelf())

    page = network.arrivals("")

    assert page.items == ()
    assert page.is_all
    for act in Act:
        for do in (
            lambda act: network.moderate(act, "1", author="2", reason=""),
            lambda act: network.undo(act, "1", author="2"),
        ):
            with pytest.raises((Refused, ByHand)) as refused:
                do(act)
            assert refused.value.says == network.about.ability(act).says
    assert TOKEN not in repr(page)
