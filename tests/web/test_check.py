"""`gatepost check`: each thing that is missing or unsafe is told, with what to do; a sound installation is called so."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.installations import Installation, installation, server_of
from tests.web.test_server import free_port

# What a sound installation needs: a worker that was seen, and a backup.
IN_ORDER = """
from datetime import timedelta
from pathlib import Path
from django.utils.timezone import now
from gatepost.jobs.models import Worker
from gatepost.web.backups.making import make
Worker.objects.create(name="w", started_at=now(), seen_at=now() + timedelta(hours=1))
make(Path("backup.zip"), at=now())
"""
FAILED = """
from django.utils.timezone import now
from gatepost.jobs.models import Job
from gatepost.notices import send
from gatepost.people.models import School
Job.objects.create(kind="a", key="", due_at=now(), given_up_at=now(), last_error="KeyError")
Job.objects.create(kind="b", key="", due_at=now(), is_recurring=True, last_error="OSError")
send("review-due", to="a@b.example", link="/", at=now()).was_refused("no", at=now())
School.objects.create(slug="a", name="A", is_demo=True)
"""
LOST_GUARD = """
from django.db import connection
from gatepost.records import guards
name = next(name for name in guards.wanted(connection) if name.startswith("records_entry__"))
table = " ON records_entry" if connection.vendor == "postgresql" else ""
connection.cursor().execute(f"DROP TRIGGER {name}{table}")
"""


@pytest.fixture(scope="module")
def mail_server() -> Iterator[str]:
    """The address of a mail server that takes everything."""
    port = free_port()
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}?tls=none"
    with contextlib.suppress(AssertionError):
        controller.stop()


@pytest.fixture
def sound(tmp_path: Path, pytestconfig: pytest.Config, mail_server: str) -> Iterator[Installation]:
    """An installation with nothing to complain of."""
    with installation(tmp_path, server=server_of(pytestconfig), holding=IN_ORDER) as made:
        made.settings |= {
            "GATEPOST_ADDRESS": "https://policy.ashlands.example",
            "GATEPOST_ALLOWED_HOSTS": "policy.ashlands.example",
            "GATEPOST_MAIL_FROM": "policy@ashlands.example",
            "GATEPOST_PROXIES": "1",
            "GATEPOST_SMTP_URL": mail_server,
        }
        yield made


def said_of(made: Installation) -> str:
    done = made.run("check")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def one_line_each(said: str, faults: set[str]) -> None:
    """Each fault is told in a line of its own, and nothing else is."""
    *lines, last = said.splitlines()
    told = {fault: [line for line in lines if fault in line] for fault in faults}
    assert {fault: len(found) for fault, found in told.items()} == dict.fromkeys(faults, 1), said
    assert len(lines) == len(faults), said
    assert all(line.startswith("- ") for line in lines)
    assert last == f"{len(faults)} thing{'s' * (len(faults) > 1)} to do."


def test_a_sound_installation_is_called_so(sound: Installation) -> None:
    done = sound.run("check")

    assert (done.returncode, done.stdout, done.stderr) == (0, "All is right.\n", "")


def test_what_others_could_see_is_told(sound: Installation) -> None:
    sound.settings |= {"GATEPOST_DEBUG": "True", "GATEPOST_ALLOWED_HOSTS": "*"}
    del sound.settings["GATEPOST_PROXIES"]
    sound.data.chmod(0o755)
    (sound.data / "keys").chmod(0o750)
    (sound.data / "keys" / "ledger-signing").chmod(0o644)

    faults = {
        "GATEPOST_DEBUG is on",
        "lets in every name",
        "Set GATEPOST_PROXIES=1.",
        "look into the folder of data. Run: chmod 700",
        "look into the folder of keys. Run: chmod 700",
        "ledger-signing. Run: chmod 600",
    }
    one_line_each(said_of(sound), faults)


def test_what_stands_still_or_failed_is_told(sound: Installation) -> None:
    sound.python(FAILED + LOST_GUARD)
    sound.ask("UPDATE jobs_worker SET seen_at = '2026-01-01 00:00:00+00'")
    sound.settings["GATEPOST_ADDRESS"] = "http://policy.ashlands.example"
    sound.settings["GATEPOST_SMTP_URL"] = "smtp://127.0.0.1:1?tls=none"
    nine_days_ago = datetime.now(tz=UTC) - timedelta(days=9)
    (sound.data / "last-backup").write_text(f'"{nine_days_ago.isoformat()}"', "utf-8")

    faults = {
        "does not begin with https://",
        "does not let us in (ConnectionRefusedError)",
        "The last backup is 9 days old.",
        "No worker is running",
        "1 background jobs were given up (KeyError).",
        "The recurring job b fails (OSError).",
        "1 messages could not be sent.",
        "The database does not guard the ledger",
        "demonstration schools",
    }
    one_line_each(said_of(sound), faults)


def lost(sound: Installation) -> None:
    del sound.settings["GATEPOST_SMTP_URL"]
    (sound.data / "last-backup").unlink()
    sound.ask("DELETE FROM django_migrations WHERE app = 'notices'")


def not_there(sound: Installation) -> None:
    (sound.data / "keys" / "ledger-signing").unlink()
    sound.settings["GATEPOST_DATABASE_URL"] = "postgres://a:b@127.0.0.1:1/none"


@pytest.mark.parametrize(
    ("spoil", "faults"),
    [
        (
            lost,
            {
                "There is no mail server, so messages wait.",
                "There was no backup yet.",
                "The database is not up to date. Run: gatepost migrate",
            },
        ),
        (
            not_there,
            {
                "The keys ledger-signing are not in",
                "The database cannot be asked (OperationalError).",
            },
        ),
    ],
)
def test_what_is_not_there_is_told(
    sound: Installation, spoil: Callable[[Installation], None], faults: set[str]
) -> None:
    spoil(sound)

    one_line_each(said_of(sound), faults)


@pytest.mark.parametrize("name", ["ledger-signing", "vault/1-*"])
def test_a_key_of_the_wrong_length_stops_the_check_with_one_sentence(
    sound: Installation, name: str
) -> None:
    (path,) = (sound.data / "keys").glob(name)
    path.write_bytes(b"short")

    done = sound.run("check")

    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith(f"The key {path} has 5 bytes and should have 32. Put it back")


def test_a_new_installation_is_told_all_that_it_lacks(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as made:
        said = said_of(made)

    for part in ("The keys ledger-digest", "no mail server", "no backup", "not up to date"):
        assert part in said
    assert socket.gethostname() not in said


def test_settings_only_leaves_the_installation_out(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as made:
        said = made.done("check", "--settings-only")

        assert said == "Nothing is wrong with the settings.\n"
        assert not (made.data / "gatepost.sqlite3").exists()
