"""Who is told what, by which way and when: as they chose, within what safety and the policy require."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from gatepost.inbox.models import Item
from gatepost.inbox.watching.escalating import RUNNERS, moment_of
from gatepost.notices import kinds
from gatepost.notices.models import Notice
from gatepost.people.models import Held, Person, QuietHours, Room, Wish
from gatepost.people.models.telling import REMOVED
from gatepost.people.rules import NotPossible
from gatepost.people.telling import GRAVE, ROLE, How, tell
from gatepost.people.telling.hours import school_hours
from gatepost.people.telling.kinds import Needs, rules
from gatepost.records.door import history
from tests.telling.ways import device_of, room_of

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC)
WEDNESDAY_MORNING = datetime(2026, 11, 25, 7, tzinfo=UTC)
PUSH = "https://fcm.googleapis.com"
TEAMS = "https://prod-1.westeurope.logic.azure.com"
LINK = "/schools/ashlands/posts/7/"


def say(
    person: Person, kind: str = "something-to-do", *, at: datetime = TUESDAY, how: How | None = None,
    key: str = "post-7",
) -> list[Notice]:  # fmt: skip
    """Tell somebody twice, as callers do; gives every notice that there is afterwards."""
    for _ in range(2):
        tell(person, kind, link=LINK, at=at, key=f"{key}-{person.pk}", how=how or How())
    return list(Notice.objects.order_by("pk"))


def ways(found: list[Notice]) -> list[str]:
    return [one.way for one in found]


def choose(person: Person, **wished: object) -> None:
    Wish.choose(Wish(person=person, **wished), at=TUESDAY)


def test_whoever_never_chose_is_told_once_by_email(cast: SimpleNamespace) -> None:
    (notice,) = say(cast.writer)

    assert (notice.way, notice.to, notice.due_at) == ("mail", cast.writer.email, TUESDAY)
    assert notice.key == f"post-7-{cast.writer.pk}"


def test_every_way_that_somebody_chose_gets_one_message(cast: SimpleNamespace) -> None:
    device = device_of(cast.writer, PUSH, at=TUESDAY)
    room = room_of(cast.writer, TEAMS, at=TUESDAY)

    found = say(cast.writer)

    assert [(one.way, one.to) for one in found] == [
        ("mail", cast.writer.email), ("push", device.reference), ("teams", room.reference),
    ]  # fmt: skip


def test_email_can_be_left_out_once_there_is_another_way_and_not_for_what_is_grave(
    cast: SimpleNamespace,
) -> None:
    with pytest.raises(NotPossible, match="one way to tell you has to stay"):
        choose(cast.writer, by_mail=False)
    device_of(cast.writer, PUSH, at=TUESDAY)
    choose(cast.writer, by_mail=False)

    assert ways(say(cast.writer)) == ["push"]
    assert ways(say(cast.writer, how=GRAVE, key="alarm")) == ["push", "mail", "push"]


def test_whoever_removes_their_last_device_is_told_by_email_again_and_loses_nothing(
    cast: SimpleNamespace,
) -> None:
    device = device_of(cast.writer, PUSH, at=TUESDAY)
    choose(cast.writer, by_mail=False)
    say(cast.writer)

    device.remove(by=cast.writer, at=TUESDAY)

    pushed, mailed = Notice.objects.order_by("pk")
    assert (pushed.reason, mailed.way, mailed.to) == (REMOVED, "mail", cast.writer.email)
    assert Wish.of(cast.writer).by_mail


def test_whoever_changes_their_ways_is_not_told_again_of_what_they_were_told(
    cast: SimpleNamespace,
) -> None:
    say(cast.writer)
    device_of(cast.writer, PUSH, at=TUESDAY)

    assert ways(say(cast.writer)) == ["mail"]

    choose(cast.writer, daily_at=time(16))
    assert ways(say(cast.writer)) == ["mail"]
    assert not Held.objects.exists()
    say(cast.writer, key="held")
    choose(cast.writer)
    assert ways(say(cast.writer, key="held")) == ["mail"]


def test_what_can_wait_waits_for_the_morning_and_what_is_grave_does_not(
    cast: SimpleNamespace,
) -> None:
    assert say(cast.writer, at=TUESDAY_NIGHT)[0].due_at == WEDNESDAY_MORNING
    grave = say(cast.writer, at=TUESDAY_NIGHT, how=GRAVE, key="alarm")[-1]

    assert (grave.due_at, grave.is_grave) == (TUESDAY_NIGHT, True)


def test_a_deadline_in_the_night_is_not_slept_through(cast: SimpleNamespace) -> None:
    how = How(before=TUESDAY_NIGHT + timedelta(hours=3))

    assert say(cast.writer, at=TUESDAY_NIGHT, how=how)[0].due_at == TUESDAY_NIGHT


def test_the_head_sets_the_schools_quiet_hours_and_others_do_not(cast: SimpleNamespace) -> None:
    early = {"days": "none", "at": TUESDAY}
    with pytest.raises(NotPossible, match="headteacher"):
        QuietHours.choose(time(9), time(12), by=cast.administrator, **early)

    made = QuietHours.choose(time(9), time(12), by=cast.head, **early)

    assert say(cast.writer)[0].due_at == TUESDAY.replace(hour=12)
    assert [one.event for one in history(made)] == ["quiet-hours.set"]


def test_ones_own_quiet_hours_take_the_place_of_the_schools(cast: SimpleNamespace) -> None:
    choose(cast.writer, begins=time(9), ends=time(16))

    assert say(cast.writer)[0].due_at == TUESDAY.replace(hour=16)
    assert say(cast.assistant)[-1].due_at == TUESDAY


def test_comments_are_escalated_by_the_schools_quiet_hours(cast: SimpleNamespace) -> None:
    item = Item(received_at=TUESDAY, due_at=TUESDAY + timedelta(hours=48))  # three quarters: 10pm
    before = moment_of(item, RUNNERS, hours=school_hours(cast.school))

    QuietHours.choose(time(23), time(6), days="none", by=cast.head, at=TUESDAY)
    after = moment_of(item, RUNNERS, hours=school_hours(cast.school))

    reached = TUESDAY + timedelta(hours=36)
    assert (before, after) == (datetime(2026, 11, 26, 7, tzinfo=UTC), reached)


def test_whoever_wants_one_message_a_day_is_told_at_once_of_what_cannot_wait_alone(
    cast: SimpleNamespace,
) -> None:
    choose(cast.writer, daily_at=time(16))

    assert say(cast.writer) == []
    assert Held.objects.get().due_at == TUESDAY.replace(hour=16)
    assert ways(say(cast.writer, "acknowledge", key="read")) == ["mail"]
    assert len(say(cast.writer, how=GRAVE, key="alarm")) == 2
    soon = How(before=TUESDAY + timedelta(hours=2))
    assert len(say(cast.writer, how=soon, key="soon")) == 3


def test_a_room_of_a_role_hears_once_of_what_all_who_hold_it_are_told(
    cast: SimpleNamespace,
) -> None:
    room = room_of(cast.administrator, TEAMS, at=TUESDAY, role="slt")
    other = room_of(cast.administrator, TEAMS, at=TUESDAY, role="dpo")

    for _ in range(2):
        say(cast.head, how=ROLE)  # who is a senior leader, too
        say(cast.approver, how=ROLE)
    say(cast.writer, how=ROLE, key="no-leader")

    assert Notice.objects.filter(to=room.reference).count() == 1
    assert not Notice.objects.filter(to=other.reference).exists()


def test_a_room_hears_nothing_that_is_not_for_its_role(cast: SimpleNamespace) -> None:
    room_of(cast.administrator, TEAMS, at=TUESDAY, role="slt")

    assert ways(say(cast.head)) == ["mail"]
    assert ways(say(cast.head, how=GRAVE, key="case")) == ["mail", "mail"]


def test_a_school_sets_up_rooms_by_its_keepers_and_nobody_else(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="administrator and the headteacher"):
        room_of(cast.writer, TEAMS, at=TUESDAY, role="slt")
    own = room_of(cast.writer, TEAMS, at=TUESDAY)
    with pytest.raises(NotPossible, match="somebody else’s"):
        own.remove(by=cast.head, at=TUESDAY)

    own.remove(by=cast.writer, at=TUESDAY)

    assert not Room.objects.exists()


def test_a_browser_that_somebody_else_signs_in_to_is_theirs_alone(
    cast: SimpleNamespace,
) -> None:
    first = device_of(cast.writer, PUSH, at=TUESDAY)
    second = device_of(cast.assistant, PUSH, at=TUESDAY)
    second.digest = first.digest

    second.add(second, at=TUESDAY)

    assert not cast.writer.devices.exists()
    assert cast.assistant.devices.count() == 2


def test_secrets_lie_encrypted_in_the_database(cast: SimpleNamespace) -> None:
    from django.db import connection

    device_of(cast.writer, PUSH, at=TUESDAY)
    room_of(cast.writer, TEAMS, at=TUESDAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, keys FROM people_device")
        rows = [*cursor.fetchall()]
        cursor.execute("SELECT address FROM people_room")
        rows += cursor.fetchall()
    assert not any(mark in str(rows) for mark in ("https:", "googleapis", "p256dh", "sig="))


def test_every_kind_of_the_table_is_a_kind_and_only_safety_is_grave() -> None:
    assert set(rules()) <= set(kinds.KINDS)
    grave = {kind for kind, rule in rules().items() if rule.needs == Needs.GRAVE}
    assert grave == {"administrator-let-in", "test"}


def test_telling_somebody_takes_few_looks_into_the_database(
    cast: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        tell(cast.writer, "something-to-do", link=LINK, at=TUESDAY, key="one")
