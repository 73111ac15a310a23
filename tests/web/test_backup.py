"""Backup and restore: everything comes back, on another machine and the other database, or nothing is touched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gatepost.web.backups.archive import BackupProblem, Manifest, Writer, opened
from tests.installations import Installation, installation, server_of, wait_for

PASSPHRASE = "four plain words here"
KEYS = ["ledger-digest", "ledger-signing", "web-push"]
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
FILLED = """
import io
from datetime import UTC, date, datetime, timedelta
from gatepost.jobs import later
from gatepost.jobs.models import Job
from gatepost.notices import send
from gatepost.policies.demo import add_demo_schools
from gatepost.vault.models import SealedFile
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
add_demo_schools(at=AT)
for number in range(30):
    send("acknowledge", to=f"zoë-{number}@ashlands.example", link="/", at=AT + timedelta(microseconds=number))
    later("posts.publish", key=str(number), due_at=AT, number=number, word="ü")
for size in (0, 10, 200_000):
    SealedFile.objects.keep(io.BytesIO(b"x" * size), at=AT)
later("gone", key="", due_at=AT)
Job.objects.filter(kind="gone").delete()
"""
# What Django makes of every row of every model, so that SQLite and PostgreSQL can be compared; whether every file
# opens and every table is guarded and up to date.
LOOK = """
import hashlib, json
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from gatepost.records import guards
from gatepost.vault.models import SealedFile
from gatepost.web.backups.reading import LEFT_OUT
def told(value):
    # The two databases give the keys of JSON in different orders.
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else repr(value)
rows = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed and model._meta.label_lower not in LEFT_OUT:
        found = model._base_manager.order_by("pk").values_list()
        rows[model._meta.label_lower] = [[told(value) for value in row] for row in found]
files = []
for kept in SealedFile.objects.order_by("pk"):
    with kept.open() as stream:
        files.append(hashlib.sha256(stream.read()).hexdigest() == kept.sha256)
