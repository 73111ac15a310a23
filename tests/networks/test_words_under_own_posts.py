"""Words of ours stand under a post of ours, whatever became of the comment that they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from benches import Bench, post
from visitors import OnBluesky, OnFacebook, OnMastodon, OnWordPress

pytestmark = [pytest.mark.xdist_group("networks"), pytest.mark.once]


@pytest.fixture(params=("bluesky", "mastodon", "wordpress", "facebook"))
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    return bench_of(request.param)


@pytest.fixture
def visitor(bench: Bench, request: pytest.FixtureRequest) -> Any:
    assert bench.between
    address = bench.between.upstream.geturl()
    return {
        "bluesky": lambda: OnBluesky(request.getfixturevalue("pds")),
        "mastodon": lambda: OnMastodon(address, "visitor"),
        "wordpress": lambda: OnWordPress(address, bench.credentials["password"]),
        "facebook": lambda: OnFacebook(request.getfixturevalue("graph")[1]),
    }[bench.slug]()


def test_they_are_sent_once_though_the_comment_is_gone(bench: Bench, visitor: Any) -> None:
    network = bench.network()
    ours = network.publish(post())
    comment = visitor.comments("You all stink", to=ours.id)
    item = network.arrived(comment)
    assert item
    visitor.removes(comment)
    words = post("We have removed a comment here.", answers=item.under)

    first = network.publish(words)
    second = bench.network().publish(words)

    assert (first.id, first.id != ours.id) == (second.id, True)
    live = network.read(first.id)
    assert live
    assert live.text.endswith("We have removed a comment here.")
