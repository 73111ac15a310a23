"""What others write comes in: nothing is left out, nothing is fetched that nobody may look at, and it can be answered."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from benches import Bench, post
from between import says
from conftest import TOKEN
from facebook_fake import Graph
from small_appview import AppView
from visitors import OnBluesky, OnFacebook, OnMastodon, OnWordPress

from gatepost.networks.arriving import Act, Arrived, Came
from gatepost.networks.errors import NetworkError, Refused, TryLater
from gatepost.networks.protocol import Network

pytestmark = [pytest.mark.xdist_group("networks"), pytest.mark.once]
WITH_COMMENTS = ("bluesky", "mastodon", "wordpress", "facebook")
MANY = {"bluesky": 30, "mastodon": 25, "wordpress": 30, "facebook": 110}  # more than a page has


@pytest.fixture(params=WITH_COMMENTS)
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    return bench_of(request.param)


@pytest.fixture(scope="session")
def parent(pds: str) -> OnBluesky:
    return OnBluesky(pds)


@pytest.fixture
def visitor(bench: Bench, request: pytest.FixtureRequest) -> Any:
    assert bench.between
    address = bench.between.upstream.geturl()
    if bench.slug == "bluesky":
        return request.getfixturevalue("parent")
    if bench.slug == "mastodon":
        return OnMastodon(address, "visitor")
    if bench.slug == "wordpress":
        return OnWordPress(address, bench.credentials["password"])
    return OnFacebook(request.getfixturevalue("graph")[1])


def takes_reports(bench: Bench) -> None:
    """In place of Bluesky's moderators, to whom the server of the tests passes nothing on."""
    assert bench.between
    bench.between.does(says(200, b'{"id": 1}'), to=("POST", "createReport"))


def read_all(network: Network, mark: str = "") -> tuple[dict[str, Arrived], list[str], str]:
    """All that comes in since a mark, by id; what is gone; and the mark after it."""
    found: dict[str, Arrived] = {}
    gone: list[str] = []
    for _ in range(200):
        page = network.arrivals(mark)
        mark = page.mark
        gone += page.gone
        for item in page.items:
            found[item.id] = item
        if page.is_all:
            return found, gone, mark
    raise AssertionError("It never ends.")


def test_a_comment_comes_in_once_with_what_is_known_of_it(bench: Bench, visitor: Any) -> None:
    network = bench.network()
    ours = network.publish(post())
    _, _, mark = read_all(network)
    id = visitor.comments("When is sports day? 🌻", to=ours.id)

    found, gone, mark = read_all(network, mark)

    assert list(found) == [id]
    assert gone == []
    item = found[id]
    assert item.came is Came.COMMENT
    assert item.text.endswith("When is sports day? 🌻")
    assert item.under == ours.id
    assert item.author.id
    assert item.author.handle
    assert item.url.startswith("http")
    assert abs(item.written_at - post().at) < timedelta(minutes=2)
    assert not item.is_hidden
    assert network.arrived(id) == replace(item, media=network.arrived(id).media)  # type: ignore[union-attr]
    assert read_all(network, mark)[0] == {}


