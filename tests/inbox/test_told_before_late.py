"""Before something is late, people are told, one circle after another, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.channels.models import Channel
from gatepost.core.clock import Calendar, Quiet
from gatepost.inbox.models import Escalated, Holder, Item, NotMe
from gatepost.inbox.watching.escalating import STEPS, escalate
from gatepost.inbox.watching.today import to_watch
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from tests.channels.crew import CREW
from tests.inbox.desk import account, arrived
from tests.inbox.watches import on_rota

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)  # due after 24 hours
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)  # due on Monday at five
QUESTION = "When does the summer fair begin?"


@pytest.fixture
def page(cast: SimpleNamespace) -> Channel:
    return account(cast, at=TUESDAY - timedelta(days=1))


def told(item: Item, cast: SimpleNamespace) -> set[str]:
    """Whom notices about an item went to, by given name."""
    sent = Notice.objects.filter(key__startswith=f"item-{item.pk}-").values_list("to", flat=True)
    return {one.partition(".")[0].capitalize() for one in sent}


def steps(item: Item) -> list[str]:
    return list(Escalated.objects.filter(item=item).values_list("step", flat=True))


def everybody_who_runs() -> set[str]:
    return {"Wren", *(name.partition(" ")[0] for name in CREW)}


def test_one_circle_after_another_is_told_each_once(cast: SimpleNamespace, page: Channel) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)
    on_rota(cast, cast.writer, page, TUESDAY.date(), TUESDAY.date() + timedelta(days=2))
    assert item.due_at == TUESDAY + timedelta(hours=24)

    def after(hours: float) -> set[str]:
        for _ in range(2):  # however often it is asked
            escalate(at=TUESDAY + timedelta(hours=hours))
        return told(item, cast)

    assert after(11) == set()
    assert after(12.1) == set()  # ten at night: the morning is early enough
    assert after(21.1) == everybody_who_runs()
    assert steps(item) == ["first", "runners"]
    assert after(21.7) == {*everybody_who_runs(), "Alder", "Hazel"}
    assert after(24) == {*everybody_who_runs(), "Alder", "Hazel"}
    assert steps(item) == ["first", "runners", "leaders", "head"]
    assert after(48) == {*everybody_who_runs(), "Alder", "Hazel"}
    assert Escalated.objects.count() == len(STEPS)


def test_notices_say_nothing_but_where_to_look(cast: SimpleNamespace, page: Channel) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)

    escalate(at=TUESDAY + timedelta(hours=30))

    for one in Notice.objects.filter(key__startswith=f"item-{item.pk}-"):
        assert (one.kind, one.link) == ("something-to-do", item.get_absolute_url())


def test_whoever_has_it_is_told_first(cast: SimpleNamespace, page: Channel) -> None:
    item = arrived(page, QUESTION, at=SATURDAY)
    Holder.give(item, cast.approver, by=cast.approver, at=SATURDAY)

    escalate(at=datetime(2026, 11, 30, 7, tzinfo=UTC))

    assert "Alder" in told(item, cast)
    assert steps(item)[0] == "first"


def test_what_is_settled_answered_or_gone_tells_nobody(
    cast: SimpleNamespace, page: Channel
) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)
    Item.objects.filter(pk=item.pk).update(settled_at=TUESDAY, settled_as="answered")

    assert escalate(at=TUESDAY + timedelta(days=3)) == 0


def test_something_urgent_is_told_at_once_also_at_night(
    cast: SimpleNamespace, page: Channel
) -> None:
    at = datetime(2026, 11, 24, 23, tzinfo=UTC)
    item = arrived(page, "Hello.", at=at)
    Item.objects.filter(pk=item.pk).update(is_urgent=True)

    escalate(at=at + timedelta(minutes=1))

    assert (steps(item), told(item, cast)) == (["first", "runners"], everybody_who_runs())


def test_a_new_deadline_begins_anew(cast: SimpleNamespace, page: Channel) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)
    escalate(at=TUESDAY + timedelta(hours=24))
    later = TUESDAY + timedelta(days=2)
    Item.objects.filter(pk=item.pk).update(received_at=later, due_at=later + timedelta(hours=24))

    escalate(at=later + timedelta(hours=21.2))

    assert len(steps(item)) == len(STEPS) + 2


def test_where_nobody_is_left_the_next_circle_is_told(cast: SimpleNamespace, page: Channel) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)
    for runner in page.current_runners(on=TUESDAY.date()):
        NotMe.say(item, by=runner, at=TUESDAY)

    escalate(at=TUESDAY + timedelta(hours=21.1))

    assert told(item, cast) == {"Alder", "Hazel"}


def test_late_items_stand_on_the_day_of_whoever_is_to_answer(
    cast: SimpleNamespace, page: Channel
) -> None:
    item = arrived(page, QUESTION, at=TUESDAY)
    arrived(page, "And where?", at=TUESDAY)
    Holder.give(item, cast.writer, by=cast.writer, at=TUESDAY)

    def lines(person: Person) -> dict[str, bool]:
        on = TUESDAY.date() + timedelta(days=2)
        return {
            one.says: one.for_others
            for one in to_watch(person, on=on)
            if "late" in one.says or "Answer" in one.says
        }

    assert lines(cast.writer) == {
        "Answer what came in on Bluesky": False,
        "See who answers 1 late message": False,
    }
    assert lines(cast.head) == {"See who answers 2 late messages": True}
    assert lines(cast.assistant) == {}


@pytest.mark.once
@pytest.mark.parametrize(
    ("at", "due", "told_at"),
    [
        ("2026-11-24T15:00", "2026-11-25T10:00", "2026-11-24T15:00"),
        ("2026-11-24T22:00", "2026-11-25T10:00", "2026-11-25T07:00"),
        (
            "2026-11-24T22:00",
            "2026-11-25T06:00",
            "2026-11-24T22:00",
        ),  # it would be missed by waiting
        ("2026-11-28T22:00", "2026-11-30T17:00", "2026-11-30T07:00"),  # a Saturday night
        ("2026-11-28T12:00", "2026-11-28T18:00", "2026-11-28T12:00"),
        ("2026-11-28T05:00", "2026-11-28T18:00", "2026-11-28T07:00"),
        ("2026-11-24T22:00", "2026-11-24T21:00", "2026-11-25T07:00"),  # late already
        ("2026-12-24T20:00", "2026-12-29T17:00", "2026-12-29T07:00"),  # over Christmas
    ],
)
def test_nobody_is_told_at_night_or_at_a_weekend_unless_it_would_be_late(
    at: str, due: str, told_at: str
) -> None:
    calendar = Calendar()
    moments = [calendar.local(datetime.fromisoformat(one)) for one in (at, due, told_at)]

    assert Quiet(calendar).told_from(moments[0], before=moments[1]) == moments[2]


@pytest.mark.once
@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 6_000),
)
@settings(deadline=None)  # the first year of bank holidays takes its time
def test_waiting_for_the_morning_never_misses_a_deadline(at: datetime, minutes: int) -> None:
    calendar, due = Calendar(), at + timedelta(minutes=minutes)

    moment = Quiet(calendar).told_from(at, before=due)

    assert at <= moment
    assert moment == at or (moment < due and 7 <= calendar.local(moment).hour < 19)
