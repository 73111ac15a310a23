"""Who looks when: the rota, whoever covers for those who are away, swaps that both agree to, and holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.inbox.models import HolidayNotice, Shift, Swap
from gatepost.inbox.watching.ahead import ahead_of, gaps_ahead, rounds_without
from gatepost.inbox.watching.calendar import SchoolYear
from gatepost.inbox.watching.holidays import holiday_at, proposed
from gatepost.inbox.watching.rota import Rota
from gatepost.inbox.watching.today import to_watch
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.inbox.watches import adopts, dates, missed, of, on_rota, page_of

SignIn = Callable[[Person], Client]
MON, FRI, SAT, SUN = (date(2026, 11, day) for day in (23, 27, 28, 29))
AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
LAST_OF_TERM = date(2026, 12, 14)


@pytest.fixture
def page(cast: SimpleNamespace) -> Channel:
    return page_of(cast)


def duty(page: Channel, day: date) -> list[tuple[str, str, bool]]:
    """Whose day it is, for whom, and whether they can look."""
    found = Rota(page.school, day, day).on(page, day)
    return [(one.person.given_name, str(one.instead_of or ""), not one.problem) for one in found]


def gaps(page: Channel, today: date) -> list[date]:
    return [one.on for one in gaps_ahead(ahead_of(page.school, today), [page])]


def lines(person: Person, on: date) -> list[str]:
    return [one.says for one in to_watch(person, on=on)]


def test_a_shift_holds_on_its_days_of_the_week_and_tells_whoever_has_it(
    cast: SimpleNamespace, page: Channel
) -> None:
    shift = on_rota(cast, cast.writer, None, MON, SUN, weekdays="01234")

    assert duty(page, FRI) == [("Wren", "", True)]
    assert duty(page, SAT) == []
    assert Notice.objects.filter(to=cast.writer.email, key=f"rota-shift-{shift.pk}").exists()
    assert history(shift).filter(event="rota.entered").count() == 1


@pytest.mark.parametrize(
    ("who", "days", "weekdays", "why"),
    [
        ("writer", (MON - timedelta(days=1), FRI), "0", "days to come"),
        ("writer", (FRI, MON), "0", "The last day comes after"),
        ("writer", (MON, FRI), "", "at least one day"),
        ("leaver", (MON, FRI), "0", "is not at the school"),
        ("assistant", (MON, FRI), "0", "neither runs X"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(
    cast: SimpleNamespace, page: Channel, who: str, days: tuple[date, date], weekdays: str, why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        Shift.enter(
            cast.everybody[who], page, days=days, weekdays=weekdays, by=cast.administrator, at=AT
        )


def test_only_those_who_keep_the_rota_enter_and_end(
    cast: SimpleNamespace, other_cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    shift = on_rota(cast, cast.writer, page, MON, SUN)
    end = reverse("inbox:shift-end", args=[cast.school.slug, shift.pk])

    for person in (cast.approver, cast.writer):
        with pytest.raises(NotPossible, match="keep the rota"):
            Shift.enter(cast.writer, page, days=(MON, FRI), weekdays="0", by=person, at=AT)
        assert sign_in(person).post(end).status_code == 404
    with pytest.raises(NotPossible, match="keep the rota"):
        shift.end(by=other_cast.head, at=AT)
    assert Shift.objects.count() == 1


def test_what_is_over_stays_on_the_rota_when_somebody_is_taken_off(
    cast: SimpleNamespace, page: Channel
) -> None:
    shift = on_rota(cast, cast.writer, page, MON, SUN)

    shift.end(by=cast.head, at=AT + timedelta(days=2))

    assert duty(page, MON) == [("Wren", "", True)]
    assert duty(page, FRI) == []


@pytest.mark.clause("ASH-077")
def test_somebody_away_is_replaced_by_whoever_covers_or_the_gap_is_shown_before_it_comes(
    cast: SimpleNamespace, page: Channel
) -> None:
    on_rota(cast, cast.approver, page, MON, MON + timedelta(days=30))
    cast.deputy_lead.give_role(
        "slt", by=cast.administrator, at=AT, from_on=FRI, until_on=SAT, covers=cast.approver
    )

    assert duty(page, FRI) == [("Rowan", "Alder Cole", True)]
    assert duty(page, SUN) == [("Alder", "", True)]
    assert gaps(page, MON) == []

    Person.objects.filter(pk=cast.deputy_lead.pk).update(left_on=FRI)
    assert duty(page, SAT) == [("Rowan", "Alder Cole", False)]
    (gap,) = gaps_ahead(ahead_of(cast.school, MON), [page])
    assert (gap.on, gap.problems) == (SAT, ("Rowan Frith is not at the school.",))
    assert "Nobody is to look at X on Saturday 28 November: fill the rota, if you can" in lines(
        cast.administrator, MON
    )


def test_a_rota_that_ends_is_told_to_those_who_keep_it_and_to_nobody_else(
    cast: SimpleNamespace, page: Channel
) -> None:
    on_rota(cast, cast.writer, page, MON, FRI)

    told = [one for one in lines(cast.head, MON) if one.startswith("Nobody is to look")]

    assert told[0].startswith("Nobody is to look at X on Monday 30 November and 15 other days")
    assert not [one for one in lines(cast.writer, MON) if one.startswith("Nobody")]


@pytest.mark.clause("ASH-051")
def test_the_rota_names_an_administrator_where_the_policy_counts_them(
    cast: SimpleNamespace, page: Channel
) -> None:
    on_rota(cast, cast.writer, page, MON, MON + timedelta(days=40))
    says = "Put the administrator on the rota: the policy counts them among those who look"
    assert says in lines(cast.head, MON)

    on_rota(cast, cast.administrator, page, MON, MON, weekdays="0")

    assert rounds_without(ahead_of(cast.school, MON), [page]) == []
    assert says not in lines(cast.head, MON)


def test_a_swap_counts_once_both_have_agreed(cast: SimpleNamespace, page: Channel) -> None:
    on_rota(cast, cast.writer, page, MON, FRI)
    on_rota(cast, cast.approver, page, SAT, SUN)

    swap = Swap.ask(cast.approver, days=(FRI, FRI), back=(SUN, SUN), by=cast.writer, at=AT)

    assert (duty(page, FRI), duty(page, SUN)) == ([("Wren", "", True)], [("Alder", "", True)])
    assert "Wren Abbott asks you to take days on the rota" in lines(cast.approver, MON)
    with pytest.raises(NotPossible, match="Only whoever was asked"):
        swap.answer(agrees=True, by=cast.head, at=AT)

    swap.answer(agrees=True, by=cast.approver, at=AT)

    assert duty(page, FRI) == [("Alder", "Wren Abbott", True)]
    assert duty(page, SUN) == [("Wren", "Alder Cole", True)]
    with pytest.raises(NotPossible, match="answered already"):
        swap.answer(agrees=False, by=cast.approver, at=AT)


def test_a_swap_that_is_declined_changes_nothing(cast: SimpleNamespace, page: Channel) -> None:
    on_rota(cast, cast.writer, page, MON, FRI)
    swap = Swap.ask(cast.approver, days=(FRI, FRI), back=None, by=cast.writer, at=AT)

    swap.answer(agrees=False, by=cast.approver, at=AT)

    assert duty(page, FRI) == [("Wren", "", True)]
    assert Notice.objects.filter(to=cast.writer.email, key=f"rota-swap-answer-{swap.pk}").exists()
    for other, days in ((cast.writer, (FRI, FRI)), (cast.approver, (FRI, MON))):
        with pytest.raises(NotPossible, match="Choose"):
            Swap.ask(other, days=days, back=None, by=cast.writer, at=AT)


def test_a_holiday_needs_a_rota_or_a_notice_where_the_policy_says_so(
    cast: SimpleNamespace, page: Channel
) -> None:
    adopts(cast.school, "model")
    dates(cast)
    assert gaps(page, LAST_OF_TERM)[0] == date(2026, 12, 21)
    (told,) = [one for one in lines(cast.administrator, LAST_OF_TERM) if "holiday" in one]
    assert (
        told
        == "Nobody is to look at X on Monday 21 December, a holiday: fill the rota or put up a notice"
    )

    holiday = holiday_at(date(2026, 12, 21), SchoolYear.of(cast.school))
    days = (holiday.first_on, holiday.last_on)
    assert days == (date(2026, 12, 19), date(2027, 1, 3))
    at = datetime(2026, 12, 18, 15, tzinfo=UTC)
    notice = HolidayNotice.put_up(
        page, days=days, words=proposed(page, holiday), by=cast.writer, at=at
    )

    assert "We read messages again from Monday 4 January." in notice.words
    assert gaps(page, LAST_OF_TERM) == []
    (day,) = of(page, date(2026, 12, 22), date(2026, 12, 22), today=date(2027, 1, 5))
    assert (day.is_gap, day.notice) == (False, notice)
    assert "Take the holiday notice on X down" in lines(cast.writer, date(2027, 1, 4))
    notice.take_down(by=cast.writer, at=datetime(2027, 1, 4, 8, tzinfo=UTC))
    assert "Take the holiday notice on X down" not in lines(cast.writer, date(2027, 1, 4))


def test_a_notice_that_came_down_early_leaves_a_gap(cast: SimpleNamespace, page: Channel) -> None:
    adopts(cast.school, "model")
    dates(cast)
    at, days = datetime(2026, 12, 18, 15, tzinfo=UTC), (date(2026, 12, 19), date(2027, 1, 3))
    notice = HolidayNotice.put_up(page, days=days, words="Closed.", by=cast.writer, at=at)

    notice.take_down(by=cast.approver, at=datetime(2026, 12, 30, 9, tzinfo=UTC))

    found = of(page, date(2026, 12, 21), date(2027, 1, 3), today=date(2027, 1, 5))
    assert [one.on for one in found if one.is_missed] == [date(2026, 12, 30), date(2026, 12, 31)]
    with pytest.raises(NotPossible, match="taken down already"):
        notice.take_down(by=cast.writer, at=at)


def test_half_term_is_a_holiday_and_an_inset_day_is_not(
    cast: SimpleNamespace, page: Channel
) -> None:
    adopts(cast.school, "model")
    dates(cast)
    year = SchoolYear.of(cast.school)

    assert year.kind_of(date(2026, 10, 28)) == "school holiday"
    assert year.kind_of(date(2026, 11, 27)) == "working day"
    assert year.kind_of(date(2026, 12, 25)) == "bank holiday"
    assert missed(page, date(2026, 11, 23), date(2026, 11, 24)) == [MON, date(2026, 11, 24)]


def test_the_pages_of_the_rota_take_what_is_entered(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    on = timezone.now().date()
    client, url = sign_in(cast.administrator), reverse("inbox:rota", args=[cast.school.slug])
    sent = {
        "person": cast.writer.pk,
        "channel": page.pk,
        "from_on": on,
        "until_on": on + timedelta(days=6),
        "weekdays": ["0", "1", "2", "3", "4", "5", "6"],
    }

    assert client.post(url, {**sent, "weekdays": []}).status_code == 400
    assert client.post(url, sent).status_code == 302
    assert "Wren Abbott" in client.get(url).content.decode()
    asked = {"other": cast.approver.pk, "first_on": on, "last_on": on}
    swap_url = reverse("inbox:swap", args=[cast.school.slug])
    assert sign_in(cast.writer).post(swap_url, {**asked, "back_first_on": on}).status_code == 400
    assert sign_in(cast.writer).post(swap_url, asked).status_code == 302
    answer = reverse("inbox:swap-answer", args=[cast.school.slug, Swap.objects.get().pk])
    sign_in(cast.approver).post(answer, {"answer": "yes"})
    assert Swap.objects.get().agreed
    notice = reverse("inbox:holiday-notice", args=[cast.school.slug, page.pk])
    words = {"first_on": on, "last_on": on, "words": "Back soon."}
    assert sign_in(cast.assistant).post(notice, words).status_code == 400
    assert sign_in(cast.writer).post(notice, words).status_code == 302
    down = reverse("inbox:notice-down", args=[cast.school.slug, HolidayNotice.objects.get().pk])
    assert sign_in(cast.writer).post(down).status_code == 302
    assert HolidayNotice.objects.get().down_by == cast.writer
