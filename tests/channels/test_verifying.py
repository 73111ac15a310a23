"""Each account is looked at once a day: what changed is shown, what may be in other hands is an alarm, a silent server is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connections

from gatepost.channels.models import AccountChange, AccountLook, Channel
from gatepost.channels.models.checks import Seen
from gatepost.channels.stopping import why_stopped
from gatepost.channels.verifying.alarms import alarm_of
from gatepost.channels.verifying.daily import look_at, look_at_accounts
from gatepost.channels.waiting import waiting_for
from gatepost.jobs.worker import Work
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.publishing.readiness import problems_of
from gatepost.records.door import history
from gatepost.web.recurring import RECURRING
from tests.channels.accounts_looked_at import (
    A_DAY,
    AN_HOUR,
    NOW,
    TODAY,
    by_address,
    connected,
    day,
    looked,
    open_change,
)
from tests.channels.small_mastodon import Small, small_mastodon
from tests.posts.desk import news_page, post_by


@pytest.fixture
def small(settings: settings) -> Iterator[Small]:  # type: ignore[valid-type]
    """A server on this machine, which tests alone may speak to."""
    settings.NETWORKS_ON_LOOPBACK = True  # type: ignore[attr-defined]
    with small_mastodon() as running:
        yield running


@pytest.fixture
def account(cast: SimpleNamespace, small: Small) -> Channel:
    """An account that was looked at once."""
    channel = connected(cast, small)
    looked(channel)
    return channel


def told(what: str) -> set[str]:
    return set(
        Notice.objects.filter(key__startswith=f"account-{what}").values_list("to", flat=True)
    )


def lines(person: Person) -> list[str]:
    return [one.says for one in waiting_for(person, on=TODAY)]


def test_the_first_look_says_what_is_known(account: Channel) -> None:
    look = AccountLook.objects.get()

    assert look.known["id"] == "7"
    assert (look.known["handle"], look.known["bio"]) == ("school", "A school.")
    assert (look.is_ours, look.vouched_on) == (True, TODAY)
    assert alarm_of(account) is None


def test_an_account_is_looked_at_once_a_day(account: Channel, small: Small) -> None:
    before = len(small.asked)

    looked(account, at=NOW + timedelta(hours=23))
    assert len(small.asked) == before

    looked(account, at=day(1))
    assert len(small.asked) > before


def test_a_new_line_in_the_profile_is_shown_to_keepers_and_is_no_alarm(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "A school with a pond."

    look = looked(account, at=day(1))

    (one,) = open_change(account).differences()
    assert (one.was, one.now) == ("A school.", "A school with a pond.")
    assert alarm_of(account) is None
    assert look.vouched_on is None
    assert "Something has changed on Mastodon. Is it right?" in lines(cast.administrator)
    assert told("change") == {cast.administrator.email, cast.head.email}
    assert told("alarm") == set()
    assert not any("Mastodon" in one for one in lines(cast.writer))


def test_what_a_keeper_takes_for_right_is_known_from_then_on(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "A school with a pond."
    look = looked(account, at=day(1))
    seen = open_change(account).seal

    look.settle(how="ours", seen=seen, by=cast.administrator, at=day(1))

    assert looked(account, at=day(2)).vouched_on
    assert not AccountChange.objects.open().exists()
    assert AccountChange.objects.get().settled_by == cast.administrator
    events = [one.event for one in history(account)]
    assert {"channel.change-noticed", "channel.change-confirmed"} <= set(events)


def test_a_yes_holds_for_what_was_seen_alone(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "A school with a pond."
    seen = looked(account, at=day(1)) and open_change(account).seal
    small.account["note"] = "Buy coins!"
    look = looked(account, at=day(2))

    with pytest.raises(NotPossible, match="changed once more"):
        look.settle(how="ours", seen=seen, by=cast.administrator, at=day(2))

    assert AccountLook.objects.get().known["bio"] == "A school."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"acct": "taken"}, "another name on its network"),
        ({"token_is_of": "8"}, "leads to another account"),
    ],
)
def test_another_name_or_number_is_an_alarm(
    cast: SimpleNamespace, account: Channel, small: Small, change: dict[str, str], why: str
) -> None:
    small.token_is_of = change.pop("token_is_of", "7")
    small.account |= change

    looked(account, at=day(1))

    assert why in str(alarm_of(account))
    assert told("alarm") >= {cast.administrator.email, cast.head.email}
    assert any(why in one for one in lines(cast.head))
    assert not any(why in one for one in lines(cast.writer))


def test_no_way_in_and_a_changed_profile_together_are_an_alarm(
    account: Channel, small: Small
) -> None:
    small.lets_in = False
    looked(account, at=day(1))
    assert alarm_of(account) is None
    assert account.connections.get().refused_at

    small.account["note"] = "Buy coins!"
    looked(account, at=day(2))

    assert "lets Gatepost in no longer" in str(alarm_of(account))


def test_a_change_that_nobody_claims_for_three_days_is_an_alarm(
    account: Channel, small: Small
) -> None:
    small.account["display_name"] = "Free coins"
    looked(account, at=day(1))
    looked(account, at=day(3.5))
    assert alarm_of(account) is None

    looked(account, at=day(4))

    assert "nobody has said in three days" in str(alarm_of(account))


def test_a_keeper_who_says_that_it_was_not_the_school_raises_the_alarm(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "Buy coins!"
    look = looked(account, at=day(1))

    look.settle(how="disowned", seen="", by=cast.administrator, at=day(1))
    small.account["note"] = "<p>A school.</p>"
    looked(account, at=day(2))

    assert "not the school" in str(alarm_of(account))
    assert told("alarm") >= {cast.head.email}
    look.settle(how="regained", seen="", by=cast.head, at=day(2))
    assert alarm_of(account) is None
    assert looked(account, at=day(2)).vouched_on


def test_an_account_that_was_not_won_back_after_all_alarms_again(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["acct"] = "taken"
    look = looked(account, at=day(1))
    look.settle(how="regained", seen="", by=cast.administrator, at=day(1))

    looked(account, at=day(1))

    assert alarm_of(account)
    assert Notice.objects.filter(to=cast.head.email, key__startswith="account-alarm").count() == 2


def test_nobody_regains_what_nobody_had_lost(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "A school with a pond."
    look = looked(account, at=day(1))

    with pytest.raises(NotPossible):
        look.settle(how="regained", seen="", by=cast.administrator, at=day(1))


def test_an_alarm_does_not_end_by_itself_and_a_mere_change_does(
    account: Channel, small: Small
) -> None:
    for field, value in (("note", "Oops"), ("acct", "taken")):
        before = small.account[field]
        small.account[field] = value
        start = 1 if field == "note" else 3
        looked(account, at=day(start))
        small.account[field] = before
        looked(account, at=day(start + 1))

        assert (alarm_of(account) is not None) == (field == "acct")

    assert AccountChange.objects.get(outcome="undone").settled_by is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_with_trouble_is_no_alarm_and_after_three_days_a_line_for_keepers(
    cast: SimpleNamespace, account: Channel, small: Small, status: int
) -> None:
    small.status = status
    look = looked(account, at=day(1))
    assert look.failing_since == day(1)
    assert not AccountChange.objects.exists()
    assert not any("look at" in one for one in lines(cast.administrator))

    AccountLook.objects.update(failing_since=NOW - 4 * A_DAY)

    assert "For days nobody could look at Mastodon" in lines(cast.administrator)
    assert not any("look at" in one for one in lines(cast.assistant))
    small.status = 200
    assert looked(account, at=day(2)).failing_since is None


def test_tries_are_longer_and_longer_apart(account: Channel, small: Small) -> None:
    small.status = 503
    waits = []
    at = day(1)
    for _ in range(9):
        look = looked(account, at=at)
        waits.append(look.next_at - at)
        at = look.next_at

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=15)
    assert waits[-1] == A_DAY


def test_a_server_that_is_away_is_no_alarm(cast: SimpleNamespace, account: Channel) -> None:
    for one in account.connections.all():
        one.secret = {"server": "http://127.0.0.1:1", "token": "t"}
        one.save()

    look = looked(account, at=day(1))

    assert look.failing_since
    assert alarm_of(account) is None


def test_an_account_is_gone_when_two_looks_say_so(account: Channel, small: Small) -> None:
    small.status = 404
    first = looked(account, at=day(1))
    assert alarm_of(account) is None
    assert first.next_at == day(1) + AN_HOUR
    assert first.vouched_on is None

    looked(account, at=first.next_at)

    assert "not there any more" in str(alarm_of(account))


def test_a_moment_of_nothing_there_is_forgotten(account: Channel, small: Small) -> None:
    small.status = 404
    looked(account, at=day(1))
    small.status = 200
    look = looked(account, at=day(1) + AN_HOUR)

    assert (look.gone_since, alarm_of(account)) == (None, None)


def test_nothing_is_locked_while_a_server_is_asked(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    account.close(by=cast.administrator, at=NOW)
    other = by_address(cast, small)
    here, seen = connections["default"], []
    depth = len(here.savepoint_ids)
    small.meanwhile = lambda: seen.append(len(here.savepoint_ids))

    looked(other, at=day(1))

    assert seen == [depth]


def test_two_workers_never_look_at_the_same_account(account: Channel, small: Small) -> None:
    first = AccountLook.objects.claim(at=day(1))
    second = AccountLook.objects.claim(at=day(1))

    assert first is not None
    assert second is None
    assert AccountLook.objects.claim(at=day(1) + 3 * AN_HOUR) is not None


def test_what_a_late_worker_found_counts_for_nothing(account: Channel, small: Small) -> None:
    late = AccountLook.objects.claim(at=day(1))
    assert late is not None
    looked(account, at=day(2))
    small.account["acct"] = "taken"

    look_at(late, at=day(1))

    assert AccountLook.objects.get().looked_at == day(2)
    assert alarm_of(account) is None


def test_what_is_found_on_an_account_that_was_closed_meanwhile_counts_for_nothing(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["note"] = "A school with a pond."
    looked(account, at=day(1))
    late = AccountLook.objects.claim(at=day(2))
    assert late is not None
    seen = Seen({**late.known, "handle": "taken"}, [], is_let_in=True)
    account.close(by=cast.administrator, at=NOW)

    late.saw(seen, at=day(2))

    assert AccountChange.objects.get().found["handle"] == "school"


def test_nothing_goes_out_through_an_account_under_alarm(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    post = post_by(cast.writer, account, at=NOW)
    small.account["acct"] = "taken"
    look = looked(account, at=day(1))
    stop = why_stopped(account, on=TODAY)

    assert stop is not None
    assert "may be in other hands" in stop.says
    assert any("may be in other hands" in one for one in problems_of(post, at=NOW))
    look.settle(how="regained", seen="", by=cast.administrator, at=day(1))
    assert not any("may be in other hands" in one for one in problems_of(post, at=NOW))


def test_what_was_found_with_an_earlier_way_in_counts_for_nothing(
    account: Channel, small: Small
) -> None:
    small.account["acct"] = "taken"
    here = connections["default"]
    here.inc_thread_sharing()

    def end_the_way_in() -> None:
        connections["default"] = here
        small.meanwhile = lambda: None
        account.connections.update(ended_at=NOW)

    claimed = AccountLook.objects.claim(at=day(1))
    assert claimed is not None
    small.meanwhile = end_the_way_in
    look_at(claimed, at=day(1))

    look = AccountLook.objects.get()
    assert (look.next_at, look.claimed_until, look.looked_at) == (day(1), None, NOW)
    assert alarm_of(account) is None


def test_an_account_without_a_way_in_is_looked_at_from_outside(
    cast: SimpleNamespace, small: Small
) -> None:
    channel = by_address(cast, small)
    look = looked(channel)
    assert (look.vouched_on, look.is_ours) == (TODAY, False)
    assert small.asked == ["/school"]

    small.status = 410
    looked(channel, at=day(1))
    looked(channel, at=day(1) + AN_HOUR)

    assert "not there any more" in str(alarm_of(channel))


def test_a_page_that_refuses_programs_is_no_alarm(cast: SimpleNamespace, small: Small) -> None:
    channel = by_address(cast, small)
    small.status = 403

    look = looked(channel)

    assert "Look there yourself" in look.problem
    assert alarm_of(channel) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://10.0.0.1/", "http://[::1]/"])
def test_no_address_inside_is_ever_opened(
    cast: SimpleNamespace, small: Small, settings: SimpleNamespace, url: str
) -> None:
    settings.NETWORKS_ON_LOOPBACK = False
    channel = by_address(cast, small)
    Channel.objects.filter(pk=channel.pk).update(url=url)

    look = looked(channel)

    assert "never enters" in look.problem
    assert alarm_of(channel) is None


def test_the_news_page_and_closed_accounts_are_not_looked_at(
    cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    news_page(cast, at=NOW)
    Channel.objects.filter(network="own").update(url=f"{small.address}/news")
    account.close(by=cast.administrator, at=NOW)
    small.asked.clear()

    look_at_accounts(at=day(1))

    assert small.asked == []
    assert AccountLook.objects.count() == 1


def test_what_no_database_keeps_is_no_fault(account: Channel, small: Small) -> None:
    small.account["note"] = "A\0 \ud800 school " + "x" * 100_000

    look = looked(account, at=day(1))

    assert look.failing_since is None
    assert len(open_change(account).found["bio"]) <= 4_000


def test_the_schools_see_nothing_of_each_others_accounts(
    other_cast: SimpleNamespace, account: Channel, small: Small
) -> None:
    small.account["acct"] = "taken"
    looked(account, at=day(1))

    assert lines(other_cast.head) == []
    assert other_cast.head.email not in told("alarm")


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_by_itself(cast: SimpleNamespace, small: Small) -> None:
    channel = connected(cast, small)
    (mine,) = (one for one in RECURRING if one.kind == "channels.look")
    worker = Work("w", [mine], {}, now=lambda: NOW, should_stop=lambda: False)

    assert worker.do_next()

    assert AccountLook.objects.get(channel=channel).known["id"] == "7"
