"""The keys of an installation: made once, never made anew where something would be lost, changed without a stop."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gatepost.vault.keys import make_key
from gatepost.web.environment import SettingError
from gatepost.web.keys import prepare_keys
from tests.installations import Installation, installation, server_of, wait_for

KEEP = """
import io
from datetime import UTC, datetime
from gatepost.vault.models import SealedFile
for number in range({count}):
    SealedFile.objects.keep(io.BytesIO(b"%d" % number), at=datetime(2026, 11, 23, tzinfo=UTC))
"""
READ = """
from gatepost.vault.models import SealedFile
print(sorted(int(b"".join(kept.chunks())) for kept in SealedFile.objects.all()))
"""
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation on the database that the suite runs on."""
    with installation(tmp_path, server=server_of(pytestconfig)) as made:
        yield made


def keys_of(installed: Installation) -> dict[str, bytes]:
    folder = installed.data / "keys"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_first_start_makes_all_keys_for_the_owner_alone(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as installed:
        installed.run("migrate", "--check")
        keys = keys_of(installed)

        assert len(keys) == 4
        assert {"ledger-digest", "ledger-signing"} < set(keys)
        assert {len(key) for key in keys.values()} == {32}
        for path in [installed.data / "keys", *(installed.data / "keys").rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        installed.run("migrate", "--check")
        assert keys_of(installed) == keys


def test_several_first_starts_at_once_make_one_set_of_keys(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as installed, ThreadPoolExecutor(4) as pool:
        code = "import sys; sys.argv = ['gatepost', 'x']; from gatepost.web.data_folder import prepare; prepare()"
        script = tmp_path / "start.py"
        script.write_text(code, "utf-8")

        for done in pool.map(lambda _: installed.run(str(script)), range(4)):
            assert done.returncode == 0, done.stderr

        assert len(keys_of(installed)) == 4


def test_keys_can_lie_elsewhere(tmp_path: Path) -> None:
    with installation(tmp_path, migrated=False) as installed:
        installed.settings["GATEPOST_KEYS"] = str(tmp_path / "elsewhere")

        installed.run("migrate", "--check")

        assert not (installed.data / "keys").exists()
        assert (tmp_path / "elsewhere" / "ledger-signing").is_file()


def test_lost_keys_are_never_made_anew_where_the_database_needs_them(
    installed: Installation,
) -> None:
    folder, aside = installed.data / "keys", installed.folder / "aside"
    shutil.move(folder, aside)

    for command in ("migrate", "serve", "worker"):
        done = installed.run(command)
        assert done.returncode == 1
        assert "are missing in" in done.stderr
        assert "Put the folder of keys back from your copy" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert not folder.exists()
    done = installed.run("check")
    assert done.returncode == 1
    assert "put them back from your copy" in done.stdout

    shutil.move(aside, folder)
    installed.done("migrate", "--verbosity", "0")


@pytest.mark.parametrize("lost", ["ledger-digest", "ledger-signing", "vault"])
def test_a_single_lost_key_is_not_made_anew_either(installed: Installation, lost: str) -> None:
    folder = installed.data / "keys"
    shutil.move(folder / lost, installed.folder / "aside")
    database = installed.settings.get(
        "GATEPOST_DATABASE_URL", f"sqlite:///{installed.data}/gatepost.sqlite3"
    )

    with pytest.raises(SettingError, match=f"The keys {lost} are missing in"):
        prepare_keys(folder, database=database)

    assert not (folder / lost).exists()


def test_without_keys_a_database_that_does_not_answer_stops_the_start(tmp_path: Path) -> None:
    made = Installation(tmp_path, {"GATEPOST_DATABASE_URL": "postgres://a:b@127.0.0.1:1/none"})

    done = made.run("migrate")

    assert done.returncode == 1
    assert "the database cannot be asked whether it needs those of before" in done.stderr
    assert not (made.data / "keys").exists()


def test_a_change_of_keys_locks_everything_anew_and_keeps_the_old_key_for_older_backups(
    installed: Installation,
) -> None:
    installed.python(KEEP.format(count=250))
    before = keys_of(installed)

    said = installed.done("rotate-keys")

    assert "250 values locked with the newest key." in said
    after = keys_of(installed)
    (old,) = {name for name in before if name.startswith("vault/")}
    assert old not in after
    assert after[old.replace("vault/", "vault/retired/")] == before[old]
    assert len([name for name in after if name.startswith("vault/2-")]) == 1
    shutil.rmtree(installed.data / "keys" / "vault" / "retired")
    assert installed.python(READ) == f"{list(range(250))}\n"


def test_a_change_of_keys_that_is_killed_goes_on_where_it_was(installed: Installation) -> None:
    installed.python(KEEP.format(count=400))
    whole = 2.0  # seconds, more than it takes

    for number in range(TIMES):
        whole = min(whole, killed_while_changing(installed, after=whole * number / TIMES))
        assert installed.python(READ) == f"{list(range(400))}\n"
    assert TIMES > 1 or len(keys_in_use(installed)) == 2
    installed.done("rotate-keys")

    assert installed.python(READ) == f"{list(range(400))}\n"
    assert len(keys_in_use(installed)) == 1


def killed_while_changing(installed: Installation, *, after: float) -> float:
    """Kill a change of keys some seconds after it began; how long it took, or more."""
    process = installed.start("rotate-keys")
    wait_for(lambda: len(keys_in_use(installed)) > 1)
    began = time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=after)
        return max(time.monotonic() - began, 0.1)
    process.kill()
    process.communicate()
    return float("inf")


def keys_in_use(installed: Installation) -> set[str]:
    vault = installed.data / "keys" / "vault"
    return {path.name for path in vault.glob("[1-9]*-*")}


def test_a_running_process_follows_a_change_of_keys(installed: Installation) -> None:
    installed.python(KEEP.format(count=1))
    code = (
        "import django; django.setup()\n"
        "from gatepost.vault.models import SealedFile\n"
        "import sys, io\nfrom datetime import UTC, datetime\n"
        "for line in sys.stdin:\n"
        "    print(b''.join(SealedFile.objects.get().chunks()).decode(), flush=True)\n"
    )
    script = installed.folder / "reader.py"
    script.write_text(code, "utf-8")
    reader = installed.start(str(script))
    reader.stdin.write("\n")
    reader.stdin.flush()
    assert reader.stdout.readline() == "0\n"

    installed.done("rotate-keys")
    out, complained = reader.communicate("\n", timeout=20)

    assert out == "0\n", complained


def test_a_value_whose_key_is_lost_is_named_and_its_key_not_retired(
    installed: Installation,
) -> None:
    installed.python(KEEP.format(count=1))
    (key,) = (installed.data / "keys" / "vault").iterdir()
    aside = installed.folder / key.name
    shutil.move(key, aside)
    make_key(key.parent)

    done = installed.run("rotate-keys")

    assert done.returncode == 1
    assert f"The key {key.name} is not in the folder of keys." in done.stderr
    assert "1 encrypted values need a key" in installed.run("check").stdout
    shutil.move(aside, key)
    installed.done("rotate-keys")
    assert installed.python(READ) == "[0]\n"
