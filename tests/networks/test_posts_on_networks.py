"""Posts of a school on real servers: sent by a worker, read back, taken down, and what a worker's death leaves there."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from benches import Bench
from between import after_all, says
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.people.models import Person, Pupil
from gatepost.posts.models import Outlet, Post, TakeDown
from gatepost.posts.publishing.withdrawn import open_for_withdrawn
from tests.channels.crew import staffed
from tests.consents.families import make_contact, make_pupil, say
from tests.installations import installation, server_of, wait_for
from tests.posts.desk import hand_in, picture_by, post_by, work

pytestmark = pytest.mark.xdist_group("networks")
SignIn = Callable[[Person], Client]
PLACES = ("bluesky", "wordpress")
TEXT = "We planted sunflowers ☀️ today – ysgol’n dathlu! Come and see #sunflowers"
LINK = "https://www.ashlands.example/garden?class=3"
ALT = "Four sunflowers behind a “green” fence."


@pytest.fixture(params=PLACES)
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    return bench_of(request.param)


@pytest.fixture
def desk(cast: SimpleNamespace, settings: LazySettings) -> SimpleNamespace:
    """A school that reaches networks on this machine, and its day."""
    settings.NETWORKS_ON_LOOPBACK = True
    cast.at = timezone.now()
    return cast


def account(desk: SimpleNamespace, bench: Bench, **other: str) -> Channel:
    """The school's account there, connected."""
    channel = Channel.objects.filter(school=desk.school, network=bench.slug).first()
    channel = channel or staffed(
        Channel.enter(
            network=bench.slug, name="School", handle="", url="", by=desk.administrator, at=desk.at
        ),
        by=desk.administrator,
        at=desk.at,
    )
    channel.connect(
        server="",
        identifier="school",
        secret={**bench.credentials, **other},
        expires_at=None,
        by=desk.administrator,
        at=desk.at,
    )
    return channel


def with_child(desk: SimpleNamespace) -> Pupil:
    """A child whose parent has said yes."""
    desk.pupil = make_pupil(desk.school)
    desk.parent = make_contact(desk.pupil, by=desk.administrator, at=desk.at)
    say(desk.parent, True, by=desk.administrator, at=desk.at)
    return desk.pupil


def handed_in(desk: SimpleNamespace, bench: Bench, *children: Pupil, **more: Any) -> Post:
    """A post with a picture, handed in at a school that asks nobody else."""
    picture = picture_by(desk.writer, at=desk.at)
    picture.name_people(children, [], by=desk.writer, at=desk.at)
    post = post_by(desk.writer, account(desk, bench), at=desk.at, text=TEXT, link=LINK, **more)
    post.place(picture, alt=ALT, by=desk.writer, at=desk.at)
    hand_in(post, by=desk.writer, at=desk.at)
    return post


def even(text: str) -> str:
    return " ".join(text.split())


def seen_there(bench: Bench, outlet: Outlet) -> dict[str, Any]:
    """What the server itself tells anybody of a post: text, where links lead, what pictures are said to show."""
    assert bench.between is not None
    server = bench.between.upstream.geturl()
    if bench.slug == "bluesky":
        repo, collection, key = outlet.remote_id.removeprefix("at://").split("/")
        asked = {"repo": repo, "collection": collection, "rkey": key}
        told = httpx.get(f"{server}/xrpc/com.atproto.repo.getRecord", params=asked)
        if not told.is_success:
            return {}
        value = told.json()["value"]
        features = [one["features"][0] for one in value["facets"]]
        return {
            "text": value["text"],
            "links": [one["uri"] for one in features if "uri" in one],
            "tags": [one["tag"] for one in features if "tag" in one],
            "alts": [one["alt"] for one in value["embed"]["images"]],
        }
    told = httpx.get(f"{server}/", params={"rest_route": f"/wp/v2/posts/{outlet.remote_id}"})
    if not told.is_success:
        return {}
    html = told.json()["content"]["rendered"]
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL))
    return {
        "text": unescape(words),
        "links": [unescape(one) for one in re.findall(r'<a href="([^"]+)"', html)],
        "alts": [unescape(one) for one in re.findall(r'alt="([^"]*)"', html)],
    }


def state(post: Post) -> str:
    return post.outlets.get().state


def test_a_post_with_a_picture_and_a_link_stands_there_as_it_was_written(
    desk: SimpleNamespace, bench: Bench
) -> None:
    before = bench.count()
    post = handed_in(desk, bench, with_child(desk))

    work(at=desk.at)

    outlet = post.outlets.get()
    there = seen_there(bench, outlet)
    assert outlet.state == "published"
    assert even(there["text"]) == even(f"{TEXT}\n\n{LINK}")
    assert there["links"] == [LINK]
    assert there["alts"] == [ALT]
    assert there.get("tags", ["sunflowers"]) == ["sunflowers"]
    assert bench.count() == before + 1


