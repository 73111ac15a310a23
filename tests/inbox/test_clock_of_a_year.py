"""Whatever hour of a year something comes in at, it is due when a slow reckoning by hand says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from gatepost.core.clock import Calendar
from gatepost.core.policy import load_pack
from gatepost.core.replies import reply_due

pytestmark = pytest.mark.once
BEGINS, HOURS = datetime(2026, 9, 1, tzinfo=UTC), 8_760
# As gov.uk lists them for England and Wales, written out so that nothing is shared with what is tested.
OFF = {
    date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29),
    date(2027, 5, 3), date(2027, 5, 31), date(2027, 8, 30),
}  # fmt: skip
WINTER_BEGINS, SUMMER_BEGINS = (
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
)


def on_the_wall(moment: datetime) -> datetime:
    """What a clock in school shows, without a zone."""
    is_winter = WINTER_BEGINS <= moment < SUMMER_BEGINS
    return (moment if is_winter else moment + timedelta(hours=1)).replace(tzinfo=None)


def at_five(day: date) -> datetime:
    """The moment at which the clock in school shows five in the afternoon of a day."""
    for hour in (16, 17):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        if on_the_wall(moment).hour == 17:
            return moment
    raise AssertionError("Every day has a five o'clock.")


def next_working_day(moment: datetime) -> datetime:
    day = on_the_wall(moment).date() + timedelta(days=1)
    while day.strftime("%a") in ("Sat", "Sun") or day in OFF:
        day += timedelta(days=1)
    return at_five(day)


def by_ashlands(moment: datetime) -> datetime:
    """Within a day on weekdays; at a weekend by the end of the next working day."""
    if on_the_wall(moment).strftime("%a") in ("Sat", "Sun"):
        return next_working_day(moment)
    return moment + timedelta(hours=24)


@pytest.mark.clause("ASH-079", "ASH-080")
@pytest.mark.parametrize(
    ("policy", "slowly"), [("ashlands", by_ashlands), ("model", next_working_day)]
)
def test_every_hour_of_a_year_is_due_when_it_should_be(
    policy: str, slowly: Callable[[datetime], datetime]
) -> None:
    pack, calendar = load_pack(policy), Calendar()
    moments = [BEGINS + timedelta(hours=hour) for hour in range(HOURS)]

    wrong = [one for one in moments if reply_due(pack, one, calendar).due != slowly(one)]

    assert wrong == []
