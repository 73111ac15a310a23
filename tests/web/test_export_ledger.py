"""`gatepost export-ledger`: what it writes is sound, by the very line that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost.cli.main import main
from tests.installations import Installation, installation

FOUND = ("found-school", "Ashlands School", "--slug", "ashlands", "--administrator", "o@a.example")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with a school."""
    with installation(tmp_path_factory.mktemp("ledger")) as made:
        made.done(*FOUND)
        return made


def test_what_is_exported_is_sound_by_the_line_that_is_printed(
    made: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    said = made.done("export-ledger", "ashlands", str(made.folder / "first.jsonl"))

    (line,) = [line.strip() for line in said.splitlines() if " verify " in line]
    assert main(line.split()[1:]) == 0
    assert capsys.readouterr().out.startswith("Sound: ")
    assert "ledger.exported" in (made.folder / "first.jsonl").read_text("utf-8")


def test_an_older_file_is_not_overwritten(made: Installation) -> None:
    (made.folder / "old.jsonl").write_text("old", "utf-8")

    done = made.run("export-ledger", "ashlands", "old.jsonl")

    assert done.returncode == 1
    assert "old.jsonl is there already. Choose another name." in done.stderr
    assert (made.folder / "old.jsonl").read_text("utf-8") == "old"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere", "a.jsonl"), "There is no school “nowhere”."),
        (("ashlands", "no/such/folder.jsonl"), "cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(
    made: Installation, words: tuple[str, str], sentence: str
) -> None:
    done = made.run("export-ledger", *words)

    assert done.returncode == 1
    assert done.stderr.strip().endswith(sentence)
    assert not list(Path(made.folder).glob("*a.jsonl*"))
