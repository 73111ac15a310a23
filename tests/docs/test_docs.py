"""The documents say what is so: commands, verdicts, links, versions, and the worked example."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import gatepost
from gatepost.__main__ import SERVER_COMMANDS
from gatepost.cli.main import COMMANDS, main
from gatepost.core.policy.clauses import KEYS
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.core.policy.vocabulary import VERDICTS

ROOT = Path(__file__).parents[2]
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
EXAMPLE = ROOT / "docs" / "for-policy-leads" / "example" / "hazel-bank"
REFERENCE = (ROOT / "docs" / "for-policy-leads" / "reference.md").read_text("utf-8")
COMMAND_DOCS = (ROOT / "docs" / "for-developers" / "commands.md").read_text("utf-8")


@pytest.mark.parametrize(
    "command", [*COMMANDS, *(name for name in SERVER_COMMANDS if name != "makemigrations")]
)
def test_every_command_is_documented(command: str) -> None:
    assert f"## gatepost {command}\n" in COMMAND_DOCS


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_documented(verdict: str) -> None:
    assert f"`{verdict}`" in COMMAND_DOCS


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_a_clause_is_documented(key: str) -> None:
    assert f"`{key}`" in REFERENCE


def test_the_changelog_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert newest
    assert newest[1] == project == gatepost.__version__


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) + re.findall(
        r'src="([^"]+)"', text
    ):
        assert (
            target.startswith(("http://", "https://", "mailto:")) or (path.parent / target).exists()
        ), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_is_named_that_is_not_there(path: Path) -> None:
    named = re.findall(
        r"`((?:docs|gatepost|tests|scripts|packs|frontend|requirements|inventory)/[\w./-]+)`",
        path.read_text("utf-8"),
    )

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_worked_example_is_sound_and_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(EXAMPLE)]) == 0
    assert main(["test", str(EXAMPLE)]) == 0
    assert (
        main(["coverage", "--policy", str(EXAMPLE), "--inventory", str(EXAMPLE / "inventory.tsv")])
        == 0
    )

    told = capsys.readouterr().out
    assert "0 contradictions, 0 oversights" in told
    assert "8 of 8 carried" in told


def test_what_the_guide_shows_is_what_the_example_holds() -> None:
    guide = (ROOT / "docs" / "for-policy-leads" / "writing-a-pack.md").read_text("utf-8")
    held = "\n".join(path.read_text("utf-8") for path in sorted(EXAMPLE.rglob("*.toml")))
    shown = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)

    assert len(shown) >= 8
    assert [block for block in shown if block.strip() not in held] == []


def test_every_mechanism_that_a_pack_may_name_says_what_it_does() -> None:
    assert all(mechanism.says.endswith(".") for mechanism in mechanisms().values())


def test_the_readme_has_exactly_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert re.findall(r"(?m)^(make .+)$", readme) == ["make run", "make test"]