def test_nothing_is_left_out_by_a_reader_who_is_killed_again_and_again(
    bench: Bench, visitor: Any
) -> None:
    network = bench.network()
    ours = [network.publish(post()).id for _ in range(2)]
    chance, written = random.Random(7), {visitor.comments("First", to=ours[0])}
    kept: set[str] = set()
    mark, is_all = "", False

    while not (is_all and len(written) >= MANY[bench.slug]):
        for _ in range(MANY[bench.slug] // 3 if len(written) < MANY[bench.slug] else 0):
            written.add(visitor.comments(f"Number {len(written)}", to=chance.choice(ours)))
        page = bench.network().arrivals(mark)
        if chance.random() < 0.4:
            continue  # killed before anything was kept
        kept |= {item.id for item in page.items}
        mark, is_all = page.mark, page.is_all
    rest, _, _ = read_all(network, mark)

    assert written <= kept | set(rest)
    assert len(mark) < 100_000


def test_an_edit_and_a_deletion_are_noticed(bench: Bench, visitor: Any) -> None:
    network = bench.network()
    ours = network.publish(post())
    edited, deleted = (visitor.comments(text, to=ours.id) for text in ("Frist", "Second"))
    _, _, mark = read_all(network)
    if bench.slug != "bluesky":  # where nobody can edit
        visitor.edits(edited, "First")
    visitor.removes(deleted)

    found, gone, mark = read_all(network, mark)

    assert gone == [deleted]
    assert network.arrived(deleted) is None
    if bench.slug != "bluesky":
        assert list(found) == [edited]
        assert found[edited].text.endswith("First")
    assert read_all(network, mark)[:2] == ({}, [])


def test_an_answer_stands_under_what_it_answers_and_is_sent_once(
    bench: Bench, visitor: Any
) -> None:
    network = bench.network()
    ours = network.publish(post())
    id = visitor.comments("When is it?", to=ours.id)
    _, _, mark = read_all(network)
    answer = post("On Friday at 10 & not <before>.", answers=id)

    first = network.publish(answer)
    second = bench.network().publish(answer)

    assert first.id == second.id
    found = bench.network().find(answer)
    assert found
    assert found.id == first.id
    live = network.read(first.id)
    assert live
    assert live.text.endswith("On Friday at 10 & not <before>.")
    again = visitor.comments("Thank you", to=first.id)
    after, _, _ = read_all(network, mark)
    assert list(after) == [again]
    assert after[again].came is Came.COMMENT
    assert after[again].answers == first.id
    network.delete(first.id)
    assert network.read(first.id) is None


def test_an_answer_to_what_is_gone_is_refused(bench: Bench, visitor: Any) -> None:
    network = bench.network()
    id = visitor.comments("Never mind", to=network.publish(post()).id)
    visitor.removes(id)

    with pytest.raises(Refused):
        network.publish(post(answers=id))


@pytest.mark.parametrize("act", Act)
def test_what_can_be_done_is_done_once_and_undone_and_all_else_is_refused(
    bench: Bench, visitor: Any, act: Act
) -> None:
    network = bench.network()
    ability = network.about.ability(act)
    id = visitor.comments("You all stink", to=network.publish(post()).id)
    item = network.arrived(id)
    assert item

    if not ability.can:
        with pytest.raises(Refused) as refused:
            network.moderate(act, id, author=item.author.id, reason="abuse")
        assert refused.value.says == ability.says
        return
    if bench.slug == "bluesky":
        takes_reports(bench)
    for _ in range(2 if act is not Act.REPORT or ability.undo else 1):
        network.moderate(act, id, author=item.author.id, reason="abuse: It insults the staff.")

    now = network.arrived(id)
    assert (now is None) == (act is Act.DELETE)
    if act is Act.HIDE:
        assert now
        assert now.is_hidden
    if not ability.undo:
        with pytest.raises(Refused, match="does not let us take this back"):
            network.undo(act, id, author=item.author.id)
        return
    for _ in range(2):
        network.undo(act, id, author=item.author.id)
    assert network.arrived(id) == item


def test_waiting_is_told_and_loses_nothing(bench: Bench, visitor: Any) -> None:
    network = bench.network()
    ours = network.publish(post())
    _, _, mark = read_all(network)
    id = visitor.comments("Hello", to=ours.id)
    assert bench.between
    bench.between.does(says(429, Retry_After="77"), to=("GET", "."))

    with pytest.raises(TryLater) as later:
        bench.network().arrivals(mark)

    assert later.value.after == 77
    bench.between.behaves()
    assert id in read_all(network, mark)[0]


def test_no_picture_is_ever_fetched(
    bench: Bench, visitor: Any, graph: Any, appview: AppView
) -> None:
    network = bench.network()
    ours = network.publish(post())
    text = 'Look <img src="http://127.0.0.1:9/img/child.jpg" alt="A child">'
    id = visitor.comments(text, to=ours.id)
    if bench.slug == "facebook":
        image = {"image": {"src": "http://127.0.0.1:9/img/child.jpg"}}
        graph[1].comments[id]["attachment"] = {"media": image}
    assert bench.between
    bench.between.seen.clear()
    appview.asked.clear()

    found, _, _ = read_all(network)
    network.arrived(id)

    if bench.slug in ("bluesky", "facebook"):
        assert found[id].media[0].url.startswith("http")
    assert bench.between.seen
    assert not [one.path for one in bench.between.seen if "img" in one.path]
    assert not [path for path in appview.asked if "img" in path]


@pytest.mark.parametrize(
    "mark", ["x", "{}", "[]", "null", '{"v":1}', '{"v":1,"place":1}', "9" * 999]
)
def test_a_mark_that_is_none_begins_at_the_beginning(
    bench_of: Callable[[str], Bench], mark: str
) -> None:
    bench = bench_of("facebook")
    network = bench.network()
    whole, _, _ = read_all(network)

    assert read_all(network, mark)[0].keys() == whole.keys()


def test_a_reply_that_was_never_announced_is_found_in_its_thread(
    bench_of: Callable[[str], Bench], parent: OnBluesky, appview: AppView
) -> None:
    network = bench_of("bluesky").network()
    ours = network.publish(post())
    _, _, mark = read_all(network)
    id = parent.comments("Nobody tells you", to=ours.id)
    appview.unnoticed.add(id)

    found, _, _ = read_all(network, mark)

    assert found[id].under == ours.id


def test_a_mention_that_says_it_is_from_yesterday_still_comes_in(
    bench_of: Callable[[str], Bench], parent: OnBluesky
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    parent.comments("Now", to=network.publish(post()).id)
    _, _, mark = read_all(network)
    yesterday = (post().at - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": bench.credentials["did"]}
    facet = {"index": {"byteStart": 0, "byteEnd": 5}, "features": [feature]}
    id = parent.writes("@ashlands.test hello", createdAt=yesterday, facets=[facet])

    found, _, _ = read_all(network, mark)

    assert found[id].came is Came.MENTION
    assert found[id].under == ""


def test_hiding_on_bluesky_needs_a_thread_of_ours(
    bench_of: Callable[[str], Bench], parent: OnBluesky
) -> None:
    network = bench_of("bluesky").network()
    id = parent.writes("Not under your post")

    with pytest.raises(Refused, match="began with a post of yours"):
        network.moderate(Act.HIDE, id, author=parent.did, reason="")


def test_a_report_to_bluesky_names_the_very_version_and_its_kind(
    bench_of: Callable[[str], Bench], parent: OnBluesky
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    id = parent.comments("Buy watches", to=network.publish(post()).id)
    takes_reports(bench)

    network.moderate(Act.REPORT, id, author=parent.did, reason="spam: Watches again.")

    assert bench.between
    report = json.loads(bench.between.seen[-1].body)
    assert report["reasonType"] == "com.atproto.moderation.defs#reasonSpam"
    assert report["reason"] == "Watches again."
    assert report["subject"]["uri"] == id
    assert report["subject"]["cid"]


def test_what_somebody_wrote_is_not_gone_because_we_blocked_them(
    bench_of: Callable[[str], Bench], parent: OnBluesky
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    id = parent.comments("Hello", to=network.publish(post()).id)
    assert bench.between
    bench.between.does(says(200, b'{"posts": []}'), to=("GET", "getPosts"))

    item = network.arrived(id)

    assert item
    assert item.text == "Hello"


def test_a_private_message_on_mastodon_is_one_and_its_answer_stays_private(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("mastodon")
    network = bench.network()
    assert bench.between
    visitor = OnMastodon(bench.between.upstream.geturl(), "visitor")
    ours = network.publish(post())
    id = visitor.comments("Between us", to=ours.id, visibility="direct")

    answer = network.publish(post("Of course.", answers=id))

    found, _, _ = read_all(network)
    assert found[id].came is Came.MESSAGE
    status = visitor._ask("GET", f"/statuses/{answer.id}")
    assert status["visibility"] == "direct"
    assert "@parent" in status["content"].replace("<span>", "")
    assert TOKEN not in repr(found)


def test_private_messages_on_facebook_come_in_and_are_answered_once(
    bench_of: Callable[[str], Bench], graph: tuple[str, Graph]
) -> None:
    network = bench_of("facebook").network()
    first = graph[1].message("Is school open?", by="7002")
    _, _, mark = read_all(network)
    second = graph[1].message("Hello?", by="7002")

    found, _, _ = read_all(network, mark)

    assert first not in found
    assert found[second].came is Came.MESSAGE
    answer = post("Yes.", answers=second)
    assert network.publish(answer).id == network.publish(answer).id
    ours = [one for one in graph[1].messages.values() if one["from"]["id"] != "7002"]
    assert [one["message"] for one in ours] == ["Yes."]
    with pytest.raises(Refused, match="private message"):
        network.moderate(Act.HIDE, second, author="7002", reason="")


def test_comments_that_wait_for_approval_or_lie_in_spam_come_in_as_hidden(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("wordpress")
    network = bench.network()
    assert bench.between
    visitor = OnWordPress(bench.between.upstream.geturl(), bench.credentials["password"])
    id = visitor.comments("Hold me", to=network.publish(post()).id)
    visitor._ask("POST", f"comments/{id.removeprefix('comment-')}", json={"status": "spam"})

    found, _, _ = read_all(network)

    assert found[id].is_hidden


def test_comments_that_were_deleted_for_good_hide_no_later_ones(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("wordpress")
    network = bench.network()
    assert bench.between
    visitor = OnWordPress(bench.between.upstream.geturl(), bench.credentials["password"])
    ours = network.publish(post())
    early = [visitor.comments(f"Early {number}", to=ours.id) for number in range(8)]
    _, _, mark = read_all(network)
    for id in early:
        visitor.removes(id)
    late = [visitor.comments(f"Late {number}", to=ours.id) for number in range(5)]

    found, gone, _ = read_all(network, mark)

    assert list(found) == late
    assert sorted(gone) == sorted(early)


def test_somebody_who_may_not_see_comments_is_told(
    bench_of: Callable[[str], Bench], site: tuple[str, str, str]
) -> None:
    network = bench_of("wordpress").network(user="contributor", password=site[2])

    with pytest.raises(NetworkError, match="Connect a user who is an editor"):
        network.arrivals("")
