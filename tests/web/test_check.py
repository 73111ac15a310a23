"""`gatepost check`: each thing that is missing or unsafe is told, with what to do; a sound installation is called so."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.installations import Installation, installation
from tests.web.test_server import free_port

HEARTBEAT = """
from django.utils.timezone import now
from gatepost.jobs.models import Worker
Worker.objects.create(name="w", started_at=now(), seen_at=now())
"""


@pytest.fixture
def sound(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation with nothing to complain of."""
    is_server = pytestconfig.getoption("database") == "postgresql"
    server = os.environ["GATEPOST_DATABASE_URL"] if is_server else ""
    port = free_port()
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    with installation(tmp_path, server=server) as made:
        made.settings |= {
            "GATEPOST_ADDRESS": "https://policy.ashlands.example",
            "GATEPOST_ALLOWED_HOSTS": "policy.ashlands.example",
            "GATEPOST_MAIL_FROM": "policy@ashlands.example",
            "GATEPOST_SMTP_URL": f"smtp://127.0.0.1:{port}?tls=none",
        }
        made.python(HEARTBEAT)
        made.done("backup", "backup.zip")
        yield made
    with contextlib.suppress(AssertionError):
        controller.stop()


def said_of(made: Installation, *, expects: int = 1) -> str:
    done = made.run("check")
    assert done.returncode == expects, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def lost_guard(made: Installation) -> None:
    table = " ON records_entry" if "GATEPOST_DATABASE_URL" in made.settings else ""
    made.python(
        "from django.db import connection\n"
        "from gatepost.records import guards\n"
        "name = next(n for n in guards.wanted(connection) if n.startswith('records_entry__'))\n"
        f"connection.cursor().execute('DROP TRIGGER ' + name + '{table}')"
    )


def with_setting(name: str, value: str) -> Callable[[Installation], None]:
    return lambda made: made.settings.update({name: value})


def with_code(code: str) -> Callable[[Installation], None]:
    imports = "from datetime import timedelta\nfrom django.utils.timezone import now\n"
    return lambda made: made.python(imports + code) and None


def without(name: str) -> Callable[[Installation], None]:
    return lambda made: made.settings.pop(name) and None


def old_backup(made: Installation) -> None:
    (made.data / "last-backup").write_text(
        f'"{(datetime.now(tz=UTC) - timedelta(days=9)).isoformat()}"', "utf-8"
    )


FAULTS: dict[str, tuple[Callable[[Installation], object], str]] = {
    "debug": (with_setting("GATEPOST_DEBUG", "True"), "GATEPOST_DEBUG is on"),
    "every host": (with_setting("GATEPOST_ALLOWED_HOSTS", "*"), "lets in every name"),
    "no https": (
        with_setting("GATEPOST_ADDRESS", "http://policy.ashlands.example"),
        "does not begin with https://",
    ),
    "no mail server": (without("GATEPOST_SMTP_URL"), "There is no mail server, so messages wait."),
    "silent mail server": (
        with_setting("GATEPOST_SMTP_URL", "smtp://127.0.0.1:1?tls=none"),
        "does not let us in (ConnectionRefusedError)",
    ),
    "data for all": (
        lambda made: made.data.chmod(0o755),
        "look into the folder of data. Run: chmod 700",
    ),
    "keys for all": (
        lambda made: (made.data / "keys").chmod(0o750),
        "look into the folder of keys. Run: chmod 700",
    ),
    "key for all": (
        lambda made: (made.data / "keys" / "ledger-signing").chmod(0o644),
        "ledger-signing. Run: chmod 600",
    ),
    "no keys": (
        lambda made: (made.data / "keys" / "ledger-signing").unlink(),
        "The keys ledger-signing are not in",
    ),
    "short key": (
        lambda made: (made.data / "keys" / "ledger-signing").write_bytes(b"short"),
        "has 5 bytes and should have 32",
    ),
    "old backup": (old_backup, "The last backup is 9 days old."),
    "no backup": (lambda made: (made.data / "last-backup").unlink(), "There was no backup yet."),
    "no worker": (
        with_code(
            "from gatepost.jobs.models import Worker\n"
            "Worker.objects.update(seen_at=now() - timedelta(minutes=6))"
        ),
        "No worker is running",
    ),
    "job given up": (
        with_code(
            "from gatepost.jobs.models import Job\n"
            "Job.objects.create(kind='a', key='', due_at=now(), given_up_at=now(), last_error='KeyError')"
        ),
        "1 background jobs were given up (KeyError).",
    ),
    "recurring job fails": (
        with_code(
            "from gatepost.jobs.models import Job\n"
            "Job.objects.create(kind='a', key='', due_at=now(), is_recurring=True, last_error='KeyError')"
        ),
        "The recurring job a fails (KeyError).",
    ),
    "message failed": (
        with_code(
            "from gatepost.notices import send\n"
            "send('review-due', to='a@b.example', link='/', at=now()).was_refused('no', at=now())"
        ),
        "1 messages could not be sent.",
    ),
    "no guard": (lost_guard, "The database does not guard the ledger"),
    "old database": (
        with_code(
            "from django.db import connection\n"
            "connection.cursor().execute(\"DELETE FROM django_migrations WHERE app = 'notices'\")"
        ),
        "The database is not up to date. Run: gatepost migrate",
    ),
    "demonstration": (
        with_code(
            "from gatepost.people.models import School\n"
            "School.objects.create(slug='a', name='A', is_demo=True)"
        ),
        "demonstration schools",
    ),
    "no database": (
        with_setting("GATEPOST_DATABASE_URL", "postgres://a:b@127.0.0.1:1/none"),
        "The database cannot be asked (OperationalError).",
    ),
}


def test_a_sound_installation_is_called_so(sound: Installation) -> None:
    assert said_of(sound, expects=0).splitlines()[-1] == "All is right."


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_in_one_line(sound: Installation, fault: str) -> None:
    spoil, sentence = FAULTS[fault]
    spoil(sound)

    said = said_of(sound)

    (line,) = [line for line in said.splitlines() if line.startswith("- ")]
    assert sentence in line
    assert said.splitlines()[-1] == "1 thing to do."


def test_a_new_installation_is_told_all_that_it_lacks(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as made:
        said = said_of(made)

    for part in ("The keys ledger-digest", "no mail server", "no backup", "not up to date"):
        assert part in said
    assert socket.gethostname() not in said


def test_settings_only_leaves_the_installation_out(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as made:
        made.done("check", "--settings-only")

        assert not (made.data / "gatepost.sqlite3").exists()
