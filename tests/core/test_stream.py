"""A stream is watched for many schools at once, and no post that names one is missed."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.core.matching.jetstream import Splitter, lines
from gatepost.core.matching.stream import Watch, Watched

NAMES = (
    Watched("grove-leeds", "The Grove", near=("Leeds",)),
    Watched("grove-hull", "The Grove", near=("Hull", "Kingston upon Hull")),
    Watched("marys", "St Mary’s Primary School"),
    Watched("marys-too", "Saint Marys Primary School"),
    Watched("both", "St Mary & St John Academy"),
    Watched("heap", "Heap-Bridge Academy"),
    Watched("heap", "heapbridge.bury.sch.example"),
    Watched("elm", "Elm Oak Ash"),
    Watched("yr", "Ysgol Tŷ Coch"),
    Watched("and", "High and Low"),
)
BROKEN = (
    b"",
    b"{",
    b"\x00",
    b"null",
    b"[]",
    b'{"commit":7}',
    b"\xff\xfe",
    b'"' * 50,
    b"[" * 100_000,
)


def line(text: object, *, escape: bool = False, **more: object) -> bytes:
    record = {"$type": "app.bsky.feed.post", "text": text, "langs": ["en"], **more}
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "3k",
        "record": record,
    }
    event = {"did": "did:plc:abc", "time_us": 17, "kind": "commit", "commit": commit}
    return json.dumps(event, ensure_ascii=escape).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch(NAMES)


@pytest.fixture(scope="module")
def patient() -> Watch:
    return Watch(NAMES, scanner="decode")


def schools(watch: Watch, *chunks: bytes) -> list[str]:
    return [key for hit in watch.hits(b"\n".join(chunks)) for key in hit.schools]


LOOKALIKES = str.maketrans("еарномст", "eaphomct")
INVISIBLE = "\ufe0f\u200b\u200d\u00ad"


def letters_of(text: str) -> str:
    """A text in small letters without marks, and “|” for the joints that a name may have; written for this test alone."""
    found, gap, tokens = "", "", []
    for one in text:
        bare = unicodedata.normalize("NFKD", one.casefold()).casefold().translate(LOOKALIKES)
        bare = "".join(each for each in bare if not unicodedata.combining(each))
        if one in INVISIBLE:
            continue
        if bare.isalnum():
            if gap and found:
                tokens.append((found, gap))
                found = ""
            found, gap = found + bare, ""
        else:
            gap += one
    return joined([*tokens, (found, "!")])


def joined(tokens: list[tuple[str, str]]) -> str:
    """Words with “|” between two that a name may have side by side, and “||” where it may not."""
    whole = "|"
    for at, (word, gap) in enumerate(tokens):
        if not (word == "s" and at and tokens[at - 1][1] in ("'", "’")):
            whole += "st" if word == "saint" else word
        else:
            whole = whole.removesuffix("|") + "s"
        bare = gap.removeprefix(".") if word in ("st", "saint") else gap
        is_apart = len(bare) > 5 or re.search(r'[!?;:()"]|\.\s', bare)
        whole += ("||" if is_apart else "|") + ("and|" if "&" in gap or "+" in gap else "")
    return whole


def slow(text: str) -> set[str]:
    """The plain way: one regular expression for each name, with its own idea of letters and of words."""
    written = letters_of(text)
    words = f" {re.sub('[|]+', ' ', written).strip()} "
    found = set()
    for one in NAMES:
        pieces = letters_of(one.alias).strip("|").split("|")
        pattern = "[|]?".join("(?:st|saint)" if piece == "st" else piece for piece in pieces)
        is_near = not one.near or any(f" {town.lower()} " in words for town in one.near)
        if is_near and re.search(f"[|]{pattern}[|]", written):
            found.add(one.key)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "at St Mary's Primary School.", "at ST. MARY’S primary-school!", "Saint Marys Primary School",
        "see\nSt Mary's\nPrimary\tSchool", "#StMarysPrimarySchool", "go #SaintMarysPrimarySchool now",
        "St Máry's Prımary School", "St Mary\u200b's Pri\u00admary School", "ЅТ Маry's Primary School",
        "Ｓｔ Mary's Primary School", "St Mary\ufe0f's Primary School", "\\St Mary's Primary School/",
        "St \u202es'yraM\u202c Primary School", "St Mary's\n\n\n\n\nPrimary\n\nSchool", "#GoStMarysPrimarySchoolNow",
        "“St Mary‘s Primary School”", "@StMarysPrimarySchool.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("escape", [False, True])
def test_a_name_is_found_however_it_is_written(watch: Watch, text: str, escape: bool) -> None:
    assert schools(watch, line(text, escape=escape)) == ["marys", "marys-too"]


@pytest.mark.parametrize(
    "text",
    [
        "St Mary's. Primary School", "St Mary's Primary Schools", "West Mary's Primary School", "a St Mary's",
        "St Mary's (Primary) School", "St Mary's Prim ary School", "the grove",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_not_taken_for_it(watch: Watch, text: str) -> None:
    assert schools(watch, line(text)) == []


def test_and_may_be_a_sign(watch: Watch) -> None:
    texts = [
        "St Mary and Saint John Academy",
        "Saint Mary &amp St John Academy",
        "st mary + st john academy",
    ]

    found = [schools(watch, line(text).replace(b"&", rb"\u0026")) for text in texts]

    assert found == [["both"], [], ["both"]]
    assert schools(watch, line("High & Low")) == ["and"]


def test_a_name_that_many_share_brings_them_all_unless_a_place_tells_them_apart(
    watch: Watch,
) -> None:
    assert schools(watch, line("The Grove in Leeds")) == ["grove-leeds"]
    assert schools(watch, line("The Grove, Hull or LEEDS?")) == ["grove-hull", "grove-leeds"]
    assert schools(watch, line("The Grove", tags=["kingston upon hull"])) == ["grove-hull"]


def test_links_tags_and_what_stands_for_a_picture_count(watch: Watch) -> None:
    link = {
        "features": [
            {
                "$type": "app.bsky.richtext.facet#link",
                "uri": "https://heapbridge.bury.sch.example/a",
            }
        ]
    }
    picture = {"images": [{"alt": "The gate of Heap Bridge Academy"}]}
    card = {
        "media": {
            "external": {
                "uri": "https://x.example",
                "title": "Heap Bridge Academy",
                "description": "",
            }
        }
    }

    assert schools(watch, line("look", facets=[link])) == ["heap"]
    assert schools(watch, line("look", embed=picture)) == ["heap"]
    assert schools(watch, line("look", embed=card)) == ["heap"]
    assert schools(watch, line("look", tags=["HeapBridgeAcademy"])) == ["heap"]


def test_a_hit_says_where_the_post_stands(watch: Watch) -> None:
    parent = "at://did:plc:x/app.bsky.feed.post/1"
    (hit,) = watch.hits(
        line("Heap Bridge Academy", reply={"parent": {"uri": parent}, "root": {"uri": parent}})
    )

    assert hit.post.uri == "at://did:plc:abc/app.bsky.feed.post/3k"
    assert (hit.post.answers, hit.post.time_us, hit.post.langs) == (parent, 17, ("en",))


def test_other_events_and_broken_lines_are_passed_over(watch: Watch, patient: Watch) -> None:
    good = line("Heap Bridge Academy")
    like = good.replace(b"app.bsky.feed.post", b"app.bsky.feed.like")
    gone = good.replace(b'"create"', b'"delete"')

    for one in (watch, patient):
        assert schools(one, *BROKEN, like, gone, good[:-9], good, b"") == ["heap"]


def test_a_field_of_the_wrong_kind_or_half_a_character_hides_no_post(
    watch: Watch, patient: Watch
) -> None:
    odd = [
        line("Heap Bridge Academy", embed="x"),
        line("Heap Bridge Academy \ud83d", escape=True),
        line("Heap Bridge Academy ?").replace(b"?", b"\xff"),
    ]

    for one in (watch, patient):
        assert schools(one, *odd) == ["heap"] * 3


def test_a_line_of_a_megabyte_is_read(watch: Watch) -> None:
    long = "x " * 500_000

    assert schools(watch, line(long + "Heap Bridge Academy"), line(long)) == ["heap"]


def test_a_name_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 3 Latin letters"):
        Watch([Watched("x", "A!")])


def test_no_names_bring_no_hits() -> None:
    assert Watch([]).hits(line("Heap Bridge Academy")) == []


PARTS = st.sampled_from(
    [
        "St", "Saint", "ST.", "Mary", "Márys", "Mary's", "Mary’s", "s", "Primary", "PRIMARY", "School", "John", "Academy",
        "Heap", "Bridge", "heapbridge", "bury", "sch", "example", "The", "Grove", "Leeds", "Hull", "Elm", "Oak", "Ash",
        "Ysgol", "Tŷ", "Ty", "Coch", "High", "Low", "and", "Неар", "Ｏak", "B\u200dridge", "\U0001d406rove",
    ]
)  # fmt: skip
GAPS = st.sampled_from(
    [" "] * 6
    + ["", "-", "’", "'", ". ", ".", "\n", "\t", " & ", "/", '"', "\\", "\u2011", "\ufe0f", " \u200b ", "❤️", "\u3000", "!", " \n- ", "\n\n\n\n\n"]
    + ["\b", "\x00", "\ufe0f\ufe0f ", "ß", "é", "学校", "\ud83d", "+"]
)  # fmt: skip
TEXTS = st.lists(st.tuples(PARTS, GAPS), min_size=1, max_size=8).map(
    lambda pairs: "".join(part + gap for part, gap in pairs)
)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_is_missed_and_nothing_added_beside_the_slow_way(
    watch: Watch, patient: Watch, texts: list[str], escape: bool
) -> None:
    raw = [line(text, escape=escape, id=at) for at, text in enumerate(texts)]
    chunk = b"\n".join(raw)

    found = watch.hits(chunk)

    assert found == patient.hits(chunk)
    said = [json.loads(one.decode("utf-8", "replace"))["commit"]["record"]["text"] for one in raw]
    assert [set(hit.schools) for hit in found] == [
        schools for schools in map(slow, said) if schools
    ]


@given(st.lists(st.binary(max_size=60), max_size=6), st.data())
@settings(max_examples=150, deadline=None)
def test_pieces_of_any_size_give_the_same_lines(bits: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join([*bits, b""])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    splitter = Splitter()

    places = zip([0, *cuts], [*cuts, len(whole)], strict=True)
    fed = b"".join(splitter.feed(whole[begin:end]) for begin, end in places)

    assert fed == whole


@given(st.lists(st.binary(max_size=80), max_size=8))
@settings(max_examples=150, deadline=None)
def test_nothing_that_arrives_stops_the_watch(watch: Watch, bits: list[bytes]) -> None:
    good = line("Heap Bridge Academy")

    assert schools(watch, *bits, b"", good)[-1:] == ["heap"]


def test_a_line_without_end_is_dropped_and_the_next_is_read() -> None:
    splitter = Splitter(most=10)

    fed = [splitter.feed(piece) for piece in (b"a\n123", b"4567890", b"1", b"2\nb", b"c\n")]

    assert fed == [b"a\n", b"", b"", b"", b"bc\n"]
    assert splitter.dropped == 1


def test_frames_of_a_connection_become_chunks_of_lines() -> None:
    assert list(lines(["a", b"b\n", "c"], together=2)) == [b"a\nb \n", b"c\n"]
