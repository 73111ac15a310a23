"""The guide for the first day and the files in deploy/ name commands, settings and files that there are."""

from __future__ import annotations

import re
from pathlib import Path

from gatepost.__main__ import SERVER_COMMANDS
from gatepost.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "for-schools" / "first-day.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "for-schools" / "settings.md").read_text("utf-8")


def test_every_command_that_is_typed_or_started_is_there() -> None:
    typed = set(re.findall(r"(?m)^ *sudo gatepost (?!--)([\w-]+)", GUIDE))
    units = "".join(path.read_text("utf-8") for path in DEPLOY.glob("*.service"))
    started = set(re.findall(r"bin/gatepost ([\w-]+)", units))

    assert {"migrate", "found-school", "check", "backup", "restore"} <= typed
    assert started == {"serve", "backup"}
    assert (typed | started) - {*COMMANDS, *SERVER_COMMANDS} == set()


def test_every_file_of_deploy_is_put_in_place_and_every_one_named_is_there() -> None:
    named = set(re.findall(r"/opt/gatepost/deploy/([\w.-]+)", GUIDE))

    assert named == {path.name for path in DEPLOY.iterdir()}


def test_every_setting_of_a_new_server_is_documented() -> None:
    given = (DEPLOY / "environment").read_text("utf-8")
    names = re.findall(r"(?m)^#?(GATEPOST_\w+)=", given)

    assert [name for name in names if f"| `{name}` |" not in SETTINGS] == []
    assert {"GATEPOST_ADDRESS", "GATEPOST_PROXIES", "GATEPOST_DATA"} <= set(names)


def test_the_server_in_front_says_itself_where_a_visitor_comes_from() -> None:
    front = (DEPLOY / "nginx.conf").read_text("utf-8")

    assert "proxy_set_header X-Forwarded-For $remote_addr;" in front
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in front
    assert front.count("access_log off;") == front.count("server {") == 2
