"""Networks that count, and a school with accounts on them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from django.conf import LazySettings

from gatepost.networks.outward import Bounds, Outward
from gatepost.posts.publishing import packing
from tests.networks.between import Between, between
from tests.posts.counting_networks import (
    NETWORKS,
    Counting,
    counting_networks,
)


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[Between, Counting]]:
    """Networks that count, and somebody who stands before them."""
    with counting_networks() as (address, counting), between(address) as standing:
        yield standing, counting


@pytest.fixture
def desk(
    networks: tuple[Between, Counting],
    cast: SimpleNamespace,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SimpleNamespace]:
    """A school with accounts on them that waits a moment for an answer, and not a minute."""
    settings.NETWORKS_ON_LOOPBACK = True
    bounds = Bounds(connect=2, silence=0.4, total=3)
    monkeypatch.setattr(packing, "Outward", partial(Outward, bounds=bounds))
    cast.between, cast.counting = networks
    for network in NETWORKS:
        cast.counting.posts[network].clear()
    cast.counting.lets_in = True
    yield cast
    cast.between.behaves()
