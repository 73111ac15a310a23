"""Backup and restore: everything comes back, on another machine and the other database, or nothing is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installation

PASSPHRASE = "four plain words here"
FILLED = """
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from django.db import connection
from gatepost.jobs import later
from gatepost.notices import send
from gatepost.people.models import School
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
from gatepost.jobs.models import Job
Job.objects.filter(kind="gone").delete()
"""
# What Django makes of every row of every model, so that SQLite and PostgreSQL can be compared.
DUMP = """
import json
from django.apps import apps
from gatepost.web.backups.reading import LEFT_OUT
rows = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed and model._meta.label_lower not in LEFT_OUT:
        rows[model._meta.label_lower] = [repr(row) for row in model._base_manager.order_by("pk").values_list()]
print(json.dumps(rows))
"""
FILES = """
import hashlib
from gatepost.vault.models import SealedFile
for kept in SealedFile.objects.order_by("pk"):
    with kept.open() as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == kept.sha256
print(SealedFile.objects.count())
"""
GUARDS = "from gatepost.records import guards; print(guards.missing())"
NEXT_JOB = """
from datetime import UTC, datetime
from gatepost.jobs import later
print(later("next", key="", due_at=datetime(2026, 11, 23, tzinfo=UTC)).pk)
"""
SERVERS = ("sqlite", "postgresql")


@pytest.fixture
def make(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Callable[..., Installation]]:
    """Makes installations on a database, by default the one the suite runs on."""
    import contextlib

    suite = str(pytestconfig.getoption("database"))
    with contextlib.ExitStack() as stack:

        def made(name: str, database: str = suite, *, migrated: bool = True) -> Installation:
            if database == "postgresql" and suite == "sqlite":
                pytest.skip("runs with --database=postgresql")
            server = os.environ["GATEPOST_DATABASE_URL"] if database == "postgresql" else ""
            context = installation(tmp_path / name, server=server, migrated=migrated)
            return stack.enter_context(context)

        yield made


@pytest.fixture
def filled(make: Callable[..., Installation]) -> Installation:
    """An installation with schools, messages, jobs and files."""
    made = make("old")
    made.python(FILLED)
    return made


def copy_keys(old: Installation, new: Installation) -> None:
    new.data.mkdir(mode=0o700, exist_ok=True)
    shutil.copytree(old.data / "keys", new.data / "keys", dirs_exist_ok=True)


def backed_up(old: Installation, *options: str, typed: str = "") -> Path:
    file = old.folder / "backup.zip"
    old.done("backup", str(file), *options, typed=typed)
    return file


def rows_of(made: Installation) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = json.loads(made.python(DUMP))
    return rows


@pytest.mark.parametrize("target", SERVERS)
@pytest.mark.parametrize("source", SERVERS)
def test_every_row_and_file_comes_back_on_either_database(
    make: Callable[..., Installation], source: str, target: str
) -> None:
    old, new = make("old", source), make("new", target, migrated=False)
    old.python(FILLED)
    file = backed_up(old)
    copy_keys(old, new)

    said = new.done("restore", str(file))

    assert "Restored as of" in said
    before, after = rows_of(old), rows_of(new)
    assert len(before["notices.notice"]) == 30
    assert after == before
    assert new.python(FILES) == "3\n"
    assert new.python(GUARDS) == "[]\n"
    assert new.python(NEXT_JOB) == old.python(NEXT_JOB)
    assert new.run("migrate", "--check").returncode == 0


def test_a_backup_says_that_the_keys_are_not_in_it(filled: Installation) -> None:
    done = filled.run("backup", "backup.zip")

    assert done.returncode == 0, done.stderr
    assert "THE KEYS ARE NOT IN IT" in done.stderr
    file = filled.folder / "backup.zip"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    everything = file.read_bytes()
    for key in (path for path in (filled.data / "keys").rglob("*") if path.is_file()):
        assert key.read_bytes() not in everything
    with zipfile.ZipFile(file) as archive:
        assert "keys.locked" not in archive.namelist()
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"gp1.1-" in text  # what is encrypted in the database is encrypted here


def test_without_its_keys_a_backup_is_refused_before_anything_is_touched(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file, new = backed_up(filled), make("new", migrated=False)

    done = new.run("restore", str(file))

    assert done.returncode == 1
    assert "are missing" in done.stderr
    assert "--without-keys" in done.stderr
    assert not list(new.data.glob("gatepost.sqlite3*"))
    assert not (new.data / "files").exists()

    new.done("restore", str(file), "--without-keys")
    assert (
        len(
            json.loads(new.python(DUMP.replace("values_list()", "values_list('pk')")))[
                "people.school"
            ]
        )
        == 5
    )


def test_with_keys_a_backup_is_all_that_another_machine_needs(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file = backed_up(filled, "--with-keys", typed=PASSPHRASE + "\n")
    new = make("new", migrated=False)

    wrong = new.run("restore", str(file), typed="not the passphrase\n")
    assert wrong.returncode == 1
    assert "The passphrase is not the one" in wrong.stderr
    assert not (new.data / "keys").exists()

    new.done("restore", str(file), typed=PASSPHRASE + "\n")

    assert rows_of(new) == rows_of(filled)
    assert new.python(FILES) == "3\n"
    for name in ("ledger-digest", "ledger-signing"):
        assert (new.data / "keys" / name).read_bytes() == (filled.data / "keys" / name).read_bytes()
        assert stat.S_IMODE((new.data / "keys" / name).stat().st_mode) == 0o600


def test_a_short_passphrase_is_refused(filled: Installation) -> None:
    done = filled.run("backup", "backup.zip", "--with-keys", typed="short\n")

    assert done.returncode == 1
    assert "The passphrase has 5 characters" in done.stderr
    assert not (filled.folder / "backup.zip").exists()


def test_an_installation_is_replaced_only_when_asked(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file, new = backed_up(filled, "--with-keys", typed=PASSPHRASE + "\n"), make("new")
    new.python(
        "from gatepost.people.models import School; School.objects.create(slug='new', name='New')"
    )

    refused = new.run("restore", str(file), typed=PASSPHRASE + "\n")
    assert refused.returncode == 1
    assert "There is an installation here already. Add --replace" in refused.stderr
    assert len(rows_of(new)["people.school"]) == 1

    new.done("restore", str(file), "--replace", typed=PASSPHRASE + "\n")
    assert rows_of(new) == rows_of(filled)
    aside = list((new.data / "keys").glob("replaced-*/*"))
    assert sorted(path.name for path in aside) == ["ledger-digest", "ledger-signing"]


def test_a_backup_never_takes_the_place_of_a_file(filled: Installation) -> None:
    (filled.folder / "backup.zip").write_text("precious")

    done = filled.run("backup", "backup.zip")

    assert done.returncode == 1
    assert "is there already. Choose another name." in done.stderr
    assert (filled.folder / "backup.zip").read_text() == "precious"


def spoil(file: Path, how: str) -> None:
    content = bytearray(file.read_bytes())
    if how == "cut":
        content = content[: len(content) // 2]
    elif how == "empty":
        content = bytearray()
    elif how == "other":
        content = bytearray(b"Dear all, ...")
    else:
        file_inside = content.index(b"gatepost sealed file 1") + 60
        where = {"file": file_inside, "middle": len(content) // 2, "end": len(content) - 400}[how]
        content[where] ^= 0xFF
    file.write_bytes(content)


@pytest.mark.parametrize("how", ["cut", "empty", "other", "file", "middle", "end"])
def test_a_damaged_backup_is_refused_in_one_sentence(
    filled: Installation, make: Callable[..., Installation], how: str
) -> None:
    file, new = backed_up(filled), make("new", migrated=False)
    copy_keys(filled, new)
    spoil(file, how)

    done = new.run("restore", str(file))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (new.data / "files").exists()
    assert not list(new.data.glob("gatepost.sqlite3*"))


def rewrite(file: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest of a backup."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_backup_of_a_newer_version_is_refused(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file, new = backed_up(filled), make("new", migrated=False)
    copy_keys(filled, new)

    def newer(manifest: dict[str, object]) -> None:
        manifest["version"] = "9.0"
        assert isinstance(manifest["migrations"], list)
        manifest["migrations"].append(["people", "0999_from_the_future"])

    rewrite(file, newer)
    done = new.run("restore", str(file))

    assert done.returncode == 1
    assert "This backup is of Gatepost 9.0, which is newer than this one" in done.stderr


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    make: Callable[..., Installation],
) -> None:
    old, new = make("old", migrated=False), make("new", migrated=False)
    for app in ("vault", "jobs", "notices"):
        old.done("migrate", app, "--verbosity", "0")
    old.python(NEXT_JOB)
    file = backed_up(old)
    copy_keys(old, new)

    new.done("restore", str(file))

    assert new.run("migrate", "--check").returncode == 0
    assert [row for row in rows_of(new)["jobs.job"] if "'next'" in row]
    assert rows_of(new)["people.school"] == []


def test_a_restore_waits_for_gatepost_to_be_stopped(filled: Installation) -> None:
    file = backed_up(filled)
    worker = filled.start("worker")
    time.sleep(4)

    done = filled.run("restore", str(file), "--replace")

    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)
    assert done.returncode == 1
    assert "Gatepost is running" in done.stderr
    assert len(rows_of(filled)["people.school"]) == 5


def test_a_backup_is_one_moment_while_people_work(filled: Installation) -> None:
    writing = filled.start(str(Path(__file__).parents[1] / "writes_for_ever.py"))
    assert writing.stdout
    for _ in range(20):
        writing.stdout.readline()

    file = backed_up(filled)

    writing.kill()
    writing.communicate()
    with zipfile.ZipFile(file) as archive:
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
    def small() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = filled.run("backup", "backup.zip", preexec_fn=small)

    assert done.returncode == 1
    assert "The backup could not be written" in done.stderr
    assert not [path for path in filled.folder.iterdir() if "backup.zip" in path.name]
    assert not (filled.data / "last-backup").exists()


def test_a_full_disk_while_restoring_leaves_what_was_there(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file, new = backed_up(filled), make("new", migrated=False)
    copy_keys(filled, new)
    new.done("restore", str(file))
    before = rows_of(new)
    shutil.rmtree(new.data / "files")

    def small() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = new.run("restore", str(file), "--replace", preexec_fn=small)

    assert done.returncode == 1
    assert "could not be unpacked" in done.stderr
    assert rows_of(new) == before
    assert not list(new.data.glob("*restoring*"))


def test_a_restore_killed_at_any_moment_leaves_the_old_or_the_new(
    filled: Installation, make: Callable[..., Installation]
) -> None:
    file, new = backed_up(filled), make("new", migrated=False)
    copy_keys(filled, new)
    new.done("restore", str(file))
    new.python(
        "from gatepost.people.models import School; School.objects.filter(slug='ashlands').update(name='Old')"
    )
    old, wanted = rows_of(new), rows_of(filled)
    assert old != wanted
    began = time.monotonic()
    new.done("restore", str(file), "--replace")
    whole = time.monotonic() - began
    new.python(
        "from gatepost.people.models import School; School.objects.filter(slug='ashlands').update(name='Old')"
    )
    times = 5 * int(os.environ.get("GATEPOST_TEST_TIMES", "1"))

    for number in range(times):
        process = new.start("restore", str(file), "--replace")
        time.sleep(whole * (number + 1) / (times + 1))
        process.kill()
        process.communicate()
        assert rows_of(new) in (old, wanted)
    new.done("restore", str(file), "--replace")

    assert rows_of(new) == wanted
    assert new.python(FILES) == "3\n"


def test_what_a_backup_holds_is_what_its_manifest_says(filled: Installation) -> None:
    with zipfile.ZipFile(backed_up(filled)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for name, said in manifest["members"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == said["sha256"]

    assert manifest["format"] == 1
    assert len([name for name in manifest["members"] if name.startswith("files/")]) == 3
    assert manifest["vault_keys"][0].startswith("1-")
    assert "tables/sessions_session.jsonl" not in manifest["members"]
