"""The command line: its contract in JSON, its exit statuses, and how quickly it answers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gatepost.cli.main import COMMANDS, main
from gatepost.core.ledger import Header, Signer, export_lines
from gatepost.core.policy import load_pack, vocabulary

ROOT = Path(__file__).parents[2]
INVENTORY = str(ROOT / "inventory" / "clauses.tsv")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command that has to succeed and gives what it prints as JSON."""

    def run(*words: str) -> Any:
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_ask_promises_these_keys(told: Any) -> None:
    answer = told(
        "ask", "--policy", "ashlands", "act=open-account", "account=official", "runners=1"
    )

    assert set(answer) >= {
        "policy",
        "verdict",
        "law",
        "clauses",
        "requires",
        "then",
        "range",
        "duties",
        "open",
        "assumed",
        "follows",
    }
    assert set(answer["law"]) >= {"verdict", "clauses"}
    assert set(answer["clauses"][0]) >= {"id", "from", "says", "strength", "severity"}
    assert set(answer["requires"][0]) >= {"fact", "value", "clause"}
    assert set(answer["duties"][0]) >= {"do", "by", "to", "within", "enough", "clause"}
    assert (answer["policy"], answer["verdict"], answer["then"]) == ("ashlands", "only-if", "may")
    assert {"runners", "business-case", "slt-approval"} <= {
        need["fact"] for need in answer["requires"]
    }


def test_an_open_question_says_what_each_answer_would_be(told: Any) -> None:
    answer = told(
        "ask",
        "--policy",
        "our-lady-and-st-rose",
        "act=connect",
        "other=former-pupil",
        "former-pupil-has-relative-at-school=unknown",
    )

    assert answer["range"] == ["must-not", "should-not"]
    assert answer["open"] == [
        {
            "fact": "former-pupil-has-relative-at-school",
            "answers": {"yes": "must-not", "no": "should-not"},
        }
    ]


def test_facts_at_their_defaults_that_would_change_the_answer_are_named(told: Any) -> None:
    answer = told("ask", "--policy", "our-lady-and-st-rose", "act=connect", "other=former-pupil")

    assert "former-pupil-has-relative-at-school" in answer["assumed"]


def test_what_may_follow_stands_beside_a_ban(told: Any) -> None:
    discipline = {
        c.id for c in load_pack("our-lady-and-st-rose").clauses if "OLSR-083" in c.carries
    }

    banned = told("ask", "--policy", "our-lady-and-st-rose", "act=connect", "other=pupil")
    allowed = told("ask", "--policy", "our-lady-and-st-rose", "act=connect", "other=colleague")

    assert discipline <= set(banned["follows"])
    assert allowed["follows"] == []


def test_several_values_are_given_with_commas_or_twice(told: Any) -> None:
    commas = told(
        "ask",
        "--policy",
        "staff-and-governors",
        "act=post",
        "about=pupils,families",
        "manner=critical",
    )
    twice = told(
        "ask",
        "--policy",
        "staff-and-governors",
        "act=post",
        "about=pupils",
        "about=families",
        "manner=critical",
    )

    assert commas == twice
    assert {"SG-047", "SG-048"} <= {
        entry for clause in commas["clauses"] for entry in clause["from"]
    }


def test_the_law_stands_beside_every_answer(told: Any) -> None:
    answer = told(
        "ask",
        "--policy",
        "coates-lane",
        "act=handle-found-material",
        "material=indecent-image-of-child",
        "step=copy",
    )

    assert answer["law"]["verdict"] == "must-not"
    assert answer["law"]["clauses"][0]["severity"] == "grave"
    assert answer["law"]["clauses"][0]["source"]


def test_law_that_no_longer_holds_is_not_cited(told: Any) -> None:
    words = ("--policy", "coates-lane", "act=post", "manner=harassing")
    now = {clause["id"] for clause in told("ask", *words, "--on", "2026-11-21")["law"]["clauses"]}
    long_ago = {
        clause["id"] for clause in told("ask", *words, "--on", "1900-01-01")["law"]["clauses"]
    }

    assert now
    assert not long_ago


