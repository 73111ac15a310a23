"""Posts in the calendar: what stands on which day, and how its author moves a post to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person, SchoolDates
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.posts.calendar.months import Day, month_of, week_of
from gatepost.posts.models import Outlet, Post
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, news_page, post_by, work

SignIn = Callable[[Person], Client]
HOME = "/schools/staff-and-governors/posts/"
LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def strict(db: None) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager."""
    cast = make_cast(make_school("staff-and-governors"))
    cast.page = news_page(cast, at=AT)
    return cast


def planned(cast: SimpleNamespace, due_at: datetime, *, at: datetime = AT) -> Post:
    """A draft of the writer's for some hour."""
    return post_by(cast.writer, cast.page, at=at, due_at=due_at)


def june(day: int = 12, hour: int = 17) -> datetime:
    """An hour in June 2030, whose 12th is a Wednesday."""
    return datetime(2030, 6, day, hour, tzinfo=LONDON)


def days_of(person: Person, on: date) -> dict[date, Day]:
    """The days of a month's page."""
    return {day.on: day for week in month_of(person, on).weeks for day in week}


def moved(client: Client, post: Post, on: str, hour: str = "17:00", **more: str) -> object:
    """What the page answers to a move."""
    return client.post(f"{HOME}{post.pk}/move/", {"on": on, "hour": hour, **more})


def test_weeks_begin_on_monday(strict: SimpleNamespace) -> None:
    span = week_of(strict.writer, date(2026, 11, 22))

    assert [day.on.weekday() for day in span.weeks[0]] == list(range(7))
    assert all(week[0].on.weekday() == 0 for week in month_of(strict.writer, AT.date()).weeks)


@pytest.mark.parametrize(
    ("due_at", "on"),
    [
        (datetime(2030, 6, 30, 23, 30, tzinfo=UTC), date(2030, 7, 1)),
        (datetime(2030, 6, 30, 22, 59, tzinfo=UTC), date(2030, 6, 30)),
        (datetime(2030, 1, 31, 23, 59, tzinfo=UTC), date(2030, 1, 31)),
    ],
)
def test_a_post_stands_on_the_day_of_the_schools_own_clock(
    strict: SimpleNamespace, due_at: datetime, on: date
) -> None:
    post = planned(strict, due_at)

    day = days_of(strict.writer, on)[on]

    assert [entry.post for entry in day.entries] == [post]


def test_what_went_out_without_an_hour_stands_where_it_went_out(strict: SimpleNamespace) -> None:
    now = timezone.now()
    post = post_by(strict.writer, strict.page, at=now)
    hand_in(post, by=strict.writer, at=now)
    post.say("colleague-check", yes=True, by=strict.assistant, at=now)
    post.say("manager-permission", yes=True, by=strict.approver, at=now)
    work(at=timezone.now())
    on = strict.school.day_of(now)

    (entry,) = days_of(strict.approver, on)[on].entries

    assert [(one.words, one.accounts) for one in entry.standings] == [("Published", "News page")]
    assert not entry.is_movable


def test_others_see_a_draft_in_no_calendar(strict: SimpleNamespace) -> None:
    post = planned(strict, june())

    assert not days_of(strict.assistant, june().date())[june().date()].entries
    hand_in(post, by=strict.writer, at=AT)

    (entry,) = days_of(strict.assistant, june().date())[june().date()].entries
    assert entry.post == post and not entry.is_movable


def test_terms_inset_days_and_bank_holidays_stand_on_their_days(strict: SimpleNamespace) -> None:
    days = {
        "term": (date(2026, 9, 2), date(2026, 12, 18)),
        "half-term": (date(2026, 10, 26), date(2026, 10, 30)),
        "inset": (date(2026, 11, 30), date(2026, 11, 30)),
    }
    for kind, both in days.items():
        SchoolDates.enter(kind, name="", days=both, by=strict.administrator, at=AT)

    october = days_of(strict.writer, date(2026, 10, 1))
    december = days_of(strict.writer, date(2026, 12, 1))

    assert october[date(2026, 10, 28)].notes == ("Half-term",)
    assert october[date(2026, 10, 28)].is_off and not october[date(2026, 10, 22)].is_off
    assert december[date(2026, 11, 30)].notes == ("INSET day",)
    assert december[date(2026, 12, 18)].notes == ("Term ends",)
    assert december[date(2026, 12, 19)].is_off is False  # beyond the terms that are known
    assert "Bank holiday" in december[date(2026, 12, 25)].notes