plan = MigrationExecutor(connection)
to_do = plan.migration_plan(plan.loader.graph.leaf_nodes())
print(json.dumps([rows, files, guards.missing(), [str(step) for step in to_do]]))
"""
NEXT_JOB = """
from datetime import UTC, datetime
from gatepost.jobs import later
print(later("next", key="", due_at=datetime(2026, 11, 23, tzinfo=UTC)).pk)
"""
OLD_SCHOOL = "UPDATE people_school SET name = 'Old' WHERE slug = 'ashlands'"
Make = Callable[..., Installation]


@dataclass(frozen=True)
class Look:
    """What there is in an installation."""

    rows: dict[str, list[list[str]]]
    files: list[bool]
    unguarded: list[str]
    to_migrate: list[str]


def look_at(made: Installation) -> Look:
    return Look(*json.loads(made.python(LOOK)))


@dataclass(frozen=True)
class Old:
    """An installation with schools, messages, jobs and files, to be looked at only, and backups of it."""

    installation: Installation
    look: Look
    plain: Path
    said: str
    with_keys: Path


@pytest.fixture
def make(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Make]:
    """Makes installations, by default on the database that the suite runs on."""
    suite = server_of(pytestconfig)
    with contextlib.ExitStack() as stack:

        def made(name: str, server: str = suite, **more: Any) -> Installation:
            return stack.enter_context(installation(tmp_path / name, server=server, **more))

        yield made


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Old]:
    """Made once for all tests."""
    folder = tmp_path_factory.mktemp("old")
    with installation(folder, server=server_of(pytestconfig), holding=FILLED) as made:
        done = made.run("backup", "plain.zip")
        assert done.returncode == 0, done.stderr
        made.done("backup", "with-keys.zip", "--with-keys", typed=PASSPHRASE + "\n")
        look = look_at(made)
        assert len(look.rows["notices.notice"]) == 30
        assert (look.files, look.unguarded, look.to_migrate) == ([True] * 3, [], [])
        yield Old(made, look, folder / "plain.zip", done.stderr, folder / "with-keys.zip")


@pytest.fixture
def filled(make: Make) -> Installation:
    """Another with the same content, to be changed."""
    return make("old", holding=FILLED)


def copy_keys(old: Installation, new: Installation) -> None:
    new.data.mkdir(mode=0o700, exist_ok=True)
    shutil.copytree(old.data / "keys", new.data / "keys", dirs_exist_ok=True)


def is_untouched(new: Installation) -> bool:
    return not (new.data / "files").exists() and not list(new.data.glob("gatepost.sqlite3*"))


def test_with_its_keys_a_backup_is_all_that_another_machine_needs(old: Old, make: Make) -> None:
    new = make("new")  # with keys of its own, which go aside

    new.done("restore", str(old.with_keys), "--replace", typed=PASSPHRASE + "\n")

    assert look_at(new) == old.look
    for name in KEYS:
        key, former = (made.data / "keys" / name for made in (new, old.installation))
        assert key.read_bytes() == former.read_bytes()
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    aside = list((new.data / "keys").glob("replaced-*/*"))
    assert sorted(path.name for path in aside) == KEYS
    last = old.look.rows["jobs.job"][-1][0]
    assert int(new.python(NEXT_JOB)) == int(last) + 2  # one number was given and its job deleted


@pytest.mark.parametrize(("source", "target"), [("sqlite", "server"), ("server", "sqlite")])
def test_every_row_and_file_comes_back_on_the_other_database(
    make: Make, pytestconfig: pytest.Config, source: str, target: str
) -> None:
    if not (server := server_of(pytestconfig)):
        pytest.skip("runs with --database=postgresql")
    servers = {"sqlite": "", "server": server}
    old = make("old", servers[source], holding=FILLED)
    new = make("new", servers[target], migrated=False)
    old.done("backup", "backup.zip")
    copy_keys(old, new)

    new.done("restore", str(old.folder / "backup.zip"))

    before, after = look_at(old), look_at(new)
    for kind, rows in before.rows.items():
        assert after.rows[kind] == rows, kind
    assert after == before
    assert new.python(NEXT_JOB) == old.python(NEXT_JOB)


def test_a_backup_says_that_the_keys_are_not_in_it(old: Old) -> None:
    assert "THE KEYS ARE NOT IN IT" in old.said
    assert stat.S_IMODE(old.plain.stat().st_mode) == 0o600
    everything = old.plain.read_bytes()
    keys = [path for path in (old.installation.data / "keys").rglob("*") if path.is_file()]
    assert len(keys) == len(KEYS) + 1  # and the vault's
    for key in keys:
        assert key.read_bytes() not in everything
    with zipfile.ZipFile(old.plain) as archive:
        assert "keys.locked" not in archive.namelist()
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"gp1.1-" in text  # what is encrypted in the database is encrypted here


def test_without_its_keys_a_backup_is_refused_before_anything_is_touched(
    old: Old, make: Make
) -> None:
    new = make("new", migrated=False)

    done = new.run("restore", str(old.plain))

    assert done.returncode == 1
    assert "are missing" in done.stderr
    assert "--without-keys" in done.stderr
    assert is_untouched(new)

    new.done("restore", str(old.plain), "--without-keys")
    assert new.ask("SELECT count(*) FROM people_school") == [5]
    assert new.ask("SELECT count(*) FROM notices_notice") == [30]


def test_a_short_passphrase_is_refused(filled: Installation) -> None:
    done = filled.run("backup", "backup.zip", "--with-keys", typed="short\n")

    assert done.returncode == 1
    assert "The passphrase has 5 characters" in done.stderr
    assert not (filled.folder / "backup.zip").exists()


def test_an_installation_is_replaced_only_when_asked(old: Old, filled: Installation) -> None:
    filled.ask(OLD_SCHOOL)

    done = filled.run("restore", str(old.plain))

    assert done.returncode == 1
    assert "There is an installation here already. Add --replace" in done.stderr
    assert filled.ask("SELECT name FROM people_school WHERE slug = 'ashlands'") == ["Old"]


def test_a_wrong_passphrase_is_refused_before_anything_is_touched(old: Old, make: Make) -> None:
    new = make("new", migrated=False)

    done = new.run("restore", str(old.with_keys), typed="not the passphrase\n")

    assert done.returncode == 1
    assert "The passphrase is not the one" in done.stderr
    assert not (new.data / "keys").exists()
    assert is_untouched(new)


def test_a_backup_never_takes_the_place_of_a_file(filled: Installation) -> None:
    (filled.folder / "backup.zip").write_text("precious")

    done = filled.run("backup", "backup.zip")

    assert done.returncode == 1
    assert "is there already. Choose another name." in done.stderr
    assert (filled.folder / "backup.zip").read_text() == "precious"


def spoiled(old: Old, folder: Path, how: str) -> Path:
    content = bytearray(old.plain.read_bytes())
    if how == "cut":
        content = content[: len(content) // 2]
    elif how == "empty":
        content = bytearray()
    elif how == "other":
        content = bytearray(b"Dear all, ...")
    else:
        content[place_of(old.plain, how)] ^= 0xFF
    spoiled = folder / "spoiled.zip"
    spoiled.write_bytes(content)
    return spoiled


def place_of(file: Path, member: str) -> int:
    """A byte in the midst of the largest member of a kind, as it lies in the file."""
    with zipfile.ZipFile(file) as archive:
        found = [one for one in archive.infolist() if one.filename.startswith(member)]
        largest = max(found, key=lambda one: one.compress_size)
    with file.open("rb") as stream:
        stream.seek(largest.header_offset + 26)
        name, extra = (int.from_bytes(stream.read(2), "little") for _ in range(2))
    return largest.header_offset + 30 + name + extra + largest.compress_size // 2


@pytest.mark.parametrize("how", ["cut", "files/"])
def test_a_damaged_backup_is_refused_in_one_sentence_and_nothing_touched(
    old: Old, make: Make, how: str
) -> None:
    new = make("new", migrated=False)
    copy_keys(old.installation, new)

    done = new.run("restore", str(spoiled(old, new.folder, how)))

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "se another" in done.stderr
    assert is_untouched(new)


@pytest.mark.parametrize("how", ["cut", "empty", "other", "files/", "tables/", "manifest.json"])
def test_every_kind_of_damage_is_found_before_anything_is_read(
    old: Old, tmp_path: Path, how: str
) -> None:
    with pytest.raises(BackupProblem) as problem, opened(spoiled(old, tmp_path, how)) as archive:
        archive.check()

    assert str(problem.value).endswith((".", "read."))


def test_one_altered_byte_is_found_or_changes_nothing_that_is_restored(tmp_path: Path) -> None:
    """An archive has bytes that nobody reads, such as the hour of each member; no other may change unnoticed."""
    members = {
        "tables/people_school.jsonl": b'["Elm"]\n' * 9,
        f"files/{'0' * 32}": bytes(range(60)),
    }
    whole = BytesIO()
    writer = Writer(whole, Manifest(version="1", made_at="now", database="sqlite"))
    for name, content in members.items():
        writer.add(name, [content], pack=name.startswith("tables"))
    writer.finish()
    found = 0

    for place in range(len(whole.getvalue())):
        content = bytearray(whole.getvalue())
        content[place] ^= 0x55
        (tmp_path / "backup.zip").write_bytes(content)
        try:
            with opened(tmp_path / "backup.zip") as archive:
                archive.check()
                read = {name: b"".join(archive.pieces(name)) for name in archive.manifest.members}
            assert read == members, place
        except BackupProblem:
            found += 1

    assert found > len(whole.getvalue()) / 2


def rewritten(file: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A backup whose manifest somebody changed."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(folder / "rewritten.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return folder / "rewritten.zip"


def test_a_backup_of_a_newer_version_is_refused(old: Old, make: Make) -> None:
    new = make("new", migrated=False)
    copy_keys(old.installation, new)

    def newer(manifest: dict[str, Any]) -> None:
        manifest["version"] = "9.0"
        manifest["migrations"].append(["people", "0999_from_the_future"])

    done = new.run("restore", str(rewritten(old.plain, new.folder, newer)))

    assert done.returncode == 1
    assert "This backup is of Gatepost 9.0, which is newer than this one" in done.stderr
    assert is_untouched(new)


EARLY = """
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from gatepost.records.new_database import make_tables
every = MigrationLoader(connection).graph.nodes
make_tables(connection, after=[one for one in every if one[0] != "joining"])
"""


def test_a_backup_of_an_older_version_is_brought_up_to_date(make: Make) -> None:
    early, new = make("early", migrated=False), make("new", migrated=False)
    early.done("migrate", "jobs", "--verbosity", "0", "--plan")  # makes the keys
    early.python(EARLY + NEXT_JOB)
    early.done("backup", "backup.zip")
    copy_keys(early, new)

    new.done("restore", str(early.folder / "backup.zip"))

    after = look_at(new)
    assert (after.to_migrate, after.rows["people.school"]) == ([], [])
    assert [row for row in after.rows["jobs.job"] if "'next'" in row]


def test_a_restore_waits_for_gatepost_to_be_stopped(old: Old, filled: Installation) -> None:
    worker = filled.start("worker")
    wait_for(lambda: filled.ask("SELECT name FROM jobs_worker"))

    done = filled.run("restore", str(old.plain), "--replace")

    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)
    assert done.returncode == 1
    assert "Gatepost is running" in done.stderr
    assert filled.ask("SELECT count(*) FROM people_school") == [5]


def test_a_backup_is_one_moment_while_people_work(filled: Installation) -> None:
    writing = filled.start(str(Path(__file__).parents[1] / "writes_for_ever.py"))
    for _ in range(20):
        writing.stdout.readline()

    filled.done("backup", "backup.zip")

    writing.kill()
    writing.communicate()
    with zipfile.ZipFile(filled.folder / "backup.zip") as archive:
        lines = {
            name: [json.loads(line) for line in archive.read(f"tables/{name}.jsonl").splitlines()]
            for name in ("jobs_job", "notices_notice")
        }
        columns = json.loads(archive.read("manifest.json"))["columns"]
    key = columns["jobs_job"].index("key")
    jobs = {row[key] for row in lines["jobs_job"] if str(row[key]).startswith("pair")}
    key = columns["notices_notice"].index("key")
    notices = {row[key] for row in lines["notices_notice"] if str(row[key]).startswith("pair")}
    assert len(jobs) >= 20
    assert jobs == notices


def test_a_full_disk_leaves_no_backup_and_says_so(filled: Installation) -> None:
    done = filled.run("backup", "backup.zip", largest_file=50_000)

    assert done.returncode == 1
    assert "The backup could not be written" in done.stderr
    assert not [path for path in filled.folder.iterdir() if "backup.zip" in path.name]
    assert not (filled.data / "last-backup").exists()


def test_a_full_disk_while_restoring_leaves_what_was_there(old: Old, filled: Installation) -> None:
    filled.ask(OLD_SCHOOL)
    shutil.rmtree(filled.data / "files")

    done = filled.run("restore", str(old.plain), "--replace", largest_file=100_000)

    assert done.returncode == 1
    assert "could not be unpacked" in done.stderr
    assert filled.ask("SELECT name FROM people_school WHERE slug = 'ashlands'") == ["Old"]
    assert filled.ask("SELECT count(*) FROM notices_notice") == [30]
    assert not list(filled.data.glob("*restoring*"))


def test_a_restore_killed_in_the_middle_leaves_the_old_or_the_new(
    old: Old, filled: Installation
) -> None:
    filled.ask(OLD_SCHOOL)
    before = look_at(filled)
    assert before != old.look
    whole = 8.0  # seconds, more than it takes

    for number in range(TIMES):
        after = whole * (number + 0.1) / TIMES
        whole = min(whole, killed_while_restoring(filled, old.plain, after=after))
        assert look_at(filled) in (before, old.look)
        filled.ask(OLD_SCHOOL)
    filled.done("restore", str(old.plain), "--replace")

    assert look_at(filled) == old.look


def killed_while_restoring(made: Installation, file: Path, *, after: float) -> float:
    """Kill a restore some seconds after it began with the files; how long it took from then, or more."""
    before = places_of_files(made)
    process = made.start("restore", str(file), "--replace")
    wait_for(lambda: places_of_files(made) != before)
    began = time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=after)
        return time.monotonic() - began
    process.kill()
    process.communicate()
    return float("inf")


def places_of_files(made: Installation) -> set[int]:
    """Where on the disk the sealed files lie, which tells whether they were written anew."""
    found = set()
    for path in (made.data / "files").rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process may be at work on them
            found.add(path.stat().st_ino if path.is_file() else 0)
    return found


def test_what_a_backup_holds_is_what_its_manifest_says(old: Old) -> None:
    with zipfile.ZipFile(old.plain) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for name, said in manifest["members"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == said["sha256"]

    assert manifest["format"] == 1
    assert len([name for name in manifest["members"] if name.startswith("files/")]) == 3
    assert manifest["vault_keys"][0].startswith("1-")
    assert "tables/sessions_session.jsonl" not in manifest["members"]