def test_explain_gives_a_reason_for_every_clause(told: Any) -> None:
    answer = told(
        "explain", "--policy", "ashlands", "act=post", "account=official", "personal-gain=yes"
    )

    assert all(one["because"] for one in answer["considered"])
    speaking = {entry for one in answer["considered"] if one["speaks"] for entry in one["from"]}
    asked = told("ask", "--policy", "ashlands", "act=post", "account=official", "personal-gain=yes")
    assert speaking == {entry for clause in asked["clauses"] for entry in clause["from"]}


def test_due_promises_these_keys(told: Any) -> None:
    answer = told("due", "--policy", "ashlands", "--received", "2026-11-20T18:00")

    assert {key: answer[key] for key in ("policy", "received", "due")} == {
        "policy": "ashlands",
        "received": "2026-11-20T18:00:00+00:00",
        "due": "2026-11-21T18:00:00+00:00",
    }
    assert answer["clauses"]


def test_due_in_another_zone_and_nation(told: Any) -> None:
    answer = told(
        "due",
        "--policy",
        "ashlands",
        "--received",
        "2026-11-28T10:00",
        "--nation",
        "scotland",
        "--closes",
        "16:00",
    )

    # Monday 30 November is St Andrew's Day.
    assert answer["due"] == "2026-12-01T16:00:00+00:00"


def test_a_policy_without_a_clock_has_no_due_moment(told: Any) -> None:
    assert told("due", "--policy", "coates-lane", "--received", "2026-11-20T18:00")["due"] is None


def test_diff_promises_these_keys(told: Any) -> None:
    answer = told("diff", "our-lady-and-st-rose", "corpus-christi")

    change = answer["changes"][0]
    assert set(change) >= {"situation", "old", "new", "says"}
    assert set(change["old"]) >= {"verdict", "clauses"}
    assert "act" in change["situation"]


def test_lint_names_both_clauses_of_a_contradiction(told: Any) -> None:
    (found,) = told("lint", "ashlands")["packs"]

    assert {
        (one["allows"]["from"][0], one["forbids"]["from"][0]) for one in found["contradictions"]
    } == {
        ("ASH-035", "ASH-143"),
        ("ASH-035", "ASH-145"),
    }


def test_coverage_carries_every_entry_and_every_one_lives_or_says_why_not(told: Any) -> None:
    entries = told("coverage", "--inventory", INVENTORY)["clauses"]

    assert len(entries) == 693
    assert all(entry["carried_by"] for entry in entries)
    assert {entry["state"] for entry in entries} == {"live", "published"}
    assert all(entry["because"] for entry in entries if entry["state"] == "published")
    by_id = {entry["id"]: entry for entry in entries}
    assert by_id["OLSR-077"]["state"] == "live"
    assert "monitoring.notice" in by_id["OLSR-077"]["live"]
    assert "inbox.watch" in by_id["ASH-051"]["live"]
    assert any(
        "test_clock.py::test_a_message_to_an_ashlands_account_is_due" in test
        for test in by_id["ASH-080"]["tests"]
    )


def test_coverage_of_one_policy(told: Any) -> None:
    entries = told("coverage", "--policy", "coates-lane", "--inventory", INVENTORY)["clauses"]

    assert len(entries) == 97


def test_an_entry_that_nothing_carries_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inventory = tmp_path / "more.tsv"
    inventory.write_text("id\tpolicy slug\nASH-999\tashlands\n", "utf-8")

    assert main(["coverage", "--inventory", str(inventory)]) == 1
    assert "ASH-999 is carried by no clause of ashlands." in capsys.readouterr().err


