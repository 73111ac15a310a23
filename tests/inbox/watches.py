"""Accounts that are looked at, for the tests of who looks and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from gatepost.channels.models import Channel
from gatepost.inbox.models import HolidayNotice, Looked, Shift, Swap, Watched
from gatepost.inbox.watching.days import Day, Watch
from gatepost.people.models import Person, School, SchoolDates
from gatepost.policies.models import PackSource, Version
from gatepost.policies.packs import bundled_files

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)  # a week in term
FROM = date(2026, 11, 16)
TODAY = date(2026, 11, 30)
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def page_of(cast: SimpleNamespace, *, watched: date = FROM) -> Channel:
    """An account that the writer runs, expected to be looked at from a day on."""
    page = Channel.enter(
        network="x", name="X", handle="school", url="", by=cast.administrator, at=MONDAY
    )
    page.appoint(cast.writer, by=cast.administrator, at=MONDAY)
    Watched.objects.create(channel=page, from_on=watched)
    return page


def dates(cast: SimpleNamespace) -> None:
    """Two terms with Christmas between them, and a half-term."""
    for kind, first, last in (
        ("term", date(2026, 9, 3), date(2026, 12, 18)),
        ("term", date(2027, 1, 4), date(2027, 3, 25)),
        ("half-term", date(2026, 10, 26), date(2026, 10, 30)),
    ):
        SchoolDates.enter(kind, name="", days=(first, last), by=cast.administrator, at=MONDAY)


def look(channel: Channel, person: Person, *days: date) -> None:
    """Somebody looked on some days."""
    for day in days:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        Looked.put_down([channel], found=0, note="", by=person, at=at)


def of(channel: Channel, first: date, last: date, *, today: date = TODAY) -> list[Day]:
    """Some days of an account."""
    return Watch(channel.school, first, last, today=today).days(channel)


def missed(channel: Channel, first: date, last: date) -> list[date]:
    """The days on which somebody must have looked."""
    return [one.on for one in of(channel, first, last) if one.is_missed]


def wished(channel: Channel, first: date, last: date) -> list[date]:
    """The days on which nobody looked although the policy wants it, if it can be done."""
    return [one.on for one in of(channel, first, last) if one.is_gap and not one.is_missed]


def on_rota(
    cast: SimpleNamespace,
    person: Person,
    channel: Channel | None,
    first: date,
    last: date,
    **more: str,
) -> Shift:
    """Somebody is put on the rota."""
    weekdays = more.get("weekdays", "0123456")
    at = datetime(first.year, first.month, first.day, 7, tzinfo=UTC)
    return Shift.enter(
        person, channel, days=(first, last), weekdays=weekdays, by=cast.administrator, at=at
    )


def adopts(school: School, slug: str, *changes: tuple[str, str]) -> None:
    """A school has another policy from the beginning, or its own with some words changed."""
    files = dict(bundled_files(slug))
    files.pop("examples.toml", None)
    for old, new in changes:
        assert any(old in text for text in files.values()), old
        files = {path: text.replace(old, new) for path, text in files.items()}
    version = Version.objects.get(school=school)
    version.source = PackSource.of(files)
    version.save()


def each(first: date, last: date) -> list[date]:
    """Each day from one to another."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def watch_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """A shift, a swap that is asked for, and a holiday notice."""
    on = cast.school.day_of(at)
    days = (on, on + timedelta(days=6))
    by = cast.administrator
    channel = Channel.objects.get(school=cast.school, network="own")
    return {
        "shift": Shift.enter(cast.approver, None, days=days, weekdays="01234", by=by, at=at).pk,
        "swap": Swap.ask(cast.approver, days=days, back=None, by=cast.writer, at=at).pk,
        "notice": HolidayNotice.put_up(channel, days=days, words="Back soon.", by=by, at=at).pk,
    }
