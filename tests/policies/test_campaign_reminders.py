"""Reminders: when, to whom, how often, and when the headteacher hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.policies.campaigns.reminding import remind, stage_on
from gatepost.policies.campaigns.waiting import waiting_for
from gatepost.policies.models import Campaign, Reminder
from gatepost.records.door import history
from tests.policies.rounds import AT, DUE, ask_of_person, asked, say_yes


def day(number: int) -> datetime:
    """So many days after the day it is due."""
    return AT + (DUE - AT.date()) + timedelta(days=number)


def sent(person: Person) -> list[str]:
    return [
        n.key.rpartition("/")[2]
        for n in Notice.objects.filter(to=person.email, kind="acknowledge-reminder").order_by("pk")
    ]


def test_reminders_go_out_a_week_before_on_the_day_and_every_week_after(
    cast: SimpleNamespace,
) -> None:
    asked(cast.head)

    for number in range(-13, 22):
        remind(at=day(number))

    expected = [f"reminder{stage}" for stage in (-7, 0, 7, 14, 21)]
    assert sent(cast.writer) == expected
    moments = Reminder.objects.filter(ask=ask_of_person(cast.writer)).order_by("stage")
    assert [one.at for one in moments] == [day(n) for n in (-7, 0, 7, 14, 21)]


def test_the_same_reminder_is_never_sent_twice(cast: SimpleNamespace) -> None:
    asked(cast.head)

    remind(at=day(0))
    assert remind(at=day(0)) == 0

    assert sent(cast.writer) == ["reminder0"]


def test_a_worker_that_was_away_sends_one_reminder_and_not_all_it_missed(
    cast: SimpleNamespace,
) -> None:
    asked(cast.head)

    remind(at=day(16))

    assert sent(cast.writer) == ["reminder14"]


def test_who_was_asked_today_is_not_reminded_today(cast: SimpleNamespace) -> None:
    asked(cast.head, due_on=AT.date())

    assert remind(at=AT) == 0


def test_who_has_answered_declined_or_left_is_not_reminded(cast: SimpleNamespace) -> None:
    asked(cast.head)
    say_yes(cast.writer)
    ask_of_person(cast.assistant).decline(at=AT, seen="0" * 64, comment="")
    Person.objects.filter(pk=cast.approver.pk).update(left_on=AT.date())

    remind(at=day(0))

    assert sent(cast.writer) == sent(cast.assistant) == sent(cast.approver) == []
    assert sent(cast.deputy_lead) == ["reminder0"]


def test_what_is_voluntary_is_not_pursued_beyond_its_day(cast: SimpleNamespace) -> None:
    asked(cast.head)

    for number in range(-7, 30):
        remind(at=day(number))

    assert sent(cast.governor) == ["reminder-7", "reminder0"]
    assert stage_on(ask_of_person(cast.governor), on=day(20).date()) == 0


def test_a_closed_round_reminds_nobody(cast: SimpleNamespace) -> None:
    campaign = asked(cast.head)
    campaign.close(by=cast.head, at=AT)

    assert remind(at=day(0)) == 0


def test_after_two_weeks_the_headteacher_gets_one_notice_and_sees_the_names(
    cast: SimpleNamespace,
) -> None:
    asked(cast.head)
    say_yes(cast.head)

    def told() -> int:
        return Notice.objects.filter(kind="acknowledge-escalation", to=cast.head.email).count()

    remind(at=day(13))
    assert told() == 0
    assert not waiting_for(cast.head, on=day(13).date())
    for number in (14, 15, 16, 30):
        remind(at=day(number))

    assert told() == 1
    lines = waiting_for(cast.head, on=day(14).date())
    assert "Wren Abbott has not said that they have read the policy" in [one.says for one in lines]
    assert all(one.for_others and one.because for one in lines)
    assert not any("Maple Jarvis" in one.says for one in lines)  # a governor, of her own will


def test_nobody_but_the_headteacher_sees_who_is_late_on_their_day(cast: SimpleNamespace) -> None:
    asked(cast.head)

    for person in (cast.approver, cast.administrator, cast.chair, cast.writer):
        lines = waiting_for(person, on=day(20).date())
        assert not any("Birch" in one.says for one in lines)


def test_reminding_is_on_record_by_gatepost_itself(cast: SimpleNamespace) -> None:
    campaign = asked(cast.head)

    remind(at=day(0))

    line = history(Campaign.objects.get(pk=campaign.pk))[0]
    assert line.event == "campaign.reminded" and line.by == ""
