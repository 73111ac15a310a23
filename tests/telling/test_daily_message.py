"""One message a day: how many things wait, and nothing that is done by then."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from gatepost.notices.kinds import words_of
from gatepost.notices.models import Notice
from gatepost.people.models import Held, Person, Wish
from gatepost.people.telling import tell
from gatepost.policies.campaigns.asking import open_campaign
from gatepost.policies.models import Version
from gatepost.web.today import today_of
from gatepost.web.told.collecting import forget_links, send_daily

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
FOUR = AT.replace(hour=16)


def asked_to_read(cast: SimpleNamespace) -> None:
    version = Version.objects.in_force(cast.school, on=AT.date())
    open_campaign(
        version, by=cast.administrator, at=AT, due_on=AT.date() + timedelta(days=5), also=["teacher"]
    )  # fmt: skip


def hold(person: Person, kind: str = "something-to-do", *, link: str = "/a/") -> None:
    Wish.choose(Wish(person=person, daily_at=time(16)), at=AT)
    for number in range(3):
        tell(person, kind, link=f"{link}{number}/", at=AT, key=f"{kind}-{number}-{person.pk}")


def digests(person: Person) -> list[Notice]:
    return list(Notice.objects.filter(kind="digest", to=person.email))


def test_many_things_make_one_message_with_their_number(cast: SimpleNamespace) -> None:
    asked_to_read(cast)
    hold(cast.writer)
    today = today_of(cast.writer, on=AT.date())

    assert send_daily(at=FOUR - timedelta(minutes=1)) == 0
    assert send_daily(at=FOUR) == 1
    assert send_daily(at=FOUR + timedelta(minutes=5)) == 0

    (notice,) = digests(cast.writer)
    assert notice.count == len(today.needs) + len(today.late) > 0
    assert str(notice.count) in words_of("digest", count=notice.count).subject
    assert (notice.link, notice.due_at) == ("/schools/ashlands/today/", FOUR)


def test_what_is_done_by_then_is_not_told(cast: SimpleNamespace) -> None:
    hold(cast.governor)  # nothing waits for them on Today any more
    today = today_of(cast.governor, on=AT.date())
    assert not (today.needs or today.late)

    assert send_daily(at=FOUR) == 0

    assert digests(cast.governor) == []
    assert not Held.objects.filter(settled_at=None).exists()


def test_news_that_today_does_not_show_is_never_left_out(cast: SimpleNamespace) -> None:
    hold(cast.governor, "something-new")

    send_daily(at=FOUR)

    (notice,) = digests(cast.governor)
    assert (notice.count, notice.link) == (3, "/schools/ashlands/told/daily/")


def test_whoever_has_left_by_then_hears_nothing(cast: SimpleNamespace) -> None:
    hold(cast.writer, "something-new")
    Person.objects.filter(pk=cast.writer.pk).update(left_on=AT.date() - timedelta(days=1))

    assert send_daily(at=FOUR) == 0


def test_what_was_gathered_once_is_never_gathered_again(cast: SimpleNamespace) -> None:
    hold(cast.writer, "something-new")
    send_daily(at=FOUR)
    later = FOUR + timedelta(days=31)

    assert forget_links(at=later) == 3
    hold(cast.writer, "something-new")

    assert send_daily(at=later) == 0


@pytest.mark.once
def test_one_thing_is_said_as_one() -> None:
    assert words_of("digest", count=1).subject == "1 thing waits for you in Gatepost"
    assert words_of("digest", count=3).subject == "3 things wait for you in Gatepost"
