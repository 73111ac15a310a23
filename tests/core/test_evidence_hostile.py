"""Archives that were made to do harm, and manifests that are none: a clear sentence, and nothing is unpacked."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles import (
    SOUND,
    Files,
    changed,
    checked,
    files_in,
    in_manifest,
    packed_anew,
    problems,
    without,
)

from gatepost.core.evidence import (
    BundleError,
    verify_bundle,
)


def zipped(files: Files, **how: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()


def test_an_archive_packed_by_another_program_is_told_and_its_changes_named() -> None:
    stored = zipped(files_in(SOUND))
    dropped = zipped(without(files_in(SOUND), "items/0002.warc"))

    assert problems(stored) == ["frame"]
    assert problems(dropped) == ["frame", "missing 2"]


def test_files_that_are_compressed_are_never_unpacked() -> None:
    """Half a gigabyte of zeros in half a megabyte."""
    files = files_in(SOUND)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
        with archive.open(zipfile.ZipInfo("items/0009.bin"), "w") as inside:
            inside.write(b"")
        packed = zipfile.ZipInfo("bomb.bin")
        packed.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(packed, "w") as inside:
            for _ in range(500):
                inside.write(bytes(1 << 20))

    found = problems(file.getvalue())

    assert "packed bomb.bin" in found
    assert "stranger bomb.bin" in found


def test_a_compressed_manifest_is_not_read() -> None:
    with pytest.raises(BundleError, match=r"no manifest\.json in it that can be read as it is"):
        checked(zipped(files_in(SOUND), compression=zipfile.ZIP_DEFLATED))


def test_files_that_overlap_are_not_opened() -> None:
    """Ten thousand entries of the directory that all lead to one file."""
    content = SOUND
    end = struct.unpack("<4s4H2LH", content[-22:])
    directory = content[end[6] : end[6] + end[5]]
    first = directory[: 46 + len("manifest.json")]
    rows = first * 10_000
    spoiled = (
        content[: end[6]]
        + rows
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(rows), end[6], 0)
    )

    with pytest.raises(BundleError, match="overlap"):
        checked(spoiled)


def test_a_huge_directory_or_manifest_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.zip"
    with path.open("wb") as file:
        file.write(SOUND)
        file.truncate(1 << 31)
        file.seek(0, 2)
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 1 << 30, 0, 0))
    with pytest.raises(BundleError, match="not written by Gatepost"):
        verify_bundle(path)

    large = packed_anew([("manifest.json", b" " * 16_000_001)])
    with pytest.raises(BundleError, match="larger than any that Gatepost writes"):
        checked(large)


MANIFESTS: dict[str, bytes] = {
    "empty": b"",
    "no json": b"hello",
    "no object": b"[]",
    "nested": b'{"format":' + b"[" * 100_000,
    "half a character": b'{"format":"gatepost-evidence","version":1,"by":"\\ud800"}',
    "not utf-8": b"\xff\xfe{}",
    "a number of thousands of digits": b'{"format":' + b"9" * 5_000 + b"}",
    "a later version": b'{"format":"gatepost-evidence","version":2}',
    "nothing in it": b'{"format":"gatepost-evidence","version":1}',
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_that_is_none_is_told(case: str) -> None:
    with pytest.raises(BundleError) as told:
        checked(packed_anew([("manifest.json", MANIFESTS[case])]))

    assert str(told.value).endswith((".", "again."))


def broken(change: Callable[[dict[str, Any]], object]) -> bytes:
    return packed_anew(changed(files_in(SOUND), "manifest.json", in_manifest(change)))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["items"][0]["content"].update(file="../../../etc/passwd"),
        lambda told: told["items"][0]["content"].update(file="items/0002.warc"),
        lambda told: told["items"][0].update(state="unheard-of"),
        lambda told: told["items"][2].update(state="held"),
        lambda told: told["items"][0].update(state="sealed"),
        lambda told: told["items"][0].update(number="1"),
        lambda told: told["items"][0]["metadata"].update(secret={}),
        lambda told: told["items"][0]["metadata"]["technical"].update(width=5),
        lambda told: told["items"][0].update(number=True),
        lambda told: told.update(items={}),
        lambda told: told.update(more="x"),
        lambda told: told["items"][2].update(
            stamp={"authority": "", "file": "stamps/0003.tsr", "sha256": "", "size": 1}
        ),
    ],
)
def test_a_manifest_of_another_shape_is_told(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(BundleError, match=r"manifest\.json is damaged or was altered"):
        checked(broken(change))


@pytest.mark.parametrize(
    "damage",
    [
        (b"Ashlands Primary", b"Ash\\ud800"),
        (b"taken on", b"\\udfff"),
        (b'"size":1360', b'"size":9' + b"0" * 30),
    ],
)
def test_what_no_manifest_can_hold_is_told(damage: tuple[bytes, bytes]) -> None:
    content = dict(files_in(SOUND))["manifest.json"].replace(*damage)

    with pytest.raises(BundleError, match=r"manifest\.json is damaged or was altered"):
        checked(packed_anew(changed(files_in(SOUND), "manifest.json", lambda _: content)))


def test_a_chain_of_custody_too_large_to_be_read_is_told() -> None:
    huge = changed(files_in(SOUND), "custody.json", lambda one: one + b" " * 64_000_000)

    assert problems(packed_anew(huge)) == ["size custody.json", "custody-unreadable custody.json"]


def test_twenty_thousand_items_that_are_all_wrong_are_told_soon() -> None:
    def many(manifest: dict[str, Any]) -> None:
        last = manifest["items"][2]
        manifest["items"] = [{**last, "number": 20_000 - n} for n in range(20_000)]

    began = time.monotonic()
    report = checked(broken(many))

    assert len(report.problems) == 1_000
    assert report.more > 10_000
    assert time.monotonic() - began < 20
