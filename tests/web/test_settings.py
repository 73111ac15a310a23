"""Settings: what they do, what stops the start, and that all are documented."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installations import Installation

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "for-schools" / "settings.md"
LONG = "x" * 60


@pytest.fixture(autouse=True)
def once(pytestconfig: pytest.Config) -> None:
    """These start with the file that Gatepost makes by itself, so a second run would show nothing more."""
    if pytestconfig.getoption("database") != "sqlite":
        pytest.skip("shows the same on either database")


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`gatepost …` with a data folder and some settings, and no others."""
    return Installation(folder, environment).run(*arguments)


def settings_in_use() -> set[str]:
    """Every setting that the code names."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "gatepost").rglob("*.py"))
    names = set(re.findall(r"\bGATEPOST_[A-Z_]*[A-Z]\b", text))
    return names | {"GATEPOST_SECRET_KEY_FILE"}


def test_every_setting_is_documented_and_every_documented_one_is_used() -> None:
    documented = set(re.findall(r"^\| `(GATEPOST_[A-Z_]+)`", DOCUMENT.read_text("utf-8"), re.M))

    assert documented == settings_in_use()


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("GATEPOST_DEBUG", "yes", "GATEPOST_DEBUG has to be True or False, not “yes”."),
        ("GATEPOST_SECRET_KEY", "short", "The secret key has 5 characters; it needs 50"),
        ("GATEPOST_SECRET_KEY_FILE", "/nowhere/key", "names a file that cannot be read"),
        ("GATEPOST_DATABASE_URL", "nonsense", "GATEPOST_DATABASE_URL cannot be understood"),
        ("GATEPOST_DATABASE_URL", "mysql://a/b", "has to name SQLite or PostgreSQL"),
        ("GATEPOST_ALLOWED_HOSTS", ",", "GATEPOST_ALLOWED_HOSTS is empty"),
        (
            "GATEPOST_ADDRESS",
            "policy.ashlands.example",
            "GATEPOST_ADDRESS has to be an address such",
        ),
        ("GATEPOST_MAIL_FROM", "policy", "GATEPOST_MAIL_FROM has to be an e-mail address"),
        ("GATEPOST_SMTP_URL", "smtp://mail.example", "set GATEPOST_MAIL_FROM and GATEPOST_ADDRESS"),
        ("GATEPOST_DATA", "/dev/null/here", "The folder GATEPOST_DATA cannot be used"),
    ],
)
def test_a_bad_setting_stops_the_start_with_one_sentence(
    tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    done = run(tmp_path, "check", **{setting: value})

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bad_setting_stops_a_process_that_starts_from_nothing_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gatepost", "check"],
        env={**os.environ, "GATEPOST_DATA": str(tmp_path / "data"), "GATEPOST_DEBUG": "yes"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "GATEPOST_DEBUG has to be True or False, not “yes”.\n"


def test_the_first_start_makes_a_folder_and_a_key_for_the_owner_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "check", "--settings-only").returncode == 0

    folder, key = tmp_path / "data", tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text("utf-8")
    assert run(tmp_path, "check", "--settings-only").returncode == 0
    assert key.read_text("utf-8") == first
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_a_key_that_is_given_is_not_written_down(tmp_path: Path) -> None:
    assert run(tmp_path, "check", "--settings-only", GATEPOST_SECRET_KEY=LONG).returncode == 0

    assert not (tmp_path / "data" / "secret-key").exists()


def test_a_key_is_given_once(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(LONG, "utf-8")

    both = run(
        tmp_path,
        "check",
        "--settings-only",
        GATEPOST_SECRET_KEY=LONG,
        GATEPOST_SECRET_KEY_FILE=str(file),
    )

    assert "Set GATEPOST_SECRET_KEY or GATEPOST_SECRET_KEY_FILE, not both." in both.stderr
    assert (
        run(tmp_path, "check", "--settings-only", GATEPOST_SECRET_KEY_FILE=str(file)).returncode
        == 0
    )


ASK = """
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory
told = {"host": "policy.ashlands.example", "x-forwarded-proto": "https"}
asked = RequestFactory().get("/", headers=told)
print(asked.get_host(), asked.is_secure())
try:
    RequestFactory().get("/", headers={"host": "other.example"}).get_host()
except DisallowedHost:
    print("refused")
"""


@pytest.mark.parametrize(("proxies", "is_secure"), [("0", "False"), ("1", "True")])
def test_a_server_is_known_by_its_address_and_believes_only_a_proxy_of_its_own(
    tmp_path: Path, proxies: str, is_secure: str
) -> None:
    settings = {
        "GATEPOST_ADDRESS": "https://policy.ashlands.example",
        "GATEPOST_PROXIES": proxies,
    }

    said = Installation(tmp_path, settings).python(ASK).split()

    assert said == ["policy.ashlands.example", is_secure, "refused"]


def test_the_models_and_their_migrations_agree(tmp_path: Path) -> None:
    done = run(tmp_path, "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stdout


def test_nothing_is_wrong_with_the_settings_of_a_server(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--settings-only", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
