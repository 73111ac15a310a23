"""`gatepost verify`: what it says, its exit status, and that no file brings it down."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gatepost.cli.main import main
from gatepost.core.ledger import GENESIS, Happening, Header, Kept, Signer, export_lines, seal

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
SIGNER = Signer(b"s" * 32)


def entries(count: int, *, event: str = "policy.signed") -> list[Kept]:
    found, previous = [], GENESIS
    for number in range(1, count + 1):
        happening = Happening(AT, event, "policies.adoption", str(number), "people.person:4")
        sealed = seal(happening, chain="school-1", number=number, previous=previous)
        found.append(Kept(number, sealed.body, sealed.hash))
        previous = sealed.hash
    return found


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A sound export of twelve entries."""
    path = tmp_path / "ashlands.jsonl"
    header = Header("school-1", "ashlands", [SIGNER.public_key], AT)
    lines = export_lines(header, entries(12), [], signer=SIGNER)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def test_a_sound_export_says_what_that_proves_and_what_not(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(export)]) == 0

    told = capsys.readouterr().out
    assert "Sound: the ledger school-1 (ashlands), 12 entries" in told
    assert f"Newest head: 12:{entries(12)[-1].hash}" in told
    assert SIGNER.fingerprint in told
    assert "The key is the one that the file itself names." in told
    assert "This proves that nobody without the signing key has changed these entries" in told
    assert "whoever held the signing key and the database could have rewritten everything" in told


