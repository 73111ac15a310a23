"""Ways in that end, workers that come late, and pauses in between: nothing goes out late, and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from gatepost.channels.connecting import connect_account
from gatepost.channels.models import Channel
from gatepost.jobs.models import Job
from gatepost.networks import errors
from gatepost.networks.outgoing import Published
from gatepost.notices.models import Notice
from gatepost.posts.models import Outlet, Pause, TakeDown
from gatepost.posts.publishing.going_out import GRACE, expire_forgotten
from gatepost.posts.publishing.outcomes import (
    WITHIN,
    failed,
    not_known,
    put_off,
    signed_out,
    was_published,
)
from gatepost.posts.publishing.pausing import let_go
from gatepost.posts.publishing.taking_down import open_take_down
from tests.channels.crew import staffed
from tests.networks.between import says
from tests.posts.counting_networks import (
    NETWORKS,
    credentials_for,
)
from tests.posts.desk import hand_in, post_by, work
from tests.posts.troubled import (
    AT,
    SOON,
    SignIn,
    account,
    connect,
    handed_in,
    harm,
    outlet_of,
    page_of,
)

pytestmark = pytest.mark.once  # what networks answer is the same for either database


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
    channel = staffed(
        Channel.enter(
            network="bluesky", name="Sky", handle="", url="", by=desk.administrator, at=AT
        ),
        by=desk.administrator,
        at=AT,
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
    channel = staffed(
        Channel.enter(
            network="facebook", name="Page", handle="", url="", by=desk.administrator, at=AT
        ),
        by=desk.administrator,
        at=AT,
    )
    desk.counting.lets_in = False

    with pytest.raises(Exception, match="does not accept our access"):
        entered = credentials_for("facebook", f"{desk.between.address}/facebook")
        connect_account(channel, entered, by=desk.administrator, at=AT)

    assert channel.connection() is None
