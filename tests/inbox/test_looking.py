"""People look at each account as often as the policy says; who looked is on record, and so is every gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.inbox.models import Looked, Reading, Watched
from gatepost.inbox.watching.days import Watch, begin_watching
from gatepost.inbox.watching.pages import clauses_of
from gatepost.inbox.watching.today import mine_to_look_at, to_watch
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.models.signing import Commencement
from gatepost.records.door import history
from tests.inbox.watches import (
    AT,
    MONDAY,
    TODAY,
    adopts,
    dates,
    each,
    look,
    missed,
    of,
    page_of,
    wished,
)

SignIn = Callable[[Person], Client]
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 29)  # two whole weeks, Monday to Sunday
WORKING = [one for one in each(FIRST, LAST) if one.weekday() < 5]
WEEKENDS = [one for one in each(FIRST, LAST) if one.weekday() >= 5]


@pytest.fixture
def page(cast: SimpleNamespace) -> Channel:
    return page_of(cast)


def cited(school: SimpleNamespace) -> set[str]:
    return {one.clause.id for one in clauses_of(school, on=TODAY)}  # type: ignore[arg-type]


def lines(person: Person, on: date) -> list[str]:
    return [one.says for one in to_watch(person, on=on)]


@pytest.mark.clause("ASH-076")
def test_ordinary_days_without_a_look_are_missed(cast: SimpleNamespace, page: Channel) -> None:
    look(page, cast.writer, *WORKING[:3], *WORKING[5:])

    assert missed(page, FIRST, LAST) == WORKING[3:5]
    assert {"watch-accounts", "watch-every-day", "watch-in-holidays"} <= cited(cast.school)

    adopts(
        cast.school,
        "ashlands",
        ('live = { by = "inbox.watch" }', 'live = { by = "published-text", because = "x" }'),
    )
    assert missed(page, FIRST, LAST) == []


@pytest.mark.clause("ASH-077")
def test_weekends_are_wished_for_and_no_breach(cast: SimpleNamespace, page: Channel) -> None:
    look(page, cast.writer, *WORKING, WEEKENDS[0])

    assert (missed(page, FIRST, LAST), wished(page, FIRST, LAST)) == ([], WEEKENDS[1:])
    (saturday,) = [one for one in of(page, WEEKENDS[2], WEEKENDS[2])]
    assert [one.clause.carries for one in saturday.short] == [("ASH-077",)]

    adopts(
        cast.school,
        "ashlands",
        ('every = "24 hours", on = ["weekends"]', 'every = "48 hours", on = ["weekends"]'),
    )
    assert wished(page, FIRST, LAST) == [WEEKENDS[3]]


@pytest.mark.clause("ASH-078")
def test_holidays_are_wished_for_and_no_breach(cast: SimpleNamespace, page: Channel) -> None:
    dates(cast)
    christmas = each(date(2026, 12, 21), date(2027, 1, 3))
    watch = Watch(cast.school, christmas[0], christmas[-1], today=date(2027, 1, 5))

    days = watch.days(page)

    short = {one.on: {want.clause.carries for want in one.short} for one in days if one.short}
    assert short[date(2026, 12, 23)] == short[date(2026, 12, 25)] == {("ASH-078",)}
    assert short[date(2026, 12, 27)] == {("ASH-077",)}
    assert not any(one.is_missed for one in days)


@pytest.mark.clause("ASH-051")
def test_the_administrator_goes_a_round_each_week(cast: SimpleNamespace, page: Channel) -> None:
    look(page, cast.writer, *WORKING)
    look(page, cast.administrator, date(2026, 11, 18))
    watch = Watch(cast.school, FIRST, LAST, today=TODAY)

    weeks = watch.weeks(page)

    assert [(one.round.role, one.last_on, one.round.clause.carries) for one in weeks] == [
        ("administrator", LAST, ("ASH-051",))
    ]
    assert "Your round: look at X yourself" in lines(cast.administrator, TODAY)
    assert not [one for one in lines(cast.writer, TODAY) if "round" in one]

    look(page, cast.administrator, TODAY)
    assert "Your round: look at X yourself" not in lines(cast.administrator, TODAY)
    round_says = 'on = ["the administrator\'s round"]'
    adopts(cast.school, "ashlands", (round_says, f'every = "2 weeks", {round_says}'))
    assert Watch(cast.school, FIRST, LAST, today=TODAY).weeks(page) == []


def test_one_look_a_week_is_enough_where_the_policy_says_so(
    cast: SimpleNamespace, page: Channel
) -> None:
    look(page, cast.writer, WORKING[4])
    adopts(cast.school, "model", ('every = "1 day"', 'every = "1 week"'))

    found = missed(page, FIRST, LAST)

    assert found == []
    adopts(cast.school, "model", ('every = "1 day"', 'every = "2 days"'))
    assert missed(page, FIRST, LAST) == [*WORKING[1:4], *WORKING[6:]]


def test_nothing_is_wanted_before_gatepost_was_there_or_without_a_policy(
    cast: SimpleNamespace, page: Channel
) -> None:
    assert missed(page, FIRST - timedelta(days=30), FIRST - timedelta(days=1)) == []

    Watched.objects.all().delete()
    assert begin_watching(at=AT) == 1
    assert begin_watching(at=AT) == 0
    assert missed(page, FIRST, LAST) == []

    Watched.objects.update(from_on=FIRST)
    Commencement.objects.update(from_on=WORKING[6])
    assert missed(page, FIRST, LAST) == WORKING[6:]


def test_what_is_entered_later_says_so_and_closes_no_gap(
    cast: SimpleNamespace, page: Channel
) -> None:
    look(page, cast.writer, *WORKING[1:])

    Looked.enter_later(page, on=FIRST, note="I forgot to say so.", by=cast.writer, at=AT)

    (day,) = of(page, FIRST, FIRST)
    assert (day.is_missed, day.looks, [one.at for one in day.later]) == (True, (), [AT])
    entry = history(page).filter(event="channel.look-entered-later").get()
    assert entry.at == AT
    for on, note, why in (
        (TODAY, "x", "Choose a day that is over"),
        (TODAY - timedelta(days=400), "x", "more than a year"),
        (FIRST, " ", "Write why"),
    ):
        with pytest.raises(NotPossible, match=why):
            Looked.enter_later(page, on=on, note=note, by=cast.writer, at=AT)


def test_what_gatepost_read_by_itself_is_no_look_of_a_person(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    now = timezone.now()
    Watched.objects.update(from_on=now.date())
    Reading.objects.create(channel=page, began_at=now, next_at=now, read_at=now)

    shown = (
        sign_in(cast.writer).get(reverse("inbox:watch", args=[cast.school.slug])).content.decode()
    )

    assert "that is not a person’s look" in shown
    assert "Nobody has looked today" in shown


def test_one_press_puts_several_looks_down_and_leads_back(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    other = Channel.enter(
        network="tiktok", name="TikTok", handle="", url="", by=cast.administrator, at=MONDAY
    )
    client, url = sign_in(cast.approver), reverse("inbox:looked", args=[cast.school.slug])

    answer = client.post(url, {"channel": [page.pk, other.pk], "how": "nothing", "back": "today"})

    assert answer["Location"] == reverse("today", args=[cast.school.slug])
    assert set(Looked.objects.values_list("channel", "person", "found")) == {
        (page.pk, cast.approver.pk, 0),
        (other.pk, cast.approver.pk, 0),
    }
    assert history(page).filter(event="channel.looked-at").count() == 1
    assert client.get(url).status_code == 405


def test_only_whoever_sees_an_account_says_that_they_looked(
    cast: SimpleNamespace, other_cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    sent = {"channel": page.pk, "how": "nothing"}

    sign_in(cast.governor).post(reverse("inbox:looked", args=[cast.school.slug]), sent)
    sign_in(other_cast.head).post(reverse("inbox:looked", args=[other_cast.school.slug]), sent)

    assert not Looked.objects.exists()
    with pytest.raises(NotPossible, match="You do not see what comes in"):
        Looked.enter_later(page, on=FIRST, note="x", by=cast.governor, at=AT)
    theirs = reverse("inbox:watch-month", args=[other_cast.school.slug, page.pk])
    assert sign_in(other_cast.head).get(theirs).status_code == 404


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 11, 23), ["Look at X"]),  # a Monday: must
        (date(2026, 11, 28), ["If you can, look at X"]),  # a Saturday
    ],
)
def test_the_day_of_a_runner_says_what_is_to_be_looked_at(
    cast: SimpleNamespace, page: Channel, on: date, says: list[str]
) -> None:
    assert lines(cast.writer, on) == says
    assert [one.channel for one in mine_to_look_at(cast.writer, on=on)] == [page]
    assert lines(cast.assistant, on) == []

    look(page, cast.writer, on)

    assert lines(cast.writer, on) == []


def test_those_who_keep_the_rota_hear_of_days_that_were_missed(
    cast: SimpleNamespace, page: Channel
) -> None:
    look(page, cast.writer, WORKING[5], WORKING[7])

    said = lines(cast.head, TODAY)

    assert "In the last week nobody looked at X on 3 days" in said
    assert not [one for one in lines(cast.approver, TODAY) if "nobody looked" in one]


def test_a_month_shows_each_day_with_its_gap_and_who_was_on_the_rota(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    Watched.objects.update(from_on=date(2026, 1, 1))
    day = timezone.now().date().replace(day=1) - timedelta(days=1)
    url = reverse("inbox:watch-month", args=[cast.school.slug, page.pk])

    shown = sign_in(cast.assistant).get(f"{url}?month={day:%Y-%m}").content.decode()

    assert "Nobody looked" in shown
    assert "Nobody was on the rota" in shown
    assert sign_in(cast.writer).get(f"{url}?month=9999-99").status_code == 200


def test_the_moment_of_a_look_decides_its_day_in_the_schools_own_time(
    cast: SimpleNamespace, page: Channel
) -> None:
    at = datetime.fromisoformat("2026-07-01T23:30:00+00:00")  # half past midnight in school

    (made,) = Looked.put_down([page], found=None, note="", by=cast.administrator, at=at)

    assert made.on == date(2026, 7, 2)
