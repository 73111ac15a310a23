"""Networks where a person posts: the pack, and the proof that it was done."""

from __future__ import annotations

import io
import zipfile
from typing import cast

import pytest
from benches import picture, post

from gatepost.networks.by_hand.adapter import ABOUT, ByHandNetwork
from gatepost.networks.errors import ByHand, Refused
from gatepost.networks.known import connect
from gatepost.networks.outward import Outward

POSTS = {
    "tiktok": ["https://www.tiktok.com/@ashlands.school/video/7312345678901234567?lang=en"],
    "linkedin": [
        "https://www.linkedin.com/feed/update/urn:li:activity:7312345678901234567/",
        "https://uk.linkedin.com/posts/ashlands-school_sports-activity-7312345678901234567-AbCd",
    ],
    "x": [
        "https://x.com/ashlands/status/1850000000000000000?s=20",
        "https://twitter.com/ashlands/status/1850000000000000000",
    ],
    "threads": ["https://www.threads.com/@ashlands/post/DAbCdEfGhIj"],
    "youtube": [
        "https://www.youtube.com/watch?v=abcdefghijk&t=3s",
        "https://youtu.be/abcdefghijk?si=xyz",
        "https://m.youtube.com/shorts/abcdefghijk",
    ],
    "instagram": [
        "https://www.instagram.com/p/DAbCdEfGhIj/?igsh=abc",
        "https://www.instagram.com/ashlands/reel/DAbCdEfGhIj/",
    ],
}
NOT_POSTS = {
    "tiktok": "https://www.tiktok.com/@ashlands.school",
    "linkedin": "https://www.linkedin.com/company/ashlands",
    "x": "https://x.com/ashlands",
    "threads": "https://www.threads.com/@ashlands",
    "youtube": "https://www.youtube.com/@ashlands",
    "instagram": "https://www.instagram.com/ashlands/",
}


def by_hand(slug: str) -> ByHandNetwork:
    return cast(ByHandNetwork, connect(slug, credentials={}, outward=Outward()))


@pytest.mark.parametrize("slug", ABOUT)
def test_publishing_is_left_to_a_person_with_steps(slug: str) -> None:
    with pytest.raises(ByHand) as left:
        by_hand(slug).publish(post(pictures=() if slug == "youtube" else (picture(),)))

    assert len(left.value.steps) >= 4
    assert "paste" in left.value.steps[-1]
    assert left.value.says.endswith("Follow the steps.")


@pytest.mark.parametrize("slug", ABOUT)
def test_finding_reading_and_deleting_are_left_to_a_person_too(slug: str) -> None:
    network = by_hand(slug)

    for act in (
        network.account,
        lambda: network.find(post()),
        lambda: network.read("1"),
        lambda: network.delete("1"),
    ):
        with pytest.raises(ByHand):
            act()


def test_a_pack_holds_text_pictures_and_their_texts_and_is_always_the_same() -> None:
    outgoing = post("Sports day ☀️", pictures=(picture("One"), picture("Two")))

    packed = by_hand("instagram").pack(outgoing)

    with zipfile.ZipFile(io.BytesIO(packed)) as pack:
        held = {name: pack.read(name) for name in pack.namelist()}
    assert held["2 text.txt"].decode() == "Sports day ☀️"
    assert held["picture 2.png"] == picture().content
    assert held["picture 2 alternative text.txt"] == b"Two"
    assert b"1. Sign in to Instagram" in held["1 steps.txt"]
    assert by_hand("instagram").pack(outgoing) == packed


def test_what_a_network_would_not_take_is_not_packed() -> None:
    with pytest.raises(Refused) as refused:
        by_hand("x").pack(post("ü" * 281))

    assert refused.value.says.startswith("The text is 1 character too long for X")


@pytest.mark.parametrize(
    ("slug", "link"), [(slug, link) for slug, links in POSTS.items() for link in links]
)
def test_the_address_of_a_post_is_proof_without_what_follows_people(slug: str, link: str) -> None:
    kept = by_hand(slug).proof(f"  {link} ")

    assert kept.startswith("https://")
    assert not any(trace in kept for trace in ("lang=", "s=20", "si=", "igsh", "t=3s"))
    assert by_hand(slug).proof(kept) == kept


@pytest.mark.parametrize("slug", ABOUT)
def test_an_account_is_no_post(slug: str) -> None:
    with pytest.raises(Refused) as refused:
        by_hand(slug).proof(NOT_POSTS[slug])

    assert "not the address of a post" in refused.value.says


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com.evil.example/ashlands/status/1850000000000000000",
        "https://evil.example/x.com/ashlands/status/1850000000000000000",
        "https://x.com@evil.example/ashlands/status/1850000000000000000",
        "https://me@x.com/ashlands/status/1850000000000000000",
        "https://x.com:8443/ashlands/status/1850000000000000000",
        "javascript:alert(1)//x.com/ashlands/status/1850000000000000000",
        "x.com/ashlands/status/1850000000000000000",
        "https://[x.com/ashlands",
        "",
    ],
)
def test_an_address_elsewhere_is_no_proof(link: str) -> None:
    with pytest.raises(Refused) as refused:
        by_hand("x").proof(link)

    assert "no address on X" in refused.value.says
