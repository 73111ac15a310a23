"""Secrets of accounts under a change of keys, and in a backup that somebody else got hold of."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installation, server_of

# A school with an account, and what its safe holds.
FILLED = """
from datetime import UTC, datetime
from gatepost.channels.models import Channel, Secret
from gatepost.people.models import Person, Role, School
from gatepost.policies.models import Version
AT = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
school = School.objects.create(slug="elm", name="Elm School")
Version.objects.taken_over(school, "ashlands", from_on=AT.date(), at=AT)
keeper = Person.objects.create(school=school, given_name="Olive", family_name="Grant", actors=["office-staff"])
Role.objects.create(person=keeper, role="administrator", from_on=AT.date())
channel = Channel.enter(network="x", name="X", handle="", url="", by=keeper, at=AT)
for number in range({count}):
    Secret.enter(channel, kind="passwords", name=str(number), value=f"slate kestrel {{number}}", by=keeper, at=AT)
"""
READ = """
from gatepost.channels.models import Secret
import contextlib
import json
print(json.dumps([one.value for one in Secret.objects.filter(ended_at=None)]))
"""
LOOK = """
from datetime import UTC, datetime
from gatepost.channels.models import Secret
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
for secret in Secret.objects.all().open():
    try:
        print(secret.look(reason="?", by=Person.objects.get(), at=datetime.now(UTC)))
    except NotPossible as problem:
        print(problem)
"""
# Changes one secret again and again, reads it back each time, and says so.
BUSY = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from itertools import count
from gatepost.channels.models import Channel, Secret
from gatepost.people.models import Person
name = sys.argv[1]
keeper, channel = Person.objects.get(), Channel.objects.get()
for number in count():
    at, value = datetime.now(UTC), f"{name} {number}"
    Secret.enter(channel, kind="details", name=name, value=value, by=keeper, at=at)
    secret = channel.secrets.open().get(name=name)
    assert secret.look(reason="?", by=keeper, at=at) == value
    print(number, flush=True)
"""

LOOK_AND_LOOK = """
import sys
import time
import django
django.setup()
from datetime import UTC, datetime
from gatepost.channels.models import Secret
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
secret, runner = Secret.objects.all().open().get(), Person.objects.get(given_name="Ash")
while True:
    try:
        print(secret.look(reason="?", by=runner, at=datetime.now(UTC)), flush=True)
        time.sleep(0.02)  # a person looks away now and then, and SQLite lets others in
    except NotPossible as problem:
        print(problem, flush=True)
        break
"""
APPOINT = """
runner = Person.objects.create(school=school, given_name="Ash", family_name="Birch", actors=["teacher"])
channel.appoint(runner, by=keeper, at=AT)
"""
STOP = """
from datetime import UTC, datetime
from gatepost.channels.models import Runner
from gatepost.people.models import Person
Runner.objects.get().stop(by=Person.objects.get(given_name="Olive"), at=datetime.now(UTC))
"""


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation on the database that the suite runs on."""
    with installation(tmp_path / "one", server=server_of(pytestconfig)) as made:
        yield made


def secrets_of(installed: Installation) -> list[str]:
    return list(json.loads(installed.python(READ)))


def test_no_secret_is_lost_while_keys_change_and_people_work(installed: Installation) -> None:
    installed.python(FILLED.format(count=120))
    script = installed.folder / "busy.py"
    script.write_text(BUSY, "utf-8")
    with contextlib.ExitStack() as stack:
        busy = [installed.start(str(script), name) for name in ("a", "b")]
        for one in busy:
            stack.callback(one.kill)
        for _ in range(2):
            for one in busy:
                assert one.stdout.readline(), one.communicate()[1]
            installed.done("rotate-keys")
        assert [one.poll() for one in busy] == [
            None,
            None,
        ]  # each read back whatever it had entered
    for one in busy:
        one.communicate()

    found = secrets_of(installed)
    assert len(found) == 122
    assert {f"slate kestrel {number}" for number in range(120)} < set(found)


def test_a_restored_backup_without_its_keys_reveals_nothing_and_says_so(
    installed: Installation, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    installed.python(FILLED.format(count=3))
    installed.done("backup", "backup.zip")
    file = installed.folder / "backup.zip"
    with zipfile.ZipFile(file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"channels_secret" in content
    assert b"kestrel" not in content + file.read_bytes()

    with installation(tmp_path / "two", server=server_of(pytestconfig), migrated=False) as new:
        refused = new.run("restore", str(file))
        new.done("restore", str(file), "--without-keys")
        told = new.python(LOOK)
        assert new.ask("SELECT count(*) FROM channels_secretlook") == [0]
        shutil.copytree(installed.data / "keys", new.data / "keys", dirs_exist_ok=True)
        opened = new.python(LOOK)

    assert "are missing" in refused.stderr
    assert told.count("the key that locked it is not on this server") == 3
    assert "kestrel" not in told
    assert opened.split("\n")[:3] == [f"slate kestrel {number}" for number in range(3)]


def test_who_looks_again_and_again_is_shut_out_in_the_moment_they_are_stopped(
    installed: Installation,
) -> None:
    installed.python(FILLED.format(count=1) + APPOINT)
    script = installed.folder / "looks.py"
    script.write_text(LOOK_AND_LOOK, "utf-8")
    looking = installed.start(str(script))
    assert looking.stdout.readline() == "slate kestrel 0\n"

    installed.python(STOP)
    said, complained = looking.communicate(timeout=60)

    assert said.endswith("This safe is open to you no longer.\n"), complained
    looks = said.count("kestrel") + 1
    assert installed.ask("SELECT count(*) FROM channels_secretlook") == [looks]