BAD = [
    (["ask", "--policy", "ashland", "act=connect"], "Did you mean “ashlands”?"),
    (["ask", "--policy", "ashlands", "other=pupil"], "The situation names no act."),
    (["ask", "--policy", "ashlands", "act=conect"], "Did you mean “connect”?"),
    (["ask", "--policy", "ashlands", "act=connect", "ohter=pupil"], "Did you mean “other”?"),
    (["ask", "--policy", "ashlands", "act=connect", "other=pupils"], "Did you mean “pupil”?"),
    (
        ["ask", "--policy", "ashlands", "act=connect", "other=pupil,public"],
        "can have one value only",
    ),
    (
        ["ask", "--policy", "ashlands", "act=connect", "actor=unknown,parent"],
        "either unknown or known",
    ),
    (["ask", "--policy", "ashlands", "act=connect", "pupil"], "is not a fact"),
    (
        ["ask", "--policy", "ashlands", "act=post"]
        + [
            f"{fact}={','.join(vocabulary().facts[fact].values)}"
            for fact in ("actor", "about", "manner", "information")
        ],
        "situations at once",
    ),
    (["ask", "--policy", "ashlands", "act=connect,post"], "has one act"),
    (["ask", "--policy", "ashlands", "act=connect", "--on", "soon"], "is not a date"),
    (["explain", "--policy", "ashlands", "act=connect", "x=y"], "There is no fact “x”."),
    (["due", "--policy", "ashlands", "--received", "yesterday"], "is not a date and time"),
    (
        [
            "due",
            "--policy",
            "ashlands",
            "--received",
            "2026-11-20T18:00",
            "--timezone",
            "Mars/Base",
        ],
        "There is no time zone",
    ),
    (
        ["due", "--policy", "ashlands", "--received", "2026-11-20T18:00", "--timezone", "../etc"],
        "There is no time zone",
    ),
    (
        ["due", "--policy", "ashlands", "--received", "2026-11-20T18:00", "--closes", "5pm"],
        "is not a time of day",
    ),
    (["diff", "ashlands", "nowhere"], "There is no pack of this name"),
    (["lint", "/dev/null"], "There is no pack of this name"),
    (["test", "nowhere"], "There is no pack of this name"),
    (["coverage", "--inventory", "/no/such/file.tsv"], "cannot be read"),
    (
        ["coverage", "--policy", "nowhere", "--inventory", INVENTORY],
        "There is no pack of this name",
    ),
    (
        ["coverage", "--policy", "law-england", "--inventory", INVENTORY],
        "no entries for the policy",
    ),
]


@pytest.mark.parametrize(
    ("words", "sentence"), BAD, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_bad_input_gets_a_sentence_and_status_1(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 1

    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["ask", "--policy", "ashlands"],
        ["fly"],
        ["due", "--policy", "ashlands"],
        ["screen", "--policy", "ashlands"],
        ["screen", "post.txt"],
        [],
    ],
)
def test_wrong_usage_is_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert stopped.value.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_also_speaks_plainly(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post = tmp_path / "post.txt"
    post.write_text("We planted two trees.", "utf-8")
    export = tmp_path / "ledger.jsonl"
    signer = Signer(b"s" * 32)
    header = Header("school-1", "ashlands", [signer.public_key], datetime(2026, 11, 23, tzinfo=UTC))
    lines = export_lines(header, [], [], signer=signer)
    export.write_bytes(b"".join(line + b"\n" for line in lines))
    words = {
        "ask": ["--policy", "corpus-christi", "act=share-login", "other=colleague"],
        "explain": ["--policy", "corpus-christi", "act=share-login"],
        "lint": ["corpus-christi"],
        "test": ["coates-lane"],
        "diff": ["our-lady-and-st-rose", "coates-lane"],
        "due": ["--policy", "ashlands", "--received", "2026-11-21T09:00"],
        "screen": ["--policy", "coates-lane", str(post)],
        "coverage": ["--policy", "coates-lane", "--inventory", INVENTORY],
        "verify": [str(export)],
    }[command]

    assert main([command, *words]) == 0
    assert capsys.readouterr().out.strip()


def test_the_pure_commands_load_no_django_and_no_web() -> None:
    script = (
        "import sys; from gatepost.cli.main import main; "
        "main(['ask', '--policy', 'ashlands', 'act=connect']); "
        "print(sorted({'django', 'numpy', 'sqlite3'} & set(sys.modules)), file=sys.stderr)"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stderr.strip() == "[]"


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    words = f"{sys.executable} -m gatepost diff ashlands coates-lane | head -n 1"

    run = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words}"], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0
    assert run.stderr == ""