def test_dates_are_kept_by_leaders_and_never_twice(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    page = f"{HOME}calendar/dates/"
    sent = {"kind": "term", "name": "Autumn term", "first_on": "2/9/2026", "last_on": "18/12/2026"}

    assert sign_in(strict.writer).get(page).status_code == 404
    keeper = sign_in(strict.approver)
    assert keeper.post(page, sent).status_code == 302
    again = keeper.post(page, {**sent, "first_on": "1/12/2026", "last_on": "5/12/2026"})
    backwards = keeper.post(page, {**sent, "kind": "closed", "last_on": "1/9/2026"})
    empty = keeper.post(page, {"kind": "inset", "first_on": "-"})

    assert "Some of these days are entered already: Autumn term." in again.text
    assert "The last day is before the first." in backwards.text
    assert "Write the first day." in empty.text
    (there,) = SchoolDates.objects.all()
    keeper.post(f"{page}{there.pk}/take-away/")
    assert not SchoolDates.objects.exists()
    events = Entry.objects.filter(event__startswith="school-dates.")
    assert [one.event for one in events.order_by("pk")] == [
        "school-dates.entered",
        "school-dates.taken-away",
    ]


def test_a_draft_moves_at_once_and_the_calendar_shows_it(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    post = planned(strict, june())
    author = sign_in(strict.writer)

    answer = moved(author, post, "2030-06-20", by="week")

    post.refresh_from_db()
    assert post.due_at == june(20)
    assert answer["Location"].endswith(f"calendar/?by=week&on=2030-06-20#post-{post.pk}")
    assert "Thursday 20 June, 17:00" in author.get(answer["Location"]).text
    assert Entry.objects.filter(event="post.changed", subject_id=str(post.pk)).count() == 1


def test_whose_yes_would_be_void_is_said_before_a_post_moves(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    post = planned(strict, june(), at=timezone.now())
    hand_in(post, by=strict.writer, at=timezone.now())
    post.say("colleague-check", yes=True, by=strict.assistant, at=timezone.now())
    author, seen = sign_in(strict.writer), post.content_hash()

    asked = moved(author, post, "2030-06-20")

    assert asked.status_code == 200
    assert "Ash Birch agreed to it as it is now, hour included." in asked.text
    assert Post.objects.get().due_at == june()
    stale = moved(author, post, "2030-06-20", sure="0" * 64)
    assert "Move it all the same" in stale.text and Post.objects.get().due_at == june()
    moved(author, post, "2030-06-20", sure=seen)
    post.refresh_from_db()
    assert post.due_at == june(20) and post.handed_in_at is None


def test_a_no_is_nothing_that_could_be_lost(strict: SimpleNamespace, sign_in: SignIn) -> None:
    post = planned(strict, june(), at=timezone.now())
    hand_in(post, by=strict.writer, at=timezone.now())
    post.say("colleague-check", yes=False, by=strict.assistant, at=timezone.now())

    asked = moved(sign_in(strict.writer), post, "2030-06-20")

    assert "It is handed in, and others have it in front of them" in asked.text
    assert "agreed to it as it is now" not in asked.text
    assert Post.objects.get().due_at == june()


def test_where_a_post_already_is_nothing_is_lost(strict: SimpleNamespace, sign_in: SignIn) -> None:
    post = planned(strict, june(), at=timezone.now())
    hand_in(post, by=strict.writer, at=timezone.now())

    moved(sign_in(strict.writer), post, "2030-06-12")

    post.refresh_from_db()
    assert post.handed_in_at is not None


@pytest.mark.parametrize(
    ("on", "hour", "says"),
    [
        ("2020-01-01", "17:00", "That hour has passed."),
        ("soon", "17:00", "Choose a day of the calendar."),
        ("", "", "Choose a day."),
        ("2030-06-20", "25:00", "Write the hour as 17:00."),
    ],
)
def test_a_post_moves_to_no_hour_that_cannot_be(
    strict: SimpleNamespace, sign_in: SignIn, on: str, hour: str, says: str
) -> None:
    post = planned(strict, june())

    answer = moved(sign_in(strict.writer), post, on, hour)

    assert answer.status_code == 400 and says in answer.text
    assert Post.objects.get().due_at == june()


def test_the_verb_itself_refuses_the_past_and_everybody_else(strict: SimpleNamespace) -> None:
    post = planned(strict, june())

    with pytest.raises(NotPossible, match="That hour has passed"):
        post.move(AT, by=strict.writer, at=AT)
    with pytest.raises(NotPossible, match="Its author changes it"):
        post.move(june(20), by=strict.head, at=AT)


def test_only_its_author_finds_where_a_post_is_moved(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    post = planned(strict, june())
    hand_in(post, by=strict.writer, at=AT)

    for person in (strict.head, strict.administrator, strict.assistant):
        assert sign_in(person).get(f"{HOME}{post.pk}/move/").status_code == 404
        assert moved(sign_in(person), post, "2030-06-20").status_code == 404


def test_what_has_gone_out_stays_where_it_is(strict: SimpleNamespace, sign_in: SignIn) -> None:
    post = planned(strict, june())
    Outlet.objects.update(state=Outlet.State.PUBLISHED)

    with pytest.raises(Closed):
        post.move(june(20), by=strict.writer, at=AT)
    answer = moved(sign_in(strict.writer), post, "2030-06-20")

    assert answer.status_code == 409 and "This post has gone out." in answer.text


def test_an_hour_that_the_clocks_skip_moves_on_with_them(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    post = planned(strict, june())

    moved(sign_in(strict.writer), post, "2030-03-31", "01:30")

    assert Post.objects.get().due_at == datetime(2030, 3, 31, 1, 30, tzinfo=UTC)


def test_the_calendar_asks_few_questions_of_the_database(
    strict: SimpleNamespace, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(40):
        planned(strict, june() + timedelta(minutes=number))
        post_by(strict.writer, strict.page, at=AT)
    author = sign_in(strict.writer)

    with django_assert_max_num_queries(30):
        page = author.get(f"{HOME}calendar/?on=2030-06-01")

    assert page.text.count("The summer fair is on Saturday.") > 80


def test_the_calendar_is_looked_at_and_dates_are_taken_away_by_sending(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    both = (date(2026, 11, 30), date(2026, 11, 30))
    inset = SchoolDates.enter("inset", name="", days=both, by=strict.administrator, at=AT)
    keeper = sign_in(strict.administrator)

    assert keeper.post(f"{HOME}calendar/").status_code == 405
    assert keeper.get(f"{HOME}calendar/dates/{inset.pk}/take-away/").status_code == 405
    assert SchoolDates.objects.exists()
