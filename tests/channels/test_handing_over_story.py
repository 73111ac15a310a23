"""A colleague leaves two accounts behind: what happens on which day, over a weekend and in the summer holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from gatepost.channels.handing_over.following import follow, tell_of_suspended
from gatepost.channels.models import Channel, Handover, Runner
from gatepost.channels.stopping import why_stopped
from gatepost.channels.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from gatepost.posts.archive.making import archive_of
from tests.conftest import make_person
from tests.policies.rounds import files_without, put_in_force
from tests.posts.desk import hand_in, post_by

LONDON = ZoneInfo("Europe/London")
# When it becomes known, the last day, and the days on which people look at it afterwards.
WEEKEND = (date(2026, 11, 16), date(2026, 12, 11), date(2026, 12, 12), date(2026, 12, 14))
SUMMER = (date(2026, 7, 17), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 3))
CLAUSES = ("lead-leaves", "close-or-transfer")


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day at the school."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


@pytest.fixture
def stage(cast: SimpleNamespace) -> SimpleNamespace:
    """A school whose policy speaks of leavers and names no number of runners: one account of two people, one of one."""
    others = ("two-runners", "runners-have-read-policy", "runners-are-trained")
    put_in_force(cast.school, files_without("ashlands", *others), on=date(2021, 1, 1))
    cast.fern = make_person(cast.school, "Fern Hale", actors=["teacher"])
    began = at(date(2026, 6, 1))
    cast.shared, cast.alone = (
        Channel.enter(
            network=network, name=name, handle="school", url="", by=cast.administrator, at=began
        )
        for network, name in (("bluesky", "Bluesky"), ("x", "X"))
    )
    cast.shared.appoint(cast.writer, by=cast.administrator, at=began)
    for account in (cast.shared, cast.alone):
        account.appoint(cast.fern, by=cast.administrator, at=began)
    return cast


def publish(cast: SimpleNamespace, channel: Channel, *, on: date) -> None:
    """A colleague hands a post in for an account."""
    hand_in(post_by(cast.writer, channel, at=at(on)), by=cast.writer, at=at(on))


def told(prefix: str) -> list[str]:
    """To whom notices of a kind went."""
    return sorted(Notice.objects.filter(key__startswith=prefix).values_list("to", flat=True))


def says(person: Person, *, on: date) -> list[tuple[str, date | None]]:
    """What stands on somebody's day about handing over."""
    lines = waiting_for(person, on=on)
    return [(one.says, one.due_on) for one in lines if one.says.startswith("Hand ")]


WHENEVER = pytest.mark.parametrize(
    ("known", "last", "day_after", "later"), [WEEKEND, SUMMER], ids=["weekend", "summer"]
)


def leaves(stage: SimpleNamespace, *, known: date, last: date) -> dict[Channel, Handover]:
    """Fern's last day is entered on a day, and a worker has been by; the hand-overs by account."""
    stage.fern.leave(on=last, by=stage.administrator, at=at(known))
    follow(at=at(known))
    return {one.channel: one for one in Handover.objects.whole()}


def leadership(stage: SimpleNamespace) -> list[str]:
    return sorted(one.email for one in (stage.administrator, stage.head, stage.approver))


@pytest.mark.clause("ASH-053", "ASH-054")
@WHENEVER
def test_as_soon_as_the_day_is_known_both_are_to_be_handed_over(
    stage: SimpleNamespace, known: date, last: date, day_after: date, later: date
) -> None:
    stage.fern.leave(on=last, by=stage.administrator, at=at(known))
    wanted = [("Hand Bluesky over from Fern Hale", last), ("Hand X over from Fern Hale", last)]

    # Before any worker has been by, and the same afterwards.
    assert says(stage.administrator, on=known) == wanted
    assert [follow(at=at(known, hour)) for hour in (10, 11, 12)] == [2, 0, 0]
    assert says(stage.administrator, on=known) == wanted

    assert told("handover-") == sorted(leadership(stage) * 2)
    assert says(stage.writer, on=known) == []
    # Those who lead hear of it again once it is late, as of something for others.
    assert says(stage.approver, on=last) == []
    assert says(stage.approver, on=day_after) == wanted
    lines = [one for one in waiting_for(stage.approver, on=day_after) if one.due_on]
    assert all(one.for_others for one in lines)


