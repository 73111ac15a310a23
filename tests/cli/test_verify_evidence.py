"""`gatepost verify` with a bundle of evidence: what it says, its exit status, and that it needs nothing beside it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from bundles import SIGNER, bundle_of, bytes_of, files_in, items, packed_anew, put, stamped
from stamping import authority

from gatepost.cli.main import main
from gatepost.core.evidence.stamps import stamp_request
from gatepost.core.ledger import Signer


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A sound bundle of three items."""
    return put(tmp_path / "case-2026-014.zip", bytes_of(bundle_of()))


def spoil(bundle: Path, *, name: str = "items/0001.png") -> None:
    files = files_in(bundle.read_bytes())
    put(bundle, packed_anew([(one, b"X" + it[1:] if one == name else it) for one, it in files]))


def test_a_sound_bundle_says_what_that_proves_and_what_not(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle)]) == 0

    told = capsys.readouterr().out
    assert "Sound: the evidence in the case 2026-014 (Ashlands Primary School): 3 items" in told
    assert f"Signed with the key {SIGNER.fingerprint}." in told
    assert "Not time-stamped" in told
    assert "Item 2: not evidence of the post: a page that asks to sign in was captured." in told
    assert "Item 3: sealed: not in this bundle." in told
    assert "Once that is done, this proves that these are the bytes that Gatepost held" in told
    assert "It does not prove who wrote a post" in told


def test_a_fault_is_told_with_its_item(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(bundle)

    assert main(["verify", str(bundle)]) == 1

    told = capsys.readouterr().out
    assert "NOT SOUND: the evidence in the case 2026-014" in told
    assert "Item 1: items/0001.png was altered" in told
    assert "proves that" not in told


def test_json_promises_these_keys(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(bundle)

    assert main(["verify", str(bundle), "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert set(told) >= {"kind", "sound", "case", "school", "made_at", "by", "items", "present"}
    assert set(told) >= {"stamped", "custody", "key", "manifest", "ledger", "problems", "notes"}
    assert (told["kind"], told["sound"], told["ledger"]["chain"]) == ("evidence", False, "case-12")
    assert told["problems"] == [
        {
            "kind": "altered",
            "item": 1,
            "file": "items/0001.png",
            "says": "Item 1: items/0001.png was altered: its bytes are not those that the manifest gives the hash of.",
        }
    ]
    assert {key: told["notes"][-1][key] for key in ("kind", "item")} == {
        "kind": "sealed",
        "item": 3,
    }


def test_a_key_and_the_hash_of_the_manifest_are_held_against_it(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["verify", str(bundle), "--json"])
    right = json.loads(capsys.readouterr().out)["manifest"]

    assert main(["verify", str(bundle), "--manifest", right, "--key", SIGNER.fingerprint]) == 0
    told = capsys.readouterr().out
    assert "that the bundle itself names" not in told
    assert "This proves that these are the bytes" in told
    assert main(["verify", str(bundle), "--manifest", "0" * 64]) == 1
    assert "manifest.json is not the one whose hash you gave" in capsys.readouterr().out
    assert main(["verify", str(bundle), "--key", Signer(b"x" * 32).fingerprint]) == 1
    assert "not among those to be trusted" in capsys.readouterr().out


def test_an_authority_is_held_against_the_time_stamps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = authority(tmp_path / "authority")
    what = items()
    assert what[0].content is not None
    answer = ours.answer(stamp_request(what[0].content.sha256, nonce=b"12345678"))
    path = put(tmp_path / "case.zip", bytes_of(bundle_of(stamped(what, answer))))
    kept = put(tmp_path / "roots.pem", ours.roots)
    others = put(tmp_path / "others.pem", authority(tmp_path / "others").roots)

    assert main(["verify", str(path), "--authority", str(kept)]) == 0
    assert "Note: Item 1: time-stamped at 20" in capsys.readouterr().out
    assert main(["verify", str(path), "--authority", str(others)]) == 1
    assert "Item 1: the time stamp of this item is wrong" in capsys.readouterr().out
    assert main(["verify", str(path), "--authority", str(path)]) == 1
    assert "given with --authority, holds no certificates in PEM." in capsys.readouterr().err


def test_options_for_a_bundle_do_not_pass_unnoticed_with_a_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(tmp_path / "ledger.jsonl", dict(files_in(bytes_of(bundle_of())))["ledger.jsonl"])

    assert main(["verify", str(path)]) == 0
    assert main(["verify", str(path), "--manifest", "0" * 64]) == 1
    assert "This is no bundle of evidence" in capsys.readouterr().err


@pytest.mark.parametrize("at", [0, 1, -1, -20])
def test_a_bundle_damaged_at_either_end_is_told(
    bundle: Path, at: int, capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(bundle.read_bytes())
    content[at] ^= 1
    put(bundle, bytes(content))

    assert main(["verify", str(bundle)]) == 1

    told = capsys.readouterr()
    assert any(word in told.out + told.err for word in ("altered", "damaged"))


def test_nothing_in_a_bundle_plays_with_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wild = "\x1b[2J\x1b]0;x\x07\u202e"
    path = put(tmp_path / "wild.zip", bytes_of(bundle_of(case=wild, school=wild, by=wild)))
    put(path, packed_anew([*files_in(path.read_bytes()), (wild[:4], b"")]))

    assert main(["verify", str(path)]) == 1

    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "\u202e" not in told


def test_it_runs_beside_nothing_else_and_loads_no_django(bundle: Path, tmp_path: Path) -> None:
    """In an empty folder, with no settings and no home, and little memory."""
    program = (
        "import sys; from gatepost.cli.main import main; status = main(sys.argv[1:]); "
        "sys.exit(9 if 'django' in sys.modules else status)"
    )
    empty = tmp_path / "empty"
    empty.mkdir()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))

    done = subprocess.run(
        [sys.executable, "-c", program, "verify", str(bundle)],
        cwd=empty,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
        timeout=100,
    )

    assert done.returncode == 0, done.stderr[-500:]
    assert "Sound: the evidence" in done.stdout
    assert list(empty.iterdir()) == []