def test_a_fault_is_told_with_its_entry_and_line(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export.write_bytes(export.read_bytes().replace(b'"id":"7"', b'"id":"8"'))

    assert main(["verify", str(export)]) == 1

    told = capsys.readouterr().out
    assert "NOT SOUND" in told
    assert "The first fault, line 8: Entry 7 was altered" in told


def test_json_promises_these_keys(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export.write_bytes(b"".join(export.read_bytes().splitlines(keepends=True)[:5]))

    assert main(["verify", str(export), "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert set(told) >= {
        "sound",
        "chain",
        "school",
        "exported_at",
        "entries",
        "head",
        "checkpoints",
    }
    assert set(told) >= {"keys", "since", "findings", "more"}
    assert (told["sound"], told["entries"], told["head"]["number"]) == (False, 4, 4)
    assert set(told["findings"][0]) >= {"kind", "line", "number", "last", "says"}
    assert (told["findings"][0]["kind"], told["findings"][0]["number"]) == ("unfinished", 5)


def test_a_key_may_be_given_by_fingerprint_or_as_a_file(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "key"
    kept.write_text(SIGNER.public_key + "\n")

    assert main(["verify", str(export), "--key", SIGNER.fingerprint]) == 0
    assert main(["verify", str(export), "--key", str(kept)]) == 0
    assert "the file itself names" not in capsys.readouterr().out
    assert main(["verify", str(export), "--key", Signer(b"x" * 32).fingerprint]) == 1
    assert "not among those to be trusted" in capsys.readouterr().out


def test_a_head_printed_elsewhere_is_compared(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = entries(12)[8].hash, entries(12, event="policy.withdrawn")[8].hash

    assert main(["verify", str(export), "--head", f"9:{right[:16].upper()}"]) == 0
    assert "Entry 9 is the one of which the given head was taken." in capsys.readouterr().out
    assert main(["verify", str(export), "--since", right]) == 0
    assert "that of entry 9; 3 were added since" in capsys.readouterr().out
    assert main(["verify", str(export), "--head", f"9:{wrong}"]) == 1
    assert "Entries up to 9 are not those" in capsys.readouterr().out
    assert main(["verify", str(export), "--since", wrong]) == 1
    assert "the history was rewritten since that head was printed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--head", "9"],
        ["--head", "nine:0123456789abcdef"],
        ["--head", "9:0123"],
        ["--since", "0123"],
        ["--key", "nothing"],
        [],
    ],
)
def test_what_was_typed_wrongly_is_usage(
    export: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["verify", *([str(export)] if words else []), *words])

    assert end.value.code == 2
    assert "usage: gatepost verify" in capsys.readouterr().err


Hostile = Callable[[bytes], bytes]
HOSTILE: dict[str, tuple[Hostile, str]] = {
    "empty": (lambda _: b"", "The file is empty."),
    "blank": (lambda _: b"\n\n\n", "its first line is not the header"),
    "binary": (lambda _: os.urandom(100_000), "its first line is not the header"),
    "zeros": (lambda _: bytes(3_000_000), "its first line is not the header"),
    "utf-16": (lambda sound: sound.decode().encode("utf-16"), "its first line is not the header"),
    "not utf-8": (lambda sound: sound.replace(b"policies", b"\xff\xfe", 1), "Entry 1 was altered"),
    "nesting": (
        lambda _: b'{"header":' + b"[" * 900_000 + b"\n",
        "its first line is not the header",
    ),
    "nested header": (
        lambda _: b'{"header":{"format":' + b"[" * 20_000 + b"]" * 20_000 + b"}}\n",
        "its first line is not the header",
    ),
    "nested checkpoint": (
        lambda sound: sound.replace(
            b'{"closing":',
            b'{"checkpoint":{"a":'
            + b"[" * 20_000
            + b"]" * 20_000
            + b'},"signature":"'
            + b"0" * 128
            + b'"}\n{"closing":',
        ),
        "This line cannot be read and is no part of the ledger.",
    ),
    "later version": (
        lambda sound: sound.replace(b'"version":1', b'"version":2', 1),
        "This ledger has the format 2, and this Gatepost reads format 1.",
    ),
    "another format": (
        lambda sound: sound.replace(b"gatepost-ledger", b"other", 1),
        "its first line is not the header",
    ),
    "keys that are none": (
        lambda sound: sound.replace(SIGNER.public_key.encode(), b"x", 1),
        "The first line of this ledger is damaged",
    ),
    "a chain with quotes": (
        lambda sound: sound.replace(b'"chain":"school-1"', b'"chain":"a\\",\\"b"', 1),
        "The first line of this ledger is damaged",
    ),
    "long line": (
        lambda sound: sound.replace(b"policies", b"x" * 5_000_000, 1),
        "This line cannot be read; it should hold entry 1.",
    ),
    "windows line ends": (
        lambda sound: sound.replace(b"\n", b"\r\n"),
        "its first line is not the header",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_no_file_brings_it_down(
    export: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, says = HOSTILE[case]
    export.write_bytes(spoil(export.read_bytes()))

    assert main(["verify", str(export)]) == 1

    told = capsys.readouterr()
    assert says in told.out + told.err


def test_files_that_cannot_be_opened_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "nothing.jsonl")]) == 1
    assert main(["verify", str(tmp_path)]) == 1

    told = capsys.readouterr().err
    assert "cannot be read: No such file or directory." in told
    assert "cannot be read: Is a directory." in told


@pytest.mark.parametrize("fill", [b"x", b"\n", b"{}\n"])
def test_a_huge_file_of_nonsense_needs_little_memory(tmp_path: Path, fill: bytes) -> None:
    """A line of half a gigabyte, or a million lines of nothing, with 200 megabytes to work in."""
    path = tmp_path / "huge.jsonl"
    header = Header("school-1", "ashlands", [SIGNER.public_key], AT).line + b"\n"
    size = 1 << 29 if fill == b"x" else 1 << 20
    with path.open("wb") as file:
        file.write(header)
        if fill == b"x":
            file.write(fill)
            file.truncate(size)  # a hole reads as zeros and takes no room on the disk
        else:
            file.write(fill * (size // len(fill)))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))

    done = subprocess.run(
        [sys.executable, "-m", "gatepost", "verify", str(path)],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
        timeout=100,
    )

    assert done.returncode == 1, done.stderr[-500:]
    assert "NOT SOUND" in done.stdout
    assert "line 2: This line cannot be read" in done.stdout
    assert done.stdout.count("\n") < 60
