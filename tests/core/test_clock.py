"""Due moments, beside a slow and obvious way of counting them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_packs import times

from gatepost.core.clock import NATIONS, Calendar, ClockError, Span, bank_holidays, due
from gatepost.core.policy import load_pack
from gatepost.core.replies import reply_due

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def slow_working_day(calendar: Calendar, day: date, number: int) -> date:
    """The n-th working day after a day, found by looking at every day on the way."""
    while number:
        day = day + timedelta(days=1)
        weekday = day.strftime("%a") not in ("Sat", "Sun")
        if weekday and day not in bank_holidays(calendar.nation, day.year):
            number -= 1
    return day


@given(MOMENTS, st.integers(1, 500))
def test_hours_run_on_a_watch_also_when_the_clocks_change(received: datetime, hours: int) -> None:
    moment = due(received, Span(hours, "hour"), Calendar())

    assert moment - received == timedelta(hours=hours)
    assert moment.utcoffset() == moment.astimezone(LONDON).utcoffset()


@times(200)
@given(MOMENTS, st.integers(1, 15), st.sampled_from(sorted(NATIONS)))
def test_working_days_leave_out_weekends_and_bank_holidays(
    received: datetime, days: int, nation: str
) -> None:
    calendar = Calendar(nation=nation)

    moment = due(received, Span(days, "working day"), calendar)

    local = received.astimezone(LONDON).date()
    assert moment.date() == slow_working_day(calendar, local, days)
    assert moment.time() == time(17)


@times(200)
@given(
    MOMENTS, st.integers(1, 15), st.sets(st.dates(date(2015, 1, 1), date(2036, 1, 1)), max_size=20)
)
def test_school_days_lie_in_term_and_not_on_closures(
    received: datetime, days: int, closures: set[date]
) -> None:
    terms = tuple(
        (date(year, month, 4), date(year, month + 2, 20))
        for year in range(2015, 2036)
        for month in (1, 5, 9)
    )
    calendar = Calendar(terms=terms, closures=frozenset(closures))

    moment = due(received, Span(days, "school day"), calendar)

    day, counted = received.astimezone(LONDON).date(), 0
    while day < moment.date():
        day += timedelta(days=1)
        in_term = any(first <= day <= last for first, last in terms)
        counted += calendar.is_working_day(day) and in_term and day not in closures
    assert counted == days
    assert calendar.is_school_day(moment.date())


@given(MOMENTS, st.integers(1, 48))
def test_months_end_on_the_same_day_or_the_month_s_last(received: datetime, months: int) -> None:
    moment = due(received, Span(months, "month"), Calendar())

    start = received.astimezone(LONDON)
    assert (moment.year * 12 + moment.month) - (start.year * 12 + start.month) == months
    tomorrow = moment.date() + timedelta(days=1)
    assert moment.day == start.day or (moment.day < start.day and tomorrow.day == 1)


@given(
    MOMENTS,
    st.sampled_from(["hour", "day", "working day", "week", "month", "year"]),
    st.integers(1, 30),
)
def test_more_is_never_due_earlier(received: datetime, unit: str, number: int) -> None:
    calendar = Calendar()

    assert due(received, Span(number, unit), calendar) < due(
        received, Span(number + 1, unit), calendar
    )


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-24T18:00", "2026-10-25T17:00+00:00"),
        ("2027-03-27T18:00", "2027-03-28T19:00+01:00"),
        # 01:30 does not exist on 28 March 2027; the moment moves on with the clocks.
        ("2027-03-28T01:30", "2027-03-29T02:30+01:00"),
    ],
)
def test_summer_time(received: str, expected: str) -> None:
    moment = due(datetime.fromisoformat(received), Span(24, "hour"), Calendar())

    assert moment.isoformat(timespec="minutes") == expected


@pytest.mark.clause("ASH-079", "ASH-080", "ASH-081")
@pytest.mark.parametrize(
    ("received", "expected", "entry"),
    [
        ("2026-11-18T10:15", "2026-11-19T10:15:00+00:00", "ASH-079"),
        ("2026-11-20T18:00", "2026-11-21T18:00:00+00:00", "ASH-079"),
        ("2026-11-21T09:00", "2026-11-23T17:00:00+00:00", "ASH-080"),
        ("2026-11-22T23:59", "2026-11-23T17:00:00+00:00", "ASH-080"),
        # Monday 25 May 2026 is a bank holiday.
        ("2026-05-23T12:00", "2026-05-26T17:00:00+01:00", "ASH-080"),
        # Boxing Day 2026 is a Saturday; Monday 28 December takes its place.
        ("2026-12-26T12:00", "2026-12-29T17:00:00+00:00", "ASH-080"),
        ("2026-05-25T12:00", "2026-05-26T12:00:00+01:00", "ASH-079"),
    ],
)
def test_a_message_to_an_ashlands_account_is_due(received: str, expected: str, entry: str) -> None:
    reply = reply_due(load_pack("ashlands"), datetime.fromisoformat(received))

    assert reply.due is not None
    assert reply.due.isoformat() == expected
    assert entry in {e for clause in reply.clauses for e in clause.carries}
    assert reply.enough == "acknowledgement"


def test_bank_holidays_differ_between_the_nations() -> None:
    saint_andrew = date(2026, 11, 30)
    battle_of_the_boyne = date(2027, 7, 12)

    assert saint_andrew in bank_holidays("scotland", 2026)
    assert saint_andrew not in bank_holidays("england-and-wales", 2026)
    assert battle_of_the_boyne in bank_holidays("northern-ireland", 2027)
    assert battle_of_the_boyne not in bank_holidays("england-and-wales", 2027)


def test_the_school_says_when_its_day_ends() -> None:
    saturday = datetime(2026, 11, 21, 9)

    reply = reply_due(load_pack("ashlands"), saturday, Calendar(closes_at=time(16, 30)))

    assert reply.due == datetime(2026, 11, 23, 16, 30, tzinfo=LONDON)


def test_a_policy_without_a_clock_sets_no_deadline() -> None:
    assert reply_due(load_pack("coates-lane"), datetime(2026, 11, 20, 18)).due is None


def test_school_days_without_term_dates_cannot_be_counted() -> None:
    with pytest.raises(ClockError, match="No term dates are known"):
        due(datetime(2026, 11, 20), Span(5, "school day"), Calendar())


def test_school_days_beyond_the_known_terms_cannot_be_counted() -> None:
    calendar = Calendar(terms=((date(2026, 9, 1), date(2026, 12, 18)),))

    with pytest.raises(ClockError, match="end on 18 December 2026"):
        due(datetime(2026, 12, 17), Span(5, "school day"), calendar)


@pytest.mark.parametrize(
    "written", ["24 hours", "1 working day", "5 school days", "1 month", "3 years"]
)
def test_spans_are_read_as_they_are_written(written: str) -> None:
    span = Span.parse(written)

    assert span is not None
    assert written.startswith(f"{span.number} {span.unit}")


@pytest.mark.parametrize(
    "written", ["", "soon", "0 days", "-1 day", "two days", "1 fortnight", "24hours"]
)
def test_what_is_no_span_is_none(written: str) -> None:
    assert Span.parse(written) is None


def test_a_moment_beyond_the_calendar_is_said_to_be() -> None:
    with pytest.raises(ClockError, match="beyond the calendar"):
        due(datetime(9999, 12, 30), Span(500, "year"), Calendar())
