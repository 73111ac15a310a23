"""Bundles that somebody changed: every change is named, with its item or its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bundles import (
    AT,
    SIGNER,
    SOUND,
    Files,
    bundle_of,
    bytes_of,
    changed,
    checked,
    files_in,
    in_manifest,
    notes,
    packed_anew,
    problems,
    without,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.core.evidence import (
    BundleError,
    Known,
)
from gatepost.core.evidence.manifest import written
from gatepost.core.evidence.sealing import seal_file
from gatepost.core.ledger import Signer

OTHER = bytes_of(bundle_of(case="2026-015", made_at=AT + timedelta(days=9)))
SOMEBODY = Signer(b"x" * 32)


def forged(change: Callable[[dict[str, Any]], object], *, signer: Signer | None = None) -> bytes:
    """Somebody changes the manifest and seals it anew."""
    files = dict(files_in(SOUND))
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    files["manifest.json"] = written(manifest)
    digest = hashlib.sha256(files["manifest.json"]).hexdigest()
    files["seal.json"] = seal_file(manifest, manifest_sha256=digest, signer=signer)
    return packed_anew(list(files.items()))


def move(seconds: int) -> Callable[[dict[str, Any]], object]:
    def change(manifest: dict[str, Any]) -> None:
        moment = f"2026-11-18T16:30:{seconds:02}.000000Z"
        manifest["items"][0]["moments"]["happened"] = moment

    return change


ATTACKS: dict[str, tuple[Callable[[Files], Files], list[str]]] = {
    "a byte of an item": (
        lambda files: changed(files, "items/0001.png", lambda one: b"X" + one[1:]),
        ["altered 1"],
    ),
    "an item cut short": (
        lambda files: changed(files, "items/0002.warc", lambda one: one[:-1]),
        ["size 2"],
    ),
    "something put behind an item": (
        lambda files: changed(files, "items/0001.png", lambda one: one + b"!"),
        ["size 1"],
    ),
    "one item in the place of another": (
        lambda files: [
            (name, dict(files)["items/0002.warc"] if name == "items/0001.png" else content)
            for name, content in files
        ],
        ["size 1"],
    ),
    "the file of an item taken out": (
        lambda files: without(files, "items/0001.png"),
        ["missing 1"],
    ),
    "an item taken out of files and manifest": (
        lambda files: changed(
            without(files, "items/0001.png"),
            "manifest.json",
            in_manifest(lambda manifest: manifest["items"].pop(0)),
        ),
        ["manifest-altered manifest.json", "item-gone 1"],
    ),
    "the last item taken out of the manifest": (
        lambda files: changed(
            files, "manifest.json", in_manifest(lambda manifest: manifest["items"].pop())
        ),
        ["manifest-altered manifest.json", "item-gone 3"],
    ),
    "items in another order": (
        lambda files: changed(
            files, "manifest.json", in_manifest(lambda manifest: manifest["items"].reverse())
        ),
        ["manifest-altered manifest.json", "item-moved 3", "item-moved 1"],
    ),
    "an item listed twice": (
        lambda files: changed(
            files,
            "manifest.json",
            in_manifest(lambda manifest: manifest["items"].append(manifest["items"][0])),
        ),
        ["manifest-altered manifest.json", "item-added 1"],
    ),
    "an item put in": (
        lambda files: changed(
            files,
            "manifest.json",
            in_manifest(
                lambda manifest: manifest["items"].append({**manifest["items"][2], "number": 4})
            ),
        ),
        ["manifest-altered manifest.json", "item-added 4"],
    ),
    "a moment": (
        lambda files: changed(files, "manifest.json", in_manifest(move(31))),
        ["manifest-altered manifest.json", "item-changed 1"],
    ),
    "a state": (
        lambda files: changed(
            files,
            "manifest.json",
            in_manifest(lambda manifest: manifest["items"][1].update(state="held")),
        ),
        ["manifest-altered manifest.json", "item-changed 2"],
    ),
    "who exported it": (
        lambda files: changed(
            files, "manifest.json", in_manifest(lambda manifest: manifest.update(by="nobody"))
        ),
        ["manifest-altered manifest.json"],
    ),
    "the manifest of another bundle": (
        lambda files: changed(
            files, "manifest.json", lambda _: dict(files_in(OTHER))["manifest.json"]
        ),
        [
            "manifest-altered manifest.json",
            "manifest-swapped manifest.json",
            "altered statement.txt",
        ],
    ),
    "manifest and seal of another bundle": (
        lambda files: changed(
            changed(files, "manifest.json", lambda _: dict(files_in(OTHER))["manifest.json"]),
            "seal.json",
            lambda _: dict(files_in(OTHER))["seal.json"],
        ),
        ["altered statement.txt"],
    ),
    "the manifest laid out nicely": (
        lambda files: changed(
            files, "manifest.json", lambda one: json.dumps(json.loads(one), indent=1).encode()
        ),
        ["manifest-writing manifest.json", "manifest-altered manifest.json"],
    ),
    "the seal": (
        lambda files: changed(
            files, "seal.json", lambda one: one.replace(b"2026-014", b"2026-01_")
        ),
        ["bad-signature seal.json", "manifest-swapped manifest.json"],
    ),
    "the seal taken out": (
        lambda files: without(files, "seal.json"),
        ["no-seal seal.json"],
    ),
    "the signature of another bundle": (
        lambda files: changed(
            files,
            "seal.json",
            lambda one: written(
                {
                    **json.loads(one),
                    "signature": json.loads(dict(files_in(OTHER))["seal.json"])["signature"],
                }
            ),
        ),
        ["bad-signature seal.json"],
    ),
    "a line of the custody": (
        lambda files: changed(files, "custody.json", lambda one: one.replace(b"viewed", b"hidden")),
        ["altered custody.json", "custody custody.json"],
    ),
    "a line taken out of the custody": (
        lambda files: changed(
            files,
            "custody.json",
            lambda one: one.replace(one.splitlines(keepends=True)[2], b""),
        ),
        ["size custody.json", "custody custody.json", "custody-head custody.json"],
    ),
    "the end of the custody": (
        lambda files: changed(
            files, "custody.json", lambda one: one[: one.rindex(b",\n{")] + b"\n]\n"
        ),
        ["size custody.json", "custody-head custody.json"],
    ),
    "custody that is none": (
        lambda files: changed(files, "custody.json", lambda one: b"x" * len(one)),
        ["altered custody.json", "custody-unreadable custody.json"],
    ),
    "an entry of the ledger": (
        lambda files: changed(
            files, "ledger.jsonl", lambda one: one.replace(b"case.opened", b"case.closed")
        ),
        ["altered ledger.jsonl", "ledger ledger.jsonl"],
    ),
    "the ledger taken out": (
        lambda files: without(files, "ledger.jsonl"),
        ["missing ledger.jsonl"],
    ),
    "no ledger at all": (
        lambda files: changed(files, "ledger.jsonl", lambda one: b"x" * len(one)),
        ["altered ledger.jsonl", "ledger-unreadable ledger.jsonl"],
    ),
    "the statement": (
        lambda files: changed(
            files, "statement.txt", lambda one: one.replace(b"does not prove", b"surely proves")
        ),
        ["size statement.txt"],
    ),
    "a file nobody knows": (
        lambda files: [*files, ("items/0009.exe", b"MZ")],
        ["stranger items/0009.exe"],
    ),
    "a file that leads out": (
        lambda files: [*files, ("../../etc/cron.d/job", b"* * * * *")],
        ["way-out ../../etc/cron.d/job"],
    ),
    "a file from the root": (
        lambda files: [*files, ("/etc/passwd", b"x")],
        ["way-out /etc/passwd"],
    ),
    "a file of Windows": (
        lambda files: [*files, ("..\\..\\run.bat", b"x"), ("C:/run.bat", b"x")],
        ["way-out ..\\..\\run.bat", "way-out C:/run.bat"],
    ),
    "a file that stands there twice": (
        lambda files: [*files, ("items/0001.png", b"another")],
        ["twice items/0001.png"],
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_change_is_named(attack: str) -> None:
    change, named = ATTACKS[attack]
    spoiled = packed_anew(change(files_in(SOUND)))

    assert problems(spoiled) == named
    assert not checked(spoiled).is_sound


def test_a_forger_without_the_key_is_found_out_by_it_alone() -> None:
    """Everything fits together; only the key, the hash of the manifest and the ledger tell."""
    alone = forged(move(31))
    by_another = forged(move(31), signer=SOMEBODY)

    assert problems(alone) == []
    assert "unsigned" in notes(checked(alone))
    assert problems(by_another, Known(keys=[SIGNER.fingerprint])) == ["unknown-key seal.json"]
    assert "ledger-other-key" in notes(checked(by_another))
    right = checked(SOUND).manifest_sha256
    assert problems(alone, Known(manifest=right)) == ["other-manifest manifest.json"]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_single_changed_byte_of_any_file_is_noticed(data: st.DataObject) -> None:
    files = files_in(SOUND)
    index = data.draw(st.integers(0, len(files) - 1))
    name, content = files[index]
    place = data.draw(st.integers(0, len(content) - 1))
    mask = data.draw(st.integers(1, 255))
    spoiled = content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]

    try:
        found = problems(packed_anew([*files[:index], (name, spoiled), *files[index + 1 :]]))
    except BundleError as error:
        assert name == "manifest.json"
        assert name in str(error)
    else:
        assert any(
            name in one or f" {int(name[6:10])}" in one for one in found if "items" in name
        ) or any(name in one for one in found)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(SOUND) - 1), mask=st.integers(1, 255))
def test_any_single_changed_byte_of_the_archive_is_noticed(place: int, mask: int) -> None:
    """The frame around the files too, so that nothing can be hidden in it."""
    spoiled = SOUND[:place] + bytes([SOUND[place] ^ mask]) + SOUND[place + 1 :]

    try:
        assert problems(spoiled)
    except BundleError as error:
        assert str(error).endswith(".")


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400), cut=st.integers(0, len(SOUND)))
def test_no_bytes_bring_it_down(content: bytes, cut: int) -> None:
    for spoiled in (content, SOUND[:cut] + content, content + SOUND, SOUND[:cut] + SOUND[-900:]):
        try:
            assert spoiled == SOUND or problems(spoiled)
        except BundleError as error:
            assert str(error).endswith(".")