@pytest.mark.clause("ASH-053", "ASH-054")
@WHENEVER
def test_on_the_last_day_all_goes_on_and_from_the_day_after_only_where_somebody_is_left(
    stage: SimpleNamespace, known: date, last: date, day_after: date, later: date
) -> None:
    numbers = [bundled_pack("ashlands").by_id[one].number for one in CLAUSES]
    leaves(stage, known=known, last=last)

    for account in (stage.shared, stage.alone):
        publish(stage, account, on=last)
    assert tell_of_suspended(at=at(last, 23)) == 0

    for day in (day_after, later):
        publish(stage, stage.shared, on=day)
        with pytest.raises(NotPossible) as refused:
            publish(stage, stage.alone, on=day)
        assert all(number in str(refused.value) for number in numbers)
        assert tell_of_suspended(at=at(day, 0)) == 1
    assert told("suspended-") == leadership(stage)  # once each, however many days it lasts


@pytest.mark.clause("ASH-053", "ASH-054")
@WHENEVER
def test_passed_on_it_goes_on_at_once_and_ends_with_its_last_step(
    stage: SimpleNamespace, known: date, last: date, day_after: date, later: date
) -> None:
    handover = leaves(stage, known=known, last=last)[stage.alone]

    handover.name(stage.approver, by=stage.administrator, at=at(later))
    publish(stage, stage.alone, on=later)
    with pytest.raises(NotPossible, match="Not on record yet"):
        handover.transfer(by=stage.administrator, at=at(later))
    for step in ("secrets-changed", "access-removed"):
        handover.take(step, by=stage.administrator, at=at(later))
    handover.transfer(by=stage.administrator, at=at(later))

    assert (handover.ended_in, handover.ended_by) == ("transferred", stage.administrator)
    assert Runner.objects.get(pk=handover.runner_id).until_on == last
    assert says(stage.administrator, on=later) == [("Hand Bluesky over from Fern Hale", last)]
    assert follow(at=at(later + timedelta(days=1))) == 0


@pytest.mark.clause("ASH-054")
@WHENEVER
def test_closed_with_a_copy_of_what_was_published(
    stage: SimpleNamespace, known: date, last: date, day_after: date, later: date
) -> None:
    handover = leaves(stage, known=known, last=last)[stage.shared]

    archive_of(stage.shared, by=stage.administrator, at=at(later))
    handover.close(by=stage.administrator, at=at(later))

    assert handover.ended_in == "closed"
    assert handover.steps.get().step == "archived"
    stop = why_stopped(Channel.objects.get(pk=stage.shared.pk), on=later)
    assert stop and "closed" in stop.says
    assert says(stage.administrator, on=later) == [("Hand X over from Fern Hale", last)]


@pytest.mark.clause("ASH-053", "ASH-054")
def test_who_is_named_before_the_last_day_spares_the_account_any_stop(
    stage: SimpleNamespace,
) -> None:
    known, last, day_after, _ = WEEKEND
    stage.fern.leave(on=last, by=stage.administrator, at=at(known))
    follow(at=at(known))
    handover = Handover.objects.get(runner__channel=stage.alone)

    handover.name(stage.approver, by=stage.administrator, at=at(last))
    handover.end_running(by=stage.administrator, at=at(last, 15))
    for step in ("secrets-changed", "access-removed"):
        handover.take(step, by=stage.administrator, at=at(last, 16))
    handover.transfer(by=stage.administrator, at=at(last, 16))

    assert why_stopped(stage.alone, on=day_after) is None
    assert tell_of_suspended(at=at(day_after)) == 0
    publish(stage, stage.alone, on=day_after)


@pytest.mark.clause("ASH-053", "ASH-054")
@pytest.mark.parametrize("without", [[], ["lead-leaves"], ["close-or-transfer"], [*CLAUSES]])
def test_the_stop_names_the_clauses_and_is_none_without_them(
    stage: SimpleNamespace, without: list[str]
) -> None:
    known, last, day_after, _ = WEEKEND
    others = ("two-runners", "runners-have-read-policy", "runners-are-trained")
    cut = files_without("ashlands", *others, *without)
    put_in_force(stage.school, cut, on=date(2021, 1, 2))
    stage.fern.leave(on=last, by=stage.administrator, at=at(known))

    stop = why_stopped(stage.alone, on=day_after)

    named = [one.id for one in stop.clauses] if stop else []
    assert named == [one for one in CLAUSES if one not in without]
