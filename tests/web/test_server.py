"""The `gatepost` command: what it lists, and that demo and serve really serve."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from gatepost.cli.main import COMMANDS
from tests.installations import Installation, installation
from tests.web.test_settings import run

pytestmark = pytest.mark.once  # starting is the same with either database


@pytest.fixture(autouse=True)
def once(pytestconfig: pytest.Config) -> None:
    """These start with the file that Gatepost makes by itself, so a second run would show nothing more."""
    if pytestconfig.getoption("database") != "sqlite":
        pytest.skip("shows the same on either database")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def started(folder: Path, command: str, port: int) -> Iterator[str]:
    """`gatepost demo` or `serve`, until it says where; gives what it printed."""
    process = Installation(folder).start(command, "--port", str(port))
    try:
        yield process.stdout.readline()
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
        assert process.returncode == 0, complaints
        assert "Traceback" not in complaints


def schools(data: Path) -> int:
    with closing(sqlite3.connect(data / "gatepost.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM people_school").fetchone()[0])


def test_demo_serves_six_schools_and_says_where_once_it_listens(tmp_path: Path) -> None:
    port = free_port()
    with installation(tmp_path / "migrated") as made:
        shutil.copytree(made.data, tmp_path / "data" / "demo")

    for _ in range(2):  # the second start finds the schools there
        with started(tmp_path, "demo", port) as line:
            assert line == f"Open http://127.0.0.1:{port}/\n"
            with urlopen(line.split()[1]) as response:
                text = response.read().decode()
            assert "Ashlands Primary School" in text
            style = text.partition('rel="stylesheet" href="')[2].partition('"')[0]
            with urlopen(f"http://127.0.0.1:{port}{style}") as response:
                assert response.headers["Content-Type"].startswith("text/css")
                assert "immutable" in response.headers["Cache-Control"]
        assert schools(tmp_path / "data" / "demo") == 6


def test_serve_starts_from_nothing_and_adds_no_school(tmp_path: Path) -> None:
    installed = Installation(tmp_path)

    process = subprocess.Popen(
        [sys.executable, "-m", "gatepost", "serve", "--port", str(free_port())],
        env=installed.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    process.terminate()
    _, complaints = process.communicate(timeout=60)

    assert line.startswith("Open http://127.0.0.1:")
    assert process.returncode == 0, complaints
    assert "Traceback" not in complaints
    assert schools(tmp_path / "data") == 0


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        done = run(tmp_path, "demo", "--port", str(port))

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "eighty", "-1"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    done = run(tmp_path, "serve", f"--port={port}")

    assert done.returncode == 2
    assert "is no port" in done.stderr


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--host", "no-such-host.invalid")

    assert done.returncode == 1
    assert "is no address of this machine" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_lists_every_command(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments)

    assert done.returncode == 0
    for name in (*COMMANDS, "demo", "serve", "worker", "migrate", "check", "backup", "restore"):
        assert f"  {name}" in done.stdout


def test_version(tmp_path: Path) -> None:
    from gatepost import __version__

    assert run(tmp_path, "--version").stdout == f"gatepost {__version__}\n"


def test_an_unknown_command_is_met_with_the_nearest(tmp_path: Path) -> None:
    done = run(tmp_path, "demmo")

    assert done.returncode == 2
    assert "There is no command “demmo”. Did you mean “demo”?" in done.stderr


def test_commands_that_ask_a_policy_load_no_django_and_make_no_folder(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['gatepost', 'ask', '--policy', 'ashlands', 'act=connect'];"
        "from gatepost.__main__ import main; main(); print('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "False"
    assert not list(tmp_path.iterdir())
