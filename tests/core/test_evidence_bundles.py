"""Bundles of evidence: what goes in comes out, and whatever was changed on the way is named."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from bundles import (
    AT,
    CAPTURE,
    SCREENSHOT,
    SIGNER,
    SOUND,
    bundle_of,
    bytes_of,
    changed,
    checked,
    content_of,
    custody,
    files_in,
    in_manifest,
    items,
    ledger,
    notes,
    packed_anew,
    problems,
    put,
    stamped,
    without,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from stamping import authority

from gatepost.core.evidence import (
    BundleError,
    Item,
    Known,
    Metadata,
    Moments,
    is_bundle,
    seal_custody,
    verify_bundle,
    write_bundle,
)
from gatepost.core.evidence.archive import Archive
from gatepost.core.evidence.stamps import stamp_request
from gatepost.core.ledger import Happening, Signer

OTHER = bytes_of(bundle_of(case="2026-015", made_at=AT + timedelta(days=9)))
SOMEBODY = Signer(b"x" * 32)


def test_what_goes_in_comes_out_and_any_program_can_open_it(tmp_path: Path) -> None:
    path = put(tmp_path / "case.zip", SOUND)

    report = verify_bundle(path, known=Known(keys=[SIGNER.fingerprint]))

    assert report.is_sound
    assert (report.case, report.school) == ("2026-014", "Ashlands Primary School")
    assert (report.items, report.present, report.stamped, report.custody) == (3, 2, 0, 3)
    assert report.key == SIGNER.fingerprint
    assert report.ledger is not None
    assert (report.ledger.chain, report.ledger.entries) == ("case-12", 3)
    assert notes(report) == {"not-stamped", "login-wall 2", "sealed 3"}
    files = dict(files_in(SOUND))
    assert files["items/0001.png"] == SCREENSHOT
    assert files["items/0002.warc"] == CAPTURE
    assert report.manifest_sha256 == hashlib.sha256(files["manifest.json"]).hexdigest()
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None


def test_the_manifest_keeps_the_moments_apart_and_says_who_and_how() -> None:
    first, second, third = json.loads(dict(files_in(SOUND))["manifest.json"])["items"]

    assert first["moments"] == {
        "captured": "",
        "happened": "2026-11-18T16:30:00.000000Z",
        "received": "2026-11-20T16:30:00.000000Z",
        "seen": "2026-11-19T16:30:00.000000Z",
    }
    assert set(first["metadata"]) == {"technical", "descriptive", "administrative", "provenance"}
    assert first["by"] == "Amara Bell, teaching assistant"
    assert first["content"]["name"] == "Screenshot of Friday.PNG"
    assert first["content"]["sha256"] == hashlib.sha256(SCREENSHOT).hexdigest()
    assert second["state"] == "login-wall"
    assert "content" not in third
    assert third["state"] == "sealed"


def test_the_same_case_makes_the_same_bytes() -> None:
    assert bytes_of(bundle_of()) == SOUND


def test_the_statement_says_what_is_proved_and_what_is_not() -> None:
    signed = dict(files_in(SOUND))["statement.txt"].decode()
    unsigned = dict(files_in(bytes_of(bundle_of(), signer=None)))["statement.txt"].decode()

    assert "1. Screenshot of the comment below the sports day post" in signed
    assert "sealed: not in this bundle" in signed
    assert "Who wrote a post, a message or a comment." in signed
    assert "what a page said was true" in signed
    assert "No item in this bundle is time-stamped" in signed
    assert SIGNER.fingerprint in signed
    assert "It is not signed" not in signed
    assert "It is not signed" in unsigned


def test_a_bundle_that_nobody_signed_says_so() -> None:
    report = checked(bytes_of(bundle_of(), signer=None))

    assert report.is_sound
    assert report.key == ""
    assert "unsigned" in notes(report)
    assert problems(bytes_of(bundle_of(), signer=None), Known(keys=[SIGNER.fingerprint])) == [
        "unsigned seal.json"
    ]


def test_a_key_that_only_the_bundle_names_is_noted() -> None:
    assert "own-key" in notes(checked(SOUND))
    assert problems(SOUND, Known(keys=[SOMEBODY.fingerprint])) == [
        "unknown-key seal.json",
        "ledger ledger.jsonl",
    ]


def test_the_hash_of_the_manifest_tells_one_bundle_from_another() -> None:
    right = checked(SOUND).manifest_sha256

    assert problems(SOUND, Known(manifest=right)) == []
    assert problems(OTHER, Known(manifest=right)) == ["other-manifest manifest.json"]


def test_a_case_without_items_or_ledger_can_be_exported() -> None:
    report = checked(bytes_of(bundle_of([], custody=[], ledger=None)))

    assert report.is_sound
    assert notes(report) == {"own-key", "no-ledger"}


def test_an_item_has_to_be_the_one_in_the_ledger() -> None:
    other = ledger(sha256="ab" * 32)
    lacking = [Item(**{**vars(item), "ledger_entry": 7}) for item in items()[:1]]

    assert problems(bytes_of(bundle_of(ledger=lambda: [other]))) == ["not-in-ledger 1"]
    assert problems(bytes_of(bundle_of(lacking))) == ["not-in-ledger 1"]


def test_a_head_printed_elsewhere_is_held_against_the_ledger() -> None:
    report = checked(SOUND)
    assert report.ledger is not None

    assert problems(SOUND, Known(heads={3: report.ledger.head_hash})) == []
    assert problems(SOUND, Known(heads={3: "0" * 64})) == ["ledger ledger.jsonl"]


def test_time_stamps_are_checked_and_missed(tmp_path: Path) -> None:
    ours = authority(tmp_path / "authority")
    digest = hashlib.sha256(SCREENSHOT).hexdigest()
    answer = ours.answer(stamp_request(digest, nonce=b"12345678"))
    content = bytes_of(bundle_of(stamped(items(), answer), roots=ours.roots))
    unrooted = bytes_of(bundle_of(stamped(items(), answer)))
    others = authority(tmp_path / "others").roots

    assert notes(checked(content)) >= {"stamp-own-root 1", "item-not-stamped 2"}
    assert notes(checked(content, Known(roots=ours.roots))) >= {"stamped 1"}
    assert notes(checked(unrooted)) >= {"stamp-unchecked 1"}
    assert checked(content).stamped == 1
    assert problems(content) == []
    assert problems(content, Known(roots=others)) == ["stamp 1"]
    assert problems(content, Known(roots=b"no certificate")) == ["stamp 1"]
    taken_out = packed_anew(without(files_in(content), "stamps/0001.tsr"))
    assert problems(taken_out) == ["missing 1"]
    removed = changed(
        without(files_in(content), "stamps/0001.tsr"),
        "manifest.json",
        in_manifest(lambda manifest: manifest["items"][0].pop("stamp")),
    )
    assert problems(packed_anew(removed)) == ["manifest-altered manifest.json", "item-changed 1"]


def test_a_time_stamp_for_another_file_is_no_time_stamp(tmp_path: Path) -> None:
    ours = authority(tmp_path / "authority")
    answer = ours.answer(stamp_request("ab" * 32, nonce=b"12345678"))

    for roots in (b"", ours.roots):
        content = bytes_of(bundle_of(stamped(items(), answer), roots=roots))
        assert problems(content) == ["stamp 1"]
        assert "it is for another file" in checked(content).problems[0].says


def test_a_file_that_is_no_time_stamp_is_told() -> None:
    for answer in (b"nothing", b"", b"0" * 200_000, b"0\x80" * 1000):
        content = bytes_of(bundle_of(stamped(items(), answer)))
        assert problems(content) == ["stamp 1"]


def test_what_is_an_archive_is_seen_from_either_end() -> None:
    assert is_bundle(io.BytesIO(SOUND))
    assert is_bundle(io.BytesIO(b"XX" + SOUND[2:]))
    assert is_bundle(io.BytesIO(SOUND[:-5]))
    assert not is_bundle(io.BytesIO(ledger()))
    assert not is_bundle(io.BytesIO(b""))


def test_bytes_that_are_not_what_came_in_are_never_exported() -> None:
    content = content_of(SCREENSHOT, "a.png")
    for other, says in (
        (SCREENSHOT[:-1] + b"X", "Item 1 is not what came in"),
        (SCREENSHOT + b"X", "Item 1: items/0001.png has not the size"),
        (SCREENSHOT[:-1], "Item 1: items/0001.png has not the size"),
    ):
        changed_content = type(content)(**{**vars(content), "open": lambda other=other: [other]})
        item = Item(**{**vars(items()[0]), "content": changed_content})
        with pytest.raises(BundleError, match=says):
            bytes_of(bundle_of([item]))


WRONG: dict[str, tuple[Callable[[Item], Item], str]] = {
    "a number left out": (lambda item: Item(**{**vars(item), "number": 2}), "numbered 1, 2, 3"),
    "an unheard-of state": (
        lambda item: Item(**{**vars(item), "state": "lost"}),
        "“lost” is no state",
    ),
    "sealed with its content": (
        lambda item: Item(**{**vars(item), "state": "sealed"}),
        "goes without content",
    ),
    "held without content": (
        lambda item: Item(**{**vars(item), "content": None}),
        "needs its content",
    ),
    "a moment without a zone": (
        lambda item: Item(**{**vars(item), "moments": Moments(happened=AT.replace(tzinfo=None))}),
        "needs its time zone",
    ),
    "half a character": (
        lambda item: Item(**{**vars(item), "what": "\ud800"}),
        "half a character",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_together_is_not_written(case: str) -> None:
    change, says = WRONG[case]

    with pytest.raises(BundleError, match=says):
        bytes_of(bundle_of([change(items()[0])]))


def test_names_of_files_cannot_lead_anywhere() -> None:
    names = ["../../x.PNG", "a.b/c", "", "noending", "x.{}$", "Bild.jpeg", "ü.ü", "a." + "e" * 40]
    made = [
        Item(n, "x", "x", "x", Moments(), content=content_of(b"x", name))
        for n, name in enumerate(names, 1)
    ]

    files = [name for name, _ in files_in(bytes_of(bundle_of(made))) if name.startswith("items/")]

    endings = ["png", "bin", "bin", "bin", "bin", "jpeg", "bin", "bin"]
    assert files == [f"items/{n:04}.{ending}" for n, ending in enumerate(endings, 1)]


def test_the_custody_keeps_names_and_refuses_a_moment_without_a_zone() -> None:
    assert "Jo Marsh, safeguarding lead" in custody()[0].body
    with pytest.raises(ValueError, match="time zone"):
        seal_custody(
            [Happening(AT.replace(tzinfo=None), "evidence.viewed", "evidence.item", "1")],
            chain="custody-case-12",
        )


def test_large_evidence_is_written_and_checked_in_little_memory(tmp_path: Path) -> None:
    piece = random.Random(5).randbytes(1 << 20)
    size, digest = 300 << 20, hashlib.sha256(piece * 300).hexdigest()
    content = content_of(b"", "film.mp4", "video/mp4")
    large = type(content)(
        "film.mp4", "video/mp4", size, digest, lambda: (piece for _ in range(300))
    )
    path = tmp_path / "large.zip"

    tracemalloc.start()
    with path.open("x+b") as file:
        told = write_bundle(
            file, bundle_of([Item(**{**vars(items()[0]), "content": large, "ledger_entry": 0})])
        )

    assert told.size == path.stat().st_size > size
    with path.open("rb") as file:
        assert Archive(file).by_name["items/0001.mp4"].size == size
    assert verify_bundle(path).is_sound
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


TEXT = st.text(max_size=30)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(TEXT, min_size=6, max_size=6), told=st.dictionaries(TEXT, TEXT, max_size=3))
def test_whatever_people_write_is_kept(words: list[str], told: dict[str, str]) -> None:
    what, by, how, name, case, school = words
    item = Item(
        1, what, by, how, Moments(), Metadata(descriptive=told), content=content_of(b"x", name)
    )

    content = bytes_of(bundle_of([item], case=case, school=school))

    assert problems(content) == []
    kept = json.loads(dict(files_in(content))["manifest.json"])
    assert (kept["case"], kept["items"][0]["what"], kept["items"][0]["content"]["name"]) == (
        case,
        what,
        name,
    )
    assert kept["items"][0]["metadata"]["descriptive"] == told
