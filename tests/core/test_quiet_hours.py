"""Quiet hours: when they are over, and that no deadline is missed by them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.core.clock import Calendar, Days, Quiet

TERM = (date(2026, 11, 2), date(2026, 12, 18))
NEXT_TERM = (date(2027, 1, 4), date(2027, 2, 12))
HALF_TERM = frozenset({date(2026, 11, 25)})
SCHOOL = Calendar(terms=(TERM, NEXT_TERM), closures=HALF_TERM)


def moment(text: str, calendar: Calendar = SCHOOL) -> datetime:
    return calendar.local(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("days", "at", "over"),
    [
        (Days.NONE, "2026-11-28T12:00", "2026-11-28T12:00"),  # a Saturday
        (Days.NOT_WORKING, "2026-11-28T12:00", "2026-11-30T07:00"),
        (Days.NO_SCHOOL, "2026-11-24T19:00", "2026-11-26T07:00"),  # closed the day after
        (Days.NOT_WORKING, "2026-11-24T19:00", "2026-11-25T07:00"),
        (Days.NO_SCHOOL, "2026-12-18T20:00", "2027-01-04T07:00"),  # the Christmas holidays
        (Days.NO_SCHOOL, "2027-02-15T20:00", "2027-02-16T07:00"),  # no term is known any more
        (Days.NO_SCHOOL, "2026-11-24T06:59", "2026-11-24T07:00"),
        (Days.NO_SCHOOL, "2026-11-24T18:59", "2026-11-24T18:59"),
    ],
)
def test_what_can_wait_waits_for_the_morning_of_a_day_that_is_not_quiet(
    days: Days, at: str, over: str
) -> None:
    assert Quiet(SCHOOL, days=days).over_from(moment(at)) == moment(over)


def test_what_would_miss_its_deadline_in_the_night_is_told_before_the_night_begins() -> None:
    quiet, now = Quiet(SCHOOL), moment("2026-11-24T12:00")

    told = quiet.told_from(moment("2026-11-24T23:00"), before=moment("2026-11-25T06:00"), now=now)

    assert told == moment("2026-11-24T18:30")


def test_what_would_miss_its_deadline_is_told_at_once_where_the_night_has_begun() -> None:
    late = moment("2026-11-24T23:00")

    assert Quiet(SCHOOL).told_from(late, before=moment("2026-11-25T06:00"), now=late) == late


def test_the_same_hour_twice_is_no_night() -> None:
    quiet = Quiet(SCHOOL, begins=time(0), ends=time(0), days=Days.NONE)

    assert not any(quiet.holds(moment(f"2026-11-24T{hour:02}:00")) for hour in range(24))


moments = st.datetimes(datetime(2026, 10, 15), datetime(2027, 12, 1), timezones=st.just(UTC))
hours = st.times().map(lambda one: one.replace(minute=0, second=0, microsecond=0))


@given(
    at=moments, begins=hours, ends=hours, days=st.sampled_from(Days),
    minutes=st.none() | st.integers(-3_000, 60_000),
)  # fmt: skip
@settings(deadline=None)  # the first year of bank holidays takes its time
def test_nothing_is_told_early_at_night_or_after_a_deadline_that_could_be_kept(
    at: datetime, begins: time, ends: time, days: Days, minutes: int | None
) -> None:
    quiet = Quiet(SCHOOL, begins=begins, ends=ends, days=days)
    before = None if minutes is None else at + timedelta(minutes=minutes)

    told = quiet.told_from(at, before=before, now=at)

    assert told >= at
    if before is not None and before > at:
        assert told < before
    if before is None:
        assert not quiet.holds(told)
