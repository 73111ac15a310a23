"""What networks take: counting as they count, and what in a draft they would refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_checks_pictures import make_picture

from gatepost.core.checks.counting import length
from gatepost.core.checks.descriptions import fault_of
from gatepost.core.checks.draft import AMBER, GREEN, RED, Attached, Draft, examine
from gatepost.core.checks.found import Found
from gatepost.core.checks.networks import networks, text_limits
from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import Known, Register

SCANNER = Scanner(Register([Known("Ada", "Osei", key="7")]))


def found_in(draft: Draft) -> list[Found]:
    """What is found in a draft."""
    return examine(draft, SCANNER)


def kinds_in(draft: Draft) -> list[str]:
    """The kinds of what is found."""
    return [one.kind for one in found_in(draft)]


@pytest.mark.parametrize(
    ("text", "graphemes", "weighted", "units"),
    [
        ("abc", 3, 3, 3),
        ("Zoe\u0308", 3, 3, 4),
        ("👩‍👩‍👧", 1, 2, 8),
        ("🇬🇧🇫🇷", 2, 4, 8),
        ("👍🏽", 1, 2, 4),
        ("❤️", 1, 2, 2),
        ("日本", 2, 4, 2),
        ("a\r\nb", 3, 4, 4),
        ("1", 1, 1, 1),
        ("“é…”", 4, 5, 4),
    ],
)
def test_texts_are_counted_as_each_network_counts(
    text: str, graphemes: int, weighted: int, units: int
) -> None:
    counted = [length(text, counts=counts) for counts in ("graphemes", "weighted", "utf-16")]

    assert counted == [graphemes, weighted, units]


def test_a_link_counts_the_same_however_long_it_is() -> None:
    short, long = "see https://a.example", "see https://a.example/" + "x" * 200

    assert {length(text, counts="weighted", links=23) for text in (short, long)} == {27}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("See https://a.example/" + "x" * 200, 27),
        ("@head@ashlands.example 👨‍👩‍👧‍👦", 7),
        ("office@ashlands.example", 23),
    ],
)
def test_of_a_far_away_name_mastodon_counts_what_stands_before_its_server(
    text: str, counted: int
) -> None:
    assert length(text, counts="mastodon", links=23) == counted


@pytest.mark.parametrize(("slug", "most"), [("bluesky", 300), ("x", 280), ("mastodon", 500)])
def test_a_text_that_is_too_long_is_found_from_where_it_is(slug: str, most: int) -> None:
    text = "a" * (most - 1) + "é"

    assert list(text_limits(text, networks()[slug])) == []
    (found,) = text_limits(text + "bc", networks()[slug])
    assert (found.kind, found.text, found.start, found.network) == ("too-long", "bc", most, slug)
    assert "2 too many" in found.note


@given(st.text(st.sampled_from("aé👍🏽日\u200d👩 "), min_size=300, max_size=700))
def test_what_fits_fits(text: str) -> None:
    for found in text_limits(text, networks()["x"]):
        assert length(text[: found.start], counts="weighted", links=23) <= 280


def test_every_limit_has_a_source_and_a_day() -> None:
    for network in networks().values():
        for limit in (network.text, network.pictures, network.description):
            assert limit is None or (limit.source and limit.on.year >= 2026)


@pytest.mark.parametrize(
    "description",
    ["image", "Photo.", "IMG_1234.jpg", "DSC00012", "PXL_20260601_101112", "Sports-Day", "sports day.jpg", "12", "ok", "Picture of", "Screenshot 2026-01-02 at 10.30"],
)  # fmt: skip
def test_a_useless_description_is_found(description: str) -> None:
    assert fault_of(description, file_name="sports_day.jpeg") == "useless-description"


@pytest.mark.parametrize("description", ["", "  ", "\u200b", "👍"])
def test_a_missing_description_is_found(description: str) -> None:
    assert fault_of(description) == "missing-description"


@pytest.mark.parametrize(
    "description", ["Children in coats plant a tree", "A photo of the new library", "Playground", "Photographs on a wall"]
)  # fmt: skip
def test_a_description_that_tells_something_is_none(description: str) -> None:
    assert fault_of(description, file_name="IMG_1.jpg") == ""


def test_a_picture_that_only_adorns_needs_no_description() -> None:
    assert fault_of("", is_decorative=True) == ""


GOOD = Attached(
    content=make_picture(), description="Two trees in front of the school", file_name="a.jpg"
)


def test_a_sound_draft_has_no_findings() -> None:
    assert (
        kinds_in(Draft("We planted two trees.", (GOOD,), ("bluesky", "x", "mastodon", "facebook")))
        == []
    )


def test_descriptions_are_looked_through_like_the_text() -> None:
    (found,) = found_in(Draft("Trees", (GOOD, Attached(description="A tree and Ada Osei"))))

    assert (found.kind, found.picture, found.text, found.who) == (
        "pupil-name",
        1,
        "Ada Osei",
        ("7",),
    )


@pytest.mark.parametrize(
    ("lights", "kinds"),
    [
        ({}, []),
        ({"a": GREEN}, []),
        ({"a": AMBER, "b": AMBER}, ["child-not-agreed"]),
        ({"a": RED, "b": GREEN, "c": AMBER}, ["child-not-shown", "child-not-agreed"]),
    ],
)
def test_each_light_that_is_not_green_is_one_finding(
    lights: dict[str, str], kinds: list[str]
) -> None:
    picture = Attached(description="Two trees by a wall", lights=lights)

    assert kinds_in(Draft("Trees", (picture,))) == kinds


def test_children_whom_nobody_has_tagged_are_found() -> None:
    picture = Attached(description="Two trees by a wall", shows_children=True)

    assert kinds_in(Draft("Trees", (picture,))) == ["children-not-tagged"]


def test_a_full_name_beside_a_picture_of_children_is_found() -> None:
    picture = Attached(description="Two trees by a wall", shows_children=True, lights={"7": GREEN})

    assert kinds_in(Draft("Ada Osei won", (picture,))) == ["pupil-name", "name-beside-picture"]


@pytest.mark.parametrize(
    ("rights", "kinds"),
    [
        ("own-work", []),
        ("permitted-and-credited", []),
        ("linked", []),
        ("permitted-not-credited", ["uncredited-work"]),
        ("not-permitted", ["not-permitted-work"]),
        ("", ["rights-not-stated"]),
    ],
)
def test_whose_work_a_picture_is_matters(rights: str, kinds: list[str]) -> None:
    picture = Attached(description="Two trees by a wall", rights=rights)

    assert kinds_in(Draft("Trees", (picture,))) == kinds


def test_what_networks_refuse_of_pictures_is_found() -> None:
    gif = Attached(content=make_picture("GIF"), description="Two trees by a wall")
    large = Attached(content=make_picture("PNG", size=(1200, 900)), description="x " * 1200)

    assert kinds_in(Draft("Trees", (gif,), ("bluesky",))) == ["wrong-picture-kind"]
    assert kinds_in(Draft("Trees", (large,), ("bluesky",))) == ["large-picture", "long-description"]
    assert kinds_in(Draft("Trees", (GOOD,) * 5, ("x",))) == ["too-many-pictures"]
    assert kinds_in(Draft("Trees at www.school.example", (), ("instagram",))) == [
        "link-not-live",
        "needs-a-picture",
    ]


def test_a_file_that_is_no_picture_is_a_finding_with_its_sentence() -> None:
    (found,) = found_in(
        Draft("Trees", (Attached(content=b"<svg>", description="Two trees by a wall"),))
    )

    assert (found.kind, found.picture) == ("picture-refused", 0)
    assert "SVG" in found.note
