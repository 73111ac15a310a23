"""What is known of each network: limits with their source and date, in its own counting, and sentences for people."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from benches import Shelf, picture, post

from gatepost.core.checks.networks import Limit
from gatepost.networks.about import ABILITIES, About, problems, read_about
from gatepost.networks.errors import Refused
from gatepost.networks.known import NETWORKS, connect
from gatepost.networks.outgoing import Outgoing
from gatepost.networks.outward import Outward

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize("about", NETWORKS.values(), ids=NETWORKS)
def test_every_limit_says_where_it_is_written_and_when_somebody_looked(about: About) -> None:
    for field in fields(about.limits):
        limit = getattr(about.limits, field.name)
        if isinstance(limit, Limit):
            assert limit.source
            assert isinstance(limit.on, date)


@pytest.mark.parametrize("about", NETWORKS.values(), ids=NETWORKS)
def test_what_a_network_cannot_do_is_said_in_sentences(about: About) -> None:
    assert about.cannot
    assert all(one[0].isupper() and one.endswith(".") for one in [*about.cannot, *about.steps])
    assert about.can <= set(ABILITIES)
    assert about.can or about.steps


@pytest.mark.parametrize("about", NETWORKS.values(), ids=NETWORKS)
def test_every_network_can_be_connected_and_says_so(about: About) -> None:
    given = {"page": "100", "server": "https://a.example", "site": "https://a.example"}
    credentials = {setting.key: given.get(setting.key, "x") for setting in about.asks}

    network = connect(about.slug, credentials=credentials, outward=Outward(), shelf=Shelf())

    assert network.about == about
    assert set(credentials) <= set(network.credentials)


def test_what_is_missing_to_connect_is_named() -> None:
    with pytest.raises(Refused) as refused:
        connect("mastodon", credentials={"server": "https://a.example"}, outward=Outward())

    assert refused.value.says == "To connect Mastodon, enter: Access token."


def test_secrets_are_shown_by_no_description() -> None:
    credentials = {"handle": "a.example", "password": "hush"}
    network = connect("bluesky", credentials=credentials, outward=Outward())

    assert "hush" not in repr(network)
    assert "Ashlands" not in repr(post("Ashlands", pictures=(picture("Ashlands"),)))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    outgoing = post("x" * 301, pictures=(picture(""), picture("a" * 2001), *[picture()] * 3))

    found = problems(outgoing, limits=NETWORKS["bluesky"].limits, name="Bluesky")

    assert found == [
        "The text is 1 character too long for Bluesky, which takes 300. Shorten it.",
        "Bluesky takes 4 pictures at most. Take some away.",
        "Picture 1 has no alternative text. Say what it shows.",
        "The alternative text of picture 2 is too long for Bluesky, which takes 2,000 characters. Shorten it.",
    ]


def test_few_characters_can_be_too_many_bytes() -> None:
    (found,) = problems(post(FAMILY * 250), limits=NETWORKS["bluesky"].limits, name="Bluesky")

    assert found.startswith("The text takes 6,250 bytes and Bluesky takes 3,000.")


def test_a_picture_that_is_too_large_is_told() -> None:
    large = picture()
    large = type(large)(b"\x00" * 2_000_001, large.kind, large.alt, 1, 1)

    (found,) = problems(post(pictures=(large,)), limits=NETWORKS["bluesky"].limits, name="Bluesky")

    assert (
        found == "Picture 1 is too large for Bluesky, which takes 2,000,000 bytes. Make it smaller."
    )


def test_a_post_without_a_time_zone_or_key_is_none() -> None:
    at = post().at

    for wrong in ({"key": "", "at": at}, {"key": "1", "at": at.replace(tzinfo=None)}):
        with pytest.raises(ValueError, match="time zone"):
            Outgoing(text="x", **wrong)  # type: ignore[arg-type]


def test_an_ability_that_nobody_knows_is_no_description(tmp_path: Path) -> None:
    path = tmp_path / "about.toml"
    path.write_text(
        '[network.new]\nname = "New"\nconnects-by = "nothing"\ncan = ["fly"]\n', "utf-8"
    )

    with pytest.raises(ValueError, match="fly"):
        read_about(path)
