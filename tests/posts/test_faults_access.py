"""Access to a network that runs out: said two weeks before, once by message, and on the page of whatever it stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.channels.waiting import waiting_for
from gatepost.channels.warning import warn_of_endings
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.web.recurring import RECURRING
from gatepost.web.today import today_of
from tests.channels.crew import staffed
from tests.posts.desk import hand_in, post_by, work

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ENDS = AT + timedelta(days=30)
SECRET = {"server": "https://graph.example", "page": "1", "token": "a"}


@pytest.fixture
def channel(cast: SimpleNamespace) -> Channel:
    """An account whose access ends in thirty days, and somebody who runs it."""
    made = Channel.enter(
        network="facebook", name="School page", handle="", url="", by=cast.administrator, at=AT
    )
    made.appoint(cast.writer, by=cast.administrator, at=AT)
    connect(made, cast, at=AT, expires_at=ENDS)
    return made


def connect(
    channel: Channel, cast: SimpleNamespace, *, at: datetime, expires_at: datetime | None
) -> None:
    channel.connect(
        server="", identifier="", secret=SECRET, expires_at=expires_at, by=cast.administrator, at=at
    )


def lines(person: Person, on: date) -> list[Waiting]:
    return [one for one in waiting_for(person, on=on) if one.says.startswith("Connect ")]


def told(person: Person, on: date) -> list[str]:
    return [one.says for one in lines(person, on)]


def messages() -> set[str]:
    return set(Notice.objects.filter(key__startswith="connection").values_list("to", flat=True))


SOON = "Connect School page again: Gatepost’s access runs out"
OVER = "Connect School page again: Gatepost’s access has run out"
SHUT = "Connect School page again: the network does not let Gatepost in any more"


def test_it_is_said_two_weeks_before_to_whoever_keeps_the_accounts_and_to_those_who_run_it(
    cast: SimpleNamespace, channel: Channel
) -> None:
    before, early = ENDS.date() - timedelta(days=15), ENDS.date() - timedelta(days=14)

    assert told(cast.administrator, before) == []
    for person in (cast.administrator, cast.writer):
        assert told(person, early) == [SOON]
        assert lines(person, early)[0].due_on == ENDS.date()
        assert told(person, ENDS.date() + timedelta(days=1)) == [OVER]
    for person in (cast.assistant, cast.governor, cast.leaver):
        assert told(person, early) == []


def test_it_stands_in_today_and_leads_to_the_account(
    cast: SimpleNamespace, channel: Channel, sign_in: SignIn
) -> None:
    day = ENDS.date() - timedelta(days=3)

    (line,) = [one for one in today_of(cast.administrator, on=day).needs if one.says == SOON]

    assert line.url == channel.get_absolute_url()
    assert sign_in(cast.administrator).get(line.url).status_code == 200


def test_each_gets_one_message_however_often_a_worker_looks(
    cast: SimpleNamespace, channel: Channel
) -> None:
    assert warn_of_endings(at=ENDS - timedelta(days=14, seconds=1)) == 0
    assert messages() == set()

    for days in (14, 13, 1, 0, -1):
        assert warn_of_endings(at=ENDS - timedelta(days=days)) == 1

    assert messages() == {cast.administrator.email, cast.writer.email}
    assert Notice.objects.filter(key__startswith="connection").count() == 2
    assert "channels.warn" in {one.kind for one in RECURRING}


def test_connected_anew_or_closed_nobody_is_told_any_more(
    cast: SimpleNamespace, channel: Channel
) -> None:
    connect(channel, cast, at=AT, expires_at=ENDS + timedelta(days=60))
    assert told(cast.administrator, ENDS.date()) == []
    assert warn_of_endings(at=ENDS) == 0

    connect(channel, cast, at=AT, expires_at=AT)
    channel.close(by=cast.administrator, at=AT)

    assert told(cast.administrator, ENDS.date()) == []
    assert warn_of_endings(at=ENDS) == 0


def test_access_without_an_end_is_never_mentioned(cast: SimpleNamespace, channel: Channel) -> None:
    connect(channel, cast, at=AT, expires_at=None)

    assert told(cast.administrator, ENDS.date() + timedelta(days=999)) == []


def test_access_that_was_taken_back_is_said_at_once_whatever_its_end(
    cast: SimpleNamespace, channel: Channel
) -> None:
    connection = channel.connection()
    assert connection is not None

    connection.was_refused(at=AT)

    for person in (cast.administrator, cast.writer):
        assert told(person, AT.date()) == [SHUT]
    assert told(cast.assistant, AT.date()) == []
    assert warn_of_endings(at=AT) == warn_of_endings(at=AT + timedelta(hours=6)) == 1
    assert Notice.objects.filter(key__startswith="connection").count() == 2


def test_another_school_hears_nothing_of_it(channel: Channel, other_cast: SimpleNamespace) -> None:
    assert told(other_cast.administrator, ENDS.date()) == []
    warn_of_endings(at=ENDS)

    assert other_cast.administrator.email not in messages()


def test_when_it_has_run_out_publishing_says_so_and_asks_the_network_nothing(
    cast: SimpleNamespace, channel: Channel, sign_in: SignIn
) -> None:
    staffed(channel, by=cast.administrator, at=AT)
    post = post_by(cast.writer, channel, at=AT, due_at=ENDS)
    hand_in(post, by=cast.writer, at=AT)

    work(at=ENDS)

    outlet = post.outlets.get()
    assert (outlet.state, outlet.attempts.get().outcome) == ("waiting", "signed-out")
    page = sign_in(cast.writer).get(post.get_absolute_url()).text
    assert "access to School page has run out." in page
    assert "has to connect it again." in page
