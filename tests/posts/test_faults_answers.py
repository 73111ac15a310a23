"""Networks that answer late, wrongly or not at all: what the post's page says, that nothing is sent twice, and how it is settled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from gatepost.channels.connecting import connect_account
from gatepost.channels.models import Channel
from gatepost.jobs.models import Job
from gatepost.networks import errors
from gatepost.networks.outgoing import Published
from gatepost.networks.outward import Bounds, Outward
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.posts.models import Outlet, Pause, Post, TakeDown, Words
from gatepost.posts.publishing import packing
from gatepost.posts.publishing.going_out import GRACE, expire_forgotten
from gatepost.posts.publishing.looking import LOOK_AT_MOST, person_looked
from gatepost.posts.publishing.outcomes import (
    WITHIN,
    WITHIN_WITHOUT_HOUR,
    failed,
    not_known,
    put_off,
    signed_out,
    was_published,
)
from gatepost.posts.publishing.pausing import let_go
from gatepost.posts.publishing.taking_down import open_take_down
from tests.networks.between import Between, Harm, after_all, between, breaks_off, says
from tests.posts.counting_networks import (
    NETWORKS,
    SENDS,
    Counting,
    counting_networks,
    credentials_for,
)
from tests.posts.desk import hand_in, post_by, work

pytestmark = pytest.mark.once  # what networks answer is the same for either database

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SOON = AT + timedelta(hours=3)
NAMES = {"bluesky": "Bluesky", "wordpress": "WordPress", "facebook": "Facebook"}
SignIn = Callable[[Person], Client]


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[Between, Counting]]:
    """Networks that count, and somebody who stands before them."""
    with counting_networks() as (address, counting), between(address) as standing:
        yield standing, counting


@pytest.fixture
def desk(
    networks: tuple[Between, Counting],
    cast: SimpleNamespace,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SimpleNamespace]:
    """A school with accounts on them that waits a moment for an answer, and not a minute."""
    settings.NETWORKS_ON_LOOPBACK = True
    bounds = Bounds(connect=2, silence=0.4, total=3)
    monkeypatch.setattr(packing, "Outward", partial(Outward, bounds=bounds))
    cast.between, cast.counting = networks
    for network in NETWORKS:
        cast.counting.posts[network].clear()
    cast.counting.lets_in = True
    yield cast
    cast.between.behaves()


def account(desk: SimpleNamespace, network: str) -> Channel:
    """An account of the school there, to which Gatepost is connected."""
    channel = Channel.enter(
        network=network, name="School page", handle="", url="", by=desk.administrator, at=AT
    )
    connect(desk, channel)
    return channel


def connect(desk: SimpleNamespace, channel: Channel) -> None:
    channel.connect(
        server="",
        identifier="school",
        secret=credentials_for(channel.network, f"{desk.between.address}/{channel.network}"),
        expires_at=None,
        by=desk.administrator,
        at=AT,
    )


def handed_in(
    desk: SimpleNamespace, channel: Channel, *, at: datetime = AT, **more: object
) -> Post:
    """A post that is due."""
    post = post_by(desk.writer, channel, at=at, **more)
    hand_in(post, by=desk.writer, at=at)
    return post


def harm(desk: SimpleNamespace, network: str, harm: Harm) -> None:
    desk.between.does(harm, to=SENDS[network])


def sends(desk: SimpleNamespace, network: str) -> int:
    return int(desk.between.count(SENDS[network]))


def outlet_of(post: Post) -> Outlet:
    return post.outlets.get()


def page_of(post: Post, author: Client) -> str:
    """What its author reads, between the tags."""
    return unescape(author.get(post.get_absolute_url()).text)


def is_silent(passing: object, pass_on: Callable[[], None]) -> None:
    time.sleep(0.6)


UNCLEAR = "Whether the post is there is not known. Look before it is sent again."
LOST = {
    "500": (after_all(says(500, b"<h1>Oh</h1>")), "{name} has trouble of its own."),
    "time-out": (after_all(is_silent), "{name} gave no whole answer."),  # type: ignore[arg-type]
    "cut off": (after_all(breaks_off), "{name} gave no whole answer."),
    "no JSON": (
        after_all(says(200, b"<html>Welcome</html>")),
        "{name} answered in a way that Gatepost does not understand.",
    ),
    "other JSON": (
        after_all(says(200, b'["surprise"]')),
        "{name} answered in a way that Gatepost does not understand.",
    ),
}


@pytest.mark.parametrize(
    ("lost", "network"),
    [
        *(("500", network) for network in NETWORKS),
        ("time-out", "wordpress"),
        ("cut off", "facebook"),
        ("no JSON", "bluesky"),
        ("other JSON", "wordpress"),
    ],
)
def test_a_yes_that_is_lost_leaves_it_unknown_and_a_look_finds_it(
    desk: SimpleNamespace, sign_in: SignIn, lost: str, network: str
) -> None:
    done, what = LOST[lost]
    harm(desk, network, done)
    post = handed_in(desk, account(desk, network))

    work(at=AT)
    page = page_of(post, sign_in(desk.writer))

    assert outlet_of(post).state == "unknown"
    assert f"{what.format(name=NAMES[network])} {UNCLEAR}" in page
    assert "Not known whether it went out" in page
    assert "It is not there: send it again" in page
    desk.between.harms.clear()
    work(at=AT + timedelta(minutes=1))
    found = outlet_of(post)
    assert (found.state, found.problem) == ("published", "")
    assert found.url in page_of(post, sign_in(desk.writer))
    assert len(desk.counting.accepted(network)) == sends(desk, network) == 1


@pytest.mark.parametrize("network", ["wordpress", "facebook"])
def test_what_is_not_found_is_not_sent_again_until_a_person_has_looked(
    desk: SimpleNamespace, sign_in: SignIn, network: str
) -> None:
    harm(desk, network, says(500))
    post = handed_in(desk, account(desk, network))
    work(at=AT)
    desk.between.harms.clear()

    for minutes in range(60):
        work(at=AT + timedelta(minutes=minutes))
    assert outlet_of(post).state == "unknown"
    assert sends(desk, network) == 1
    assert Job.objects.filter(kind="posts.look").count() == LOOK_AT_MOST
    asked = Notice.objects.filter(to=desk.writer.email, key__contains="unknown")
    assert asked.count() == 1
    answer = sign_in(desk.writer).post(
        f"/schools/ashlands/posts/outlets/{outlet_of(post).pk}/looked/", {"is": "not-there"}
    )
    assert answer.status_code == 302
    work(at=timezone.now())

    assert outlet_of(post).state == "published"
    assert len(desk.counting.accepted(network)) == 1


def test_a_network_that_takes_a_key_once_gets_it_again_without_anybody(
    desk: SimpleNamespace,
) -> None:
    harm(desk, "bluesky", says(500))
    post = handed_in(desk, account(desk, "bluesky"))
    work(at=AT)
    desk.between.harms.clear()

    work(at=AT + timedelta(minutes=1))

    assert outlet_of(post).state == "published"
    assert len(desk.counting.accepted("bluesky")) == 1


def test_a_person_who_found_it_gives_its_address_and_nothing_else_is_taken_for_one(
    desk: SimpleNamespace,
) -> None:
    harm(desk, "facebook", after_all(says(500)))
    post = handed_in(desk, account(desk, "facebook"))
    work(at=AT)
    row = outlet_of(post)

    for bad in ("javascript:alert(1)", "data:text/html,x", "over there"):
        with pytest.raises(NotPossible, match="no web address"):
            person_looked(row, is_there=True, url=bad, by=desk.writer, at=AT)
    url = "https://www.facebook.com/the-post"
    person_looked(row, is_there=True, url=url, by=desk.writer, at=AT)
    with pytest.raises(NotPossible, match="known by now"):
        person_looked(row, is_there=False, url="", by=desk.writer, at=AT)

    assert (outlet_of(post).state, outlet_of(post).url) == ("published", url)
    desk.between.harms.clear()
    open_take_down(outlet_of(post), why=TakeDown.Why.MISTAKE, by=desk.writer, at=AT)
    work(at=AT)
    assert outlet_of(post).state == "taken-down"
    assert desk.counting.accepted("facebook") == []


def test_what_may_have_been_sent_is_not_changed_any_more(desk: SimpleNamespace) -> None:
    harm(desk, "facebook", after_all(says(500)))
    channel = account(desk, "facebook")
    post = handed_in(desk, channel)
    work(at=AT)
    person_looked(outlet_of(post), is_there=False, url="", by=desk.writer, at=AT)

    with pytest.raises(Closed, match="may have been sent once"):
        post.write(Words(text="Other words.", channels=[channel]), by=desk.writer, at=AT)

    assert outlet_of(post).state == "waiting"


@pytest.mark.parametrize("network", ["wordpress", "facebook"])
def test_a_network_that_asks_to_wait_is_left_alone_for_as_long(
    desk: SimpleNamespace, sign_in: SignIn, network: str
) -> None:
    harm(desk, network, says(429, Retry_After="700"))
    post = handed_in(desk, account(desk, network), due_at=SOON)
    work(at=SOON)

    page = page_of(post, sign_in(desk.writer))
    assert outlet_of(post).state == "waiting"
    assert f"{NAMES[network]} asks us to wait. Gatepost tries again by itself." in page
    desk.between.harms.clear()
    work(at=SOON + timedelta(seconds=699))
    assert sends(desk, network) == 1
    work(at=SOON + timedelta(seconds=700))

    assert outlet_of(post).state == "published"
    assert len(desk.counting.accepted(network)) == 1


@pytest.mark.parametrize("more", [{"due_at": SOON}, {}], ids=["with an hour", "without"])
def test_a_network_that_asks_to_wait_for_too_long_ends_it_with_a_sentence(
    desk: SimpleNamespace, sign_in: SignIn, more: dict[str, datetime]
) -> None:
    harm(desk, "bluesky", says(429, Retry_After="86400"))
    post = handed_in(desk, account(desk, "bluesky"), **more)

    work(at=SOON)
    work(at=SOON + WITHIN_WITHOUT_HOUR)

    assert outlet_of(post).state == "failed"
    assert sends(desk, "bluesky") == (1 if more else 2)
    page = page_of(post, sign_in(desk.writer))
    assert "It could not go out in time, so it does not go out any more. Make a copy" in page
    assert "tries again by itself" not in page


@pytest.mark.parametrize(
    ("network", "there"),
    [
        ("bluesky", "http://127.0.0.1:9/latest"),
        ("wordpress", "http://169.254.169.254/latest/meta-data/"),
        ("facebook", "http://169.254.169.254/latest/meta-data/"),
    ],
)
def test_a_redirect_into_the_inside_is_refused_and_said(
    desk: SimpleNamespace, sign_in: SignIn, network: str, there: str
) -> None:
    harm(desk, network, says(307, Location=there))
    post = handed_in(desk, account(desk, network))

    work(at=AT + timedelta(days=2))

    assert outlet_of(post).state == "failed"
    assert sends(desk, network) == 1
    page = page_of(post, sign_in(desk.writer))
    assert (
        f"The address for {NAMES[network]} leads into a network that is not public, "
        "which Gatepost never enters. Correct the address." in page
    )
    assert "169.254" not in page


@pytest.mark.parametrize("network", ["wordpress", "facebook"])
def test_a_site_that_has_moved_away_is_a_no_with_a_sentence(
    desk: SimpleNamespace, sign_in: SignIn, network: str
) -> None:
    desk.between.does(says(404, b"<h1>Gone</h1>"), to=("GET", "/"))
    post = handed_in(desk, account(desk, network))

    work(at=AT)

    assert outlet_of(post).state == "failed"
    says_so = f"{NAMES[network]} knows no such account. Check how it is connected."
    assert says_so in page_of(post, sign_in(desk.writer))
    assert sends(desk, network) == 0


@pytest.mark.parametrize("network", NETWORKS)
def test_signed_out_it_waits_says_so_and_goes_out_once_the_account_is_connected_anew(
    desk: SimpleNamespace, sign_in: SignIn, network: str
) -> None:
    channel = account(desk, network)
    desk.counting.lets_in = False
    post = handed_in(desk, channel, due_at=SOON)

    work(at=SOON)
    page = page_of(post, sign_in(desk.writer))
    assert outlet_of(post).state == "waiting"
    assert outlet_of(post).problem in page
    assert "onnect" in outlet_of(post).problem or "Enter them again" in outlet_of(post).problem
    asked = len(desk.between.seen)
    work(at=SOON + timedelta(minutes=20))
    assert len(desk.between.seen) == asked
    assert "has to connect it again" in page_of(post, sign_in(desk.writer))
    desk.counting.lets_in = True
    connect(desk, channel)
    work(at=SOON + timedelta(minutes=26))

    assert outlet_of(post).state == "published"
    assert len(desk.counting.accepted(network)) == 1


def test_connected_too_late_it_does_not_go_out_any_more(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    channel = account(desk, "bluesky")
    desk.counting.lets_in = False
    post = handed_in(desk, channel, due_at=SOON)
    work(at=SOON)
    desk.counting.lets_in = True
    connect(desk, channel)

    work(at=SOON + WITHIN + timedelta(seconds=1), kinds=("nothing",))
    Job.objects.filter(kind="posts.send", done_at=None).update(due_at=SOON + 2 * WITHIN)
    work(at=SOON + 2 * WITHIN)

    assert outlet_of(post).state == "failed"
    assert desk.counting.accepted("bluesky") == []
    assert "It could not go out in time" in page_of(post, sign_in(desk.writer))


def test_an_account_that_nobody_has_connected_yet_is_waited_for(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    channel = Channel.enter(
        network="bluesky", name="Sky", handle="", url="", by=desk.administrator, at=AT
    )
    post = handed_in(desk, channel)
    work(at=AT)
    assert outlet_of(post).state == "waiting"
    assert "Gatepost is not connected to Sky." in page_of(post, sign_in(desk.writer))

    secret = credentials_for("bluesky", f"{desk.between.address}/bluesky")
    channel.connect(
        server="", identifier="", secret=secret, expires_at=None, by=desk.administrator, at=AT
    )
    work(at=AT + timedelta(minutes=5))

    assert outlet_of(post).state == "published"


def test_a_post_on_an_account_that_was_closed_meanwhile_stays(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    channel = account(desk, "bluesky")
    post = handed_in(desk, channel, due_at=SOON)
    channel.close(by=desk.administrator, at=AT)

    work(at=SOON)

    assert outlet_of(post).state == "failed"
    assert "School page is closed." in page_of(post, sign_in(desk.writer))


def test_what_a_worker_left_behind_over_night_does_not_go_out_in_the_morning(
    desk: SimpleNamespace,
) -> None:
    harm(desk, "bluesky", says(503))
    post = handed_in(desk, account(desk, "bluesky"), due_at=SOON)
    work(at=SOON)
    desk.between.harms.clear()

    Job.objects.filter(done_at=None).update(due_at=SOON + timedelta(hours=16))
    work(at=SOON + timedelta(hours=16))

    assert outlet_of(post).state == "failed"
    assert desk.counting.accepted("bluesky") == []


def test_a_second_account_whose_turn_comes_hours_later_does_not_go_out_late(
    desk: SimpleNamespace,
) -> None:
    first, second = account(desk, "bluesky"), account(desk, "wordpress")
    post = post_by(desk.writer, first, at=AT, due_at=SOON)
    post.outlets.create(channel=second, key="another-key")
    hand_in(post, by=desk.writer, at=AT)
    work(at=SOON, kinds=("posts.go-out",))
    sent = post.outlets.get(channel=first)
    Job.objects.filter(kind="posts.send").exclude(key=str(sent.pk)).update(due_at=SOON + GRACE * 2)
    work(at=SOON)

    work(at=SOON + GRACE * 2)

    states = dict(post.outlets.values_list("channel__network", "state"))
    assert states == {"bluesky": "published", "wordpress": "failed"}


def test_a_post_that_is_retried_and_held_by_a_pause_is_not_forgotten(
    desk: SimpleNamespace,
) -> None:
    harm(desk, "bluesky", says(429, Retry_After="60"))
    post = handed_in(desk, account(desk, "bluesky"), due_at=SOON)
    work(at=SOON)
    desk.between.harms.clear()
    Pause.begin(by=desk.head, at=SOON + timedelta(seconds=30), reason="")

    work(at=SOON + timedelta(minutes=10))
    assert outlet_of(post).state == "waiting"
    expire_forgotten(at=SOON + 2 * WITHIN)
    work(at=SOON + 2 * WITHIN)

    assert outlet_of(post).state == "failed"
    assert Notice.objects.filter(to=desk.writer.email, key__contains="failed").count() == 1
    assert desk.counting.accepted("bluesky") == []


def test_a_post_that_is_retried_goes_on_once_somebody_has_let_it_go(
    desk: SimpleNamespace,
) -> None:
    harm(desk, "bluesky", says(429, Retry_After="60"))
    post = handed_in(desk, account(desk, "bluesky"), due_at=SOON)
    work(at=SOON)
    desk.between.harms.clear()
    Pause.begin(by=desk.head, at=SOON + timedelta(seconds=30), reason="")
    work(at=SOON + timedelta(minutes=20))

    let_go(post, by=desk.approver, at=SOON + timedelta(minutes=20))
    work(at=SOON + timedelta(minutes=20))

    assert outlet_of(post).state == "published"


def test_a_worker_that_was_taken_for_dead_changes_nothing_when_it_comes_back(
    desk: SimpleNamespace,
) -> None:
    post = handed_in(desk, account(desk, "facebook"))
    row = outlet_of(post)
    late = row.attempts.create(began_at=AT, ended_at=AT, outcome="unknown")
    row.attempts.create(began_at=AT)
    Outlet.objects.filter(pk=row.pk).update(state=Outlet.State.SENDING, tries=2)
    Job.objects.all().delete()

    put_off(late, errors.TryLater("Wait.", after=1), at=AT)
    signed_out(late, errors.SignedOut("No."), at=AT)
    not_known(late, errors.Unknown("What?"), at=AT)
    failed(late, errors.Refused("No."), at=AT)

    assert (outlet_of(post).state, outlet_of(post).problem) == ("sending", "")
    assert not Job.objects.exists()
    was_published(row, Published(id="1", url="https://a.example/1"), attempt=late, at=AT)
    assert outlet_of(post).state == "published"


def test_a_take_down_waits_for_a_way_in_and_goes_on_by_itself(desk: SimpleNamespace) -> None:
    channel = account(desk, "facebook")
    post = handed_in(desk, channel)
    work(at=AT)
    desk.counting.lets_in = False
    task = open_take_down(outlet_of(post), why=TakeDown.Why.CONSENT, by=None, at=AT)
    assert task is not None

    work(at=AT)
    task.refresh_from_db()
    assert task.done_at is None
    assert "Connect the Page again." in task.problem
    connection = channel.connection()
    assert connection is not None
    assert connection.refused_at == AT
    desk.counting.lets_in = True
    connect(desk, channel)
    work(at=AT + timedelta(minutes=10))

    assert outlet_of(post).state == "taken-down"
    assert desk.counting.accepted("facebook") == []


def test_connecting_tries_what_was_entered(desk: SimpleNamespace) -> None:
    channel = Channel.enter(
        network="facebook", name="Page", handle="", url="", by=desk.administrator, at=AT
    )
    desk.counting.lets_in = False

    with pytest.raises(Exception, match="does not accept our access"):
        entered = credentials_for("facebook", f"{desk.between.address}/facebook")
        connect_account(channel, entered, by=desk.administrator, at=AT)

    assert channel.connection() is None
