"""Readers killed at any moment, on a network that repeats itself, turns away and fails: all is there, and once."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installations import Installation, installation, server_of, wait_for
from tests.networks import facebook_fake
from tests.networks.facebook_fake import PAGE, TOKEN, Graph

SCRIPT = str(Path(__file__).parent / "reading_for_tests.py")
KILLS = 6 * int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
SCHOOL = """
from django.utils import timezone
from tests.conftest import make_cast, make_school
from tests.channels.crew import staffed
from gatepost.channels.models import Channel
now = timezone.now()
cast = make_cast(make_school("ashlands"))
Channel.enter(network="facebook", name="Page", handle="page", url="", by=cast.administrator, at=now)
"""
CONNECTED = """
from django.utils import timezone
from gatepost.channels.models import Channel
from gatepost.people.models import Person
channel = Channel.objects.get()
by = Person.objects.filter(roles__role="administrator").get()
channel.connect(server="", identifier="Page", secret={secret!r}, expires_at=None, by=by, at=timezone.now())
"""
SAID = """
import json
from gatepost.inbox.models import Item
print(json.dumps({item.key: [one.said.text for one in item.versions.all()] for item in Item.objects.all()}))
"""
RATE_LIMITED = {"error": {"message": "Slow down", "type": "OAuthException", "code": 32}}
BROKEN = {"error": {"message": "Try again", "type": "OAuthException", "code": 2}}


@pytest.fixture
def graph() -> Iterator[tuple[str, Graph]]:
    with facebook_fake.facebook() as running:
        yield running


@pytest.fixture
def installed(
    tmp_path: Path, pytestconfig: pytest.Config, graph: tuple[str, Graph]
) -> Iterator[Installation]:
    with installation(tmp_path, server=server_of(pytestconfig), holding=SCHOOL) as made:
        secret = {"server": graph[0], "page": PAGE, "token": TOKEN}
        made.python(CONNECTED.format(secret=secret))
        yield made


def moody(graph: Graph, chance: random.Random) -> None:
    """From now on every fifth answer is that it is busy or broken, and each takes its time."""
    answer = graph.answer

    def sometimes(method: str, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(chance.uniform(0, 0.02))
        mood = chance.random()
        if mood < 0.1:
            return 400, RATE_LIMITED
        return (500, BROKEN) if mood < 0.2 else answer(method, path, asked)

    graph.answer = sometimes  # type: ignore[method-assign]


def test_readers_killed_at_any_moment_lose_nothing_and_take_nothing_in_twice(
    installed: Installation, graph: tuple[str, Graph]
) -> None:
    network, chance = graph[1], random.Random(20261122)
    network.posts[f"{PAGE}_1"] = {
        "id": f"{PAGE}_1", "message": "The fair", "created_time": "2026-11-20T10:00:00+0000",
        "permalink_url": "https://www.facebook.com/1",
    }  # fmt: skip
    usual = network.answer
    moody(network, chance)
    written: dict[str, list[str]] = {}
    readers = [installed.start(SCRIPT, "0.3") for _ in range(2)]

    for killed in range(KILLS):
        for number in range(4):
            text = f"Question {killed}-{number}: when does it begin?"
            written[network.comment(text, to=f"{PAGE}_1")] = [text]
        time.sleep(chance.uniform(0.05, 0.5))
        victim = readers.pop(0)
        victim.kill()
        victim.communicate()
        readers.append(installed.start(SCRIPT, "0.3"))
    network.answer = usual  # type: ignore[method-assign]
    edited = next(iter(written))
    wait_for(lambda: len(there(installed)) == len(written), seconds=60)
    network.comments[edited]["message"] = "Never mind"
    written[edited].append("Never mind")
    wait_for(lambda: there(installed) == written, seconds=60)

    for reader in readers:
        reader.kill()
        reader.communicate()
    assert there(installed) == written


def there(installed: Installation) -> dict[str, list[str]]:
    """Every version of everything that was taken in."""
    found: dict[str, list[str]] = json.loads(installed.python(SAID))
    return found
