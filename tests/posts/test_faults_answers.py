"""Networks that answer late, wrongly or not at all: what the post's page says, that nothing is sent twice, and how it is settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.jobs.models import Job
from gatepost.notices.models import Notice
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.posts.models import TakeDown, Words
from gatepost.posts.publishing.looking import LOOK_AT_MOST, person_looked
from gatepost.posts.publishing.outcomes import (
    WITHIN_WITHOUT_HOUR,
)
from gatepost.posts.publishing.taking_down import open_take_down
from tests.networks.between import after_all, breaks_off, says
from tests.posts.counting_networks import (
    NETWORKS,
)
from tests.posts.desk import work
from tests.posts.troubled import (
    AT,
    NAMES,
    SOON,
    SignIn,
    account,
    handed_in,
    harm,
    is_silent,
    outlet_of,
    page_of,
    sends,
)

pytestmark = pytest.mark.once  # what networks answer is the same for either database

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
