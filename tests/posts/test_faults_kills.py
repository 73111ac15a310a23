"""Workers that are killed while they publish: afterwards every post is there once, and Gatepost knows it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installations import Installation, installation, server_of, wait_for
from tests.posts.counting_networks import NETWORKS, Counting, counting_networks
from tests.warm_starts import Started

SCRIPT = str(Path(__file__).parent / "publishing_for_tests.py")
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
KILLS = 6 * TIMES
POSTS = 4 + KILLS // 3  # on each network: so many that there is something to do until the last kill
DESK = """
from django.utils import timezone
from gatepost.channels.models import Channel
from gatepost.jobs import later
from gatepost.posts.models import Outlet, Post
from gatepost.posts.publishing.looking import person_looked
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.posts.counting_networks import credentials_for
from tests.posts.desk import hand_in, post_by
now = timezone.now
"""
SCHOOL = (
    DESK
    + """
cast = make_cast(make_school("ashlands"))
for network in ("bluesky", "wordpress", "facebook"):
    channel = staffed(Channel.enter(network=network, name=network, handle="", url="", by=cast.administrator, at=now()), by=cast.administrator, at=now())
"""
)
CONNECTED = """
from gatepost.people.models import Person
by = Person.objects.filter(roles__role="administrator").get()
for channel in Channel.objects.all():
    secret = credentials_for(channel.network, {address!r} + "/" + channel.network)
    channel.connect(server="", identifier="", secret=secret, expires_at=None, by=by, at=now())
"""
HANDED_IN = """
from gatepost.people.models import Person
author = Person.objects.get(given_name="Wren")
for network in {networks!r}:
    channel = Channel.objects.get(network=network)
    for number in range({count}):
        text = f"The fair, part {{number}}."
        if number < 2:
            hand_in(post_by(author, channel, at=now(), text=text), by=author, at=now())
            continue
        # The rows alone: handing in takes long, and is not what is tried here.
        at = dict.fromkeys(("made_at", "changed_at", "handed_in_at"), now())
        post = Post.objects.create(school=author.school, author=author, text=text, **at)
        outlet = Outlet.objects.create(post=post, channel=channel, key=f"{{network}}-{{number}}")
        later("posts.send", key=str(outlet.pk), due_at=now(), outlet=outlet.pk)
"""
NOT_THERE = """
from gatepost.people.models import Person
by = Person.objects.get(given_name="Wren")
for outlet in Outlet.objects.filter(state="unknown"):
    person_looked(outlet, is_there=False, url="", by=by, at=now())
"""
UNSETTLED = (
    "SELECT count(*) FROM jobs_job"
    " WHERE kind LIKE 'posts.%' AND done_at IS NULL AND given_up_at IS NULL"
)
STATES = "SELECT state FROM posts_outlet"
PUBLISHED = "SELECT remote_id FROM posts_outlet WHERE state = 'published'"


@dataclass
class School:
    """An installation whose accounts lie on networks that count, and its workers."""

    installed: Installation
    counting: Counting
    address: str
    started: list[Started]

    def hand_in(self, *networks: str, count: int) -> None:
        """Have some posts go out on each network."""
        code = CONNECTED.format(address=self.address)
        code += HANDED_IN.format(networks=networks, count=count)
        self.installed.python(DESK + code)

    def worker(self, *, dies_at: str = "", lease: float = 1) -> Started:
        """One more worker. Its lease is that of a short job: a long one counts as dead, which has to do no harm."""
        process = self.installed.start(SCRIPT, str(lease), dies_at)
        self.started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.installed.ask(UNSETTLED) == [0]

    def settle(self, *, seconds: float = 60) -> list[str]:
        """Wait until nothing is left to do; how far each post is then."""
        wait_for(self.is_settled, seconds=seconds)
        return sorted(self.installed.ask(STATES))

    def person_says_not_there(self) -> None:
        """Somebody has looked for what is unknown: it is not there."""
        self.installed.python(DESK + NOT_THERE)


@pytest.fixture
def school(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[School]:
    with (
        counting_networks() as (address, counting),
        installation(tmp_path, server=server_of(pytestconfig), holding=SCHOOL) as installed,
    ):
        made = School(installed, counting, address, [])
        yield made
        for process in made.started:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("network", NETWORKS)
def test_killed_between_the_networks_yes_and_the_commit_it_is_there_once_and_found(
    school: School, network: str
) -> None:
    school.hand_in(network, count=1)
    dying = school.worker(dies_at="published")
    assert dying.wait(timeout=30) == -signal.SIGKILL
    assert len(school.counting.accepted(network)) == 1
    assert school.installed.ask(STATES) == ["sending"]

    school.worker()

    assert school.settle() == ["published"]
    assert len(school.counting.accepted(network)) == 1
    (known_as,) = school.installed.ask(PUBLISHED)
    assert known_as.rpartition("/")[2] in school.counting.posts[network]


@pytest.mark.parametrize("network", ["bluesky", "wordpress"])
def test_killed_before_the_network_has_done_what_it_was_asked_it_is_not_sent_beside_it(
    school: School, network: str
) -> None:
    counting = school.counting

    def thinks() -> float:
        """The first request is worked on until somebody has looked in vain, and had time to send it once more."""
        if counting.asked > 1:
            return 0.0
        before = counting.looked
        wait_for(lambda: counting.looked > before)
        until = time.monotonic() + 2.5
        wait_for(lambda: counting.asked > 1 or time.monotonic() > until)
        return 0.2

    counting.before = thinks
    school.hand_in(network, count=1)
    first = school.worker()
    wait_for(lambda: counting.asked)
    first.kill()
    assert counting.accepted(network) == []

    school.worker()

    assert school.settle() == ["published"]
    wait_for(lambda: counting.decided == counting.asked)
    assert len(counting.accepted(network)) == 1


def test_workers_killed_at_any_moment_publish_nothing_twice_and_lose_nothing(
    school: School,
) -> None:
    chance, counting = random.Random(20261121), school.counting
    counting.before = counting.after = lambda: chance.uniform(0.0, 0.05)
    school.hand_in(*NETWORKS, count=POSTS)
    expected = POSTS * len(NETWORKS)
    workers = [school.worker(lease=2) for _ in range(2)]

    killed, seen = 0, (0, 0)
    while killed < KILLS and not school.is_settled():
        # A worker reads the policy first; what is of interest are the moments around a request.
        until = time.monotonic() + 1
        while (counting.asked, counting.looked) == seen and time.monotonic() < until:
            time.sleep(0.005)
        if (counting.asked, counting.looked) == seen:
            continue
        time.sleep(chance.uniform(0.0, 0.15))
        victim = workers.pop(chance.randrange(len(workers)))
        victim.kill()
        victim.wait()
        killed += 1
        workers.append(school.worker(lease=2))
        seen = counting.asked, counting.looked
    before_anybody_looked = school.settle(seconds=60 + 2 * KILLS)
    assert counting.twice() == []
    school.person_says_not_there()

    assert set(before_anybody_looked) <= {"published", "unknown"}
    assert school.settle() == ["published"] * expected
    assert counting.twice() == []
    there = sum(len(counting.accepted(network)) for network in NETWORKS)
    assert there == expected
    print(
        f"\n{killed} workers killed, {expected} posts, {before_anybody_looked.count('unknown')} unknown"
    )