def test_a_consent_that_is_withdrawn_takes_it_down_there_and_what_was_published_is_kept(
    desk: SimpleNamespace, bench: Bench, sign_in: SignIn
) -> None:
    post = handed_in(desk, bench, with_child(desk))
    work(at=desk.at)
    published = post.outlets.get()
    assert seen_there(bench, published)

    say(desk.parent, False, by=desk.administrator, at=desk.at)
    assert open_for_withdrawn(at=desk.at + timedelta(minutes=5)) == 1
    work(at=desk.at + timedelta(minutes=5))

    outlet, task = post.outlets.get(), TakeDown.objects.get()
    assert seen_there(bench, published) == {}
    assert (outlet.state, task.done_at) == ("taken-down", desk.at + timedelta(minutes=5))
    assert (outlet.published_at, outlet.url) == (desk.at, published.url)
    kept = post.copies.get(hash=post.content_hash()).content
    assert (kept["text"], kept["link"]) == (TEXT, LINK)
    assert kept["pictures"][0]["alt"] == ALT
    assert post.placed.get().picture.read()
    assert "Taken down on" in sign_in(desk.writer).get(post.get_absolute_url()).text


def test_access_that_is_taken_back_is_said_and_nothing_is_lost(
    desk: SimpleNamespace, bench: Bench, sign_in: SignIn
) -> None:
    before, due_at = bench.count(), desk.at + timedelta(hours=1)
    post = handed_in(desk, bench, due_at=due_at)
    over = dict.fromkeys(bench.session, "") | {bench.secret: "0000 not the one"}
    channel = account(desk, bench, **over)

    work(at=due_at)
    assert state(post) == "waiting"
    page = unescape(sign_in(desk.writer).get(post.get_absolute_url()).text)
    assert "onnect the account again." in page or "Enter them again." in page
    connection = channel.connection()
    assert connection is not None
    assert connection.refused_at == due_at
    account(desk, bench)
    work(at=due_at + timedelta(minutes=10))

    assert state(post) == "published"
    assert bench.count() == before + 1


def test_a_yes_that_is_lost_on_the_way_is_found_and_never_made_a_second_post(
    desk: SimpleNamespace, bench: Bench
) -> None:
    assert bench.between is not None
    before = bench.count()
    bench.between.does(after_all(says(502)), to=bench.sends)
    post = handed_in(desk, bench)
    work(at=desk.at)
    assert state(post) == "unknown"

    bench.between.behaves()
    work(at=desk.at + timedelta(minutes=1))

    assert state(post) == "published"
    assert bench.count() == before + 1
    assert bench.between.count(bench.sends) == 0


DESK = """
from django.utils import timezone
from gatepost.channels.models import Channel
from gatepost.posts.models import Post
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, post_by
cast, at = make_cast(make_school("ashlands")), timezone.now()
channel = staffed(Channel.enter(network={slug!r}, name="School", handle="", url="", by=cast.administrator, at=at), by=cast.administrator, at=at)
channel.connect(server="", identifier="", secret={secret!r}, expires_at=None, by=cast.administrator, at=at)
post = post_by(cast.writer, channel, at=at, text="The worker of this post dies.")
hand_in(post, by=cast.writer, at=at)
"""
WORKER = str(Path(__file__).parents[1] / "posts" / "publishing_for_tests.py")
STATES = "SELECT state FROM posts_outlet"


@pytest.fixture
def workers(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Any]:
    """An installation of its own, and workers that end with the test."""
    started: list[Any] = []
    with installation(tmp_path, server=server_of(pytestconfig)) as installed:

        def begin(dies_at: str = "") -> Any:
            started.append(installed.start(WORKER, "1", dies_at))
            return started[-1]

        yield installed, begin
        for process in started:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("bench", ["bluesky"], indirect=True)
def test_a_worker_killed_after_the_networks_yes_leaves_one_post_which_is_found(
    bench: Bench, workers: Any
) -> None:
    installed, begin = workers
    before = bench.count()
    installed.python(DESK.format(slug=bench.slug, secret=bench.credentials))
    assert begin("published").wait(timeout=60) == -signal.SIGKILL
    assert bench.count() == before + 1
    assert installed.ask(STATES) == ["sending"]

    begin()
    wait_for(lambda: installed.ask(STATES) == ["published"])

    assert bench.count() == before + 1


@pytest.mark.parametrize("bench", ["bluesky"], indirect=True)
def test_a_key_that_is_taken_is_taken_by_the_server_itself(
    desk: SimpleNamespace, bench: Bench
) -> None:
    """Two workers at the same moment see nothing there, and both send: the second is turned away."""
    assert bench.between is not None
    before = bench.count()
    post = handed_in(desk, bench)
    work(at=desk.at)
    published = post.outlets.get()
    absent = says(400, b'{"error": "RecordNotFound", "message": "Could not locate record"}')
    bench.between.does(absent, to=bench.reads)
    Outlet.objects.filter(pk=published.pk).update(state="waiting", remote_id="", url="")
    post.set_going(at=desk.at)

    work(at=desk.at)

    assert bench.count() == before + 1
    assert state(post) == "unknown"
    bench.between.behaves()
    work(at=desk.at + timedelta(minutes=1))
    assert post.outlets.get().remote_id == published.remote_id
