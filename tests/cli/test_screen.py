"""`gatepost screen`: its contract in JSON, the register's headings, and sentences for what is at fault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gatepost.cli.main import main

TEXT = "Well done Zoë Osei-Mensah!\nRing 07700 900123.\n"


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A draft in a file."""
    path = tmp_path / "post.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def findings(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command that has to succeed and gives its findings."""

    def run(*words: str) -> Any:
        assert main(["screen", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)["findings"]

    return run


def write_register(folder: Path, table: str, *, encoding: str = "utf-8") -> str:
    """A table of names."""
    path = folder / "pupils.csv"
    path.write_bytes(table.encode(encoding))
    return str(path)


def test_the_contract(findings: Any, post: Path, tmp_path: Path) -> None:
    register = write_register(tmp_path, "Forename,Surname,UPN\nZoë,Osei-Mensah,A1\n")

    found = findings("--policy", "model", "--register", register, str(post))

    assert [one["kind"] for one in found] == ["pupil-name", "telephone"]
    for one in found:
        assert set(one) >= {"kind", "level", "text", "start", "end", "clauses", "says"}
        assert TEXT[one["start"] : one["end"]] == one["text"]
        assert "people-agree-to-be-written-about" in one["clauses"]
        assert one["level"] == "needs"
    assert found[0]["who"] == ["A1"]


def test_a_caution_never_blocks_by_itself(findings: Any, post: Path) -> None:
    post.write_text("Vote Labour at the general election.", "utf-8")

    levels = {one["level"] for one in findings("--policy", "model", str(post))}

    assert levels == {"judge"}


TABLES = [
    ("SIMS", "Legal Forename,Legal Surname,Preferred Forename,Reg\nZoë,Osei-Mensah,Zo,3A\n"),
    ("Arbor", "First name,Last name,Year group\nZoë,Osei-Mensah,Year 3\n"),
    ("Bromcom", "FirstName;LastName;Form\nZoë;Osei-Mensah;3A\n"),
    ("tabs", "Given name\tFamily name\tKind\nZoë\tOsei-Mensah\tpupil\n"),
    ("one column", "Pupil name,UPN\n\"Osei-Mensah, Zoë\",A1\n"),
    ("title first", "Class list,,\n,,\nForename,Surname,DOB\nZoë,Osei-Mensah,1/2/2017\n"),
    ("another legal name", "Preferred Surname,Legal Surname,Forename\nMensah,Osei-Mensah,Zoë\n"),
]  # fmt: skip


@pytest.mark.parametrize("table", [table for _, table in TABLES], ids=[name for name, _ in TABLES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_tables_of_schools_are_understood(
    findings: Any, post: Path, tmp_path: Path, table: str, encoding: str
) -> None:
    register = write_register(tmp_path, table, encoding=encoding)

    assert "pupil-name" in [one["kind"] for one in findings("--policy", "model", "--register", register, str(post))]  # fmt: skip


def test_a_name_somebody_goes_by_is_found(findings: Any, post: Path, tmp_path: Path) -> None:
    post.write_text("Zo Mensah won", "utf-8")
    register = write_register(tmp_path, TABLES[0][1])

    assert [one["kind"] for one in findings("--policy", "model", "--register", register, str(post))] == ["pupil-name"]  # fmt: skip


def test_staff_are_told_from_pupils_by_their_role(
    findings: Any, post: Path, tmp_path: Path
) -> None:
    table = "Forename,Surname,Role\nZoë,Osei-Mensah,Class teacher\n"
    register = write_register(tmp_path, table)

    assert "staff-name" in [one["kind"] for one in findings("--policy", "model", "--register", register, str(post))]  # fmt: skip


def test_facts_change_the_answer(findings: Any, post: Path) -> None:
    official = findings(
        "--policy", "ashlands", str(post), "account=official", "consent-of-person=given"
    )
    personal = findings("--policy", "ashlands", str(post), "account=personal", "about=unrelated")

    assert official != personal


def test_pictures_and_networks_are_looked_at(findings: Any, post: Path, tmp_path: Path) -> None:
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(b"<svg>")
    post.write_text("a" * 301, "utf-8")

    found = findings(
        "--policy", "model", "--picture", str(picture), "--network", "bluesky", str(post)
    )

    assert {one["kind"]: (one["level"], one["picture"], one["network"]) for one in found} == {
        "missing-description": ("needs", 0, None),
        "picture-refused": ("needs", 0, None),
        "too-long": ("needs", None, "bluesky"),
    }


def test_people_read_the_gravest_first(post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post.write_text("WOW!! Ring 07700 900123\u202e", "utf-8")

    assert main(["screen", "--policy", "coates-lane", str(post)]) == 0

    told = capsys.readouterr().out
    assert told.index("STOP: “07700 900123”") < told.index("hint: ")
    assert "no-personal-data-e-safety" in told
    assert "\u202e" not in told


def test_the_text_may_be_piped_in_and_no_django_is_loaded() -> None:
    script = (
        "import sys; from gatepost.cli.main import main; "
        "main(['screen', '--policy', 'model', '--json', '-']); "
        "print(sorted({'django', 'numpy', 'sqlite3', 'PIL'} & set(sys.modules)), file=sys.stderr)"
    )

    run = subprocess.run([sys.executable, "-c", script], input=TEXT.encode(), capture_output=True, check=True)  # fmt: skip

    assert run.stderr.strip() == b"[]"
    assert [one["kind"] for one in json.loads(run.stdout)["findings"]] == ["telephone"]


BAD = [
    (["--policy", "modell", "POST"], "Did you mean “model”?"),
    (["--policy", "model", "/no/such/file"], "cannot be read"),
    (["--policy", "model", "LATIN"], "is not UTF-8 text"),
    (["--policy", "model", "LONG"], "at most 200,000 can be looked through"),
    (["--policy", "model", "--register", "/no/such.csv", "POST"], "cannot be read"),
    (["--policy", "model", "--register", "POST", "POST"], "no columns for first name and family name"),
    (["--policy", "model", "--register", "BINARY", "POST"], "is no table that can be read"),
    (["--policy", "model", "--network", "bluesy", "POST"], "Did you mean “bluesky”?"),
    (["--policy", "model", "--description", "A tree", "POST"], "more descriptions than pictures"),
    (["--policy", "model", "--on", "soon", "POST"], "is not a date"),
    (["--policy", "model", "POST", "acount=personal"], "Did you mean “account”?"),
    (["--policy", "model", "POST", "account"], "is not a fact"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_what_is_at_fault_gets_a_sentence_and_status_1(
    words: list[str], sentence: str, post: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"POST": post, "LATIN": tmp_path / "latin", "LONG": tmp_path / "long", "BINARY": tmp_path / "b"}  # fmt: skip
    files["LATIN"].write_bytes(b"caf\xe9")
    files["LONG"].write_text("a" * 200_001)
    files["BINARY"].write_bytes(b"Forename,Surname\n\0\0\x81")

    assert main(["screen", *[str(files.get(word, word)) for word in words]]) == 1

    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_a_draft_without_anything_has_no_findings(findings: Any, post: Path) -> None:
    post.write_text("", "utf-8")

    assert findings("--policy", "model", str(post)) == []
