"""September's roll-over: steps that derive how they stand, and year groups that move up and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.inbox.models import Shift
from gatepost.people.models import Person, Pupil, SchoolDates
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from gatepost.rights.keeping.deleting import count, over
from gatepost.rights.keeping.table import line_of
from gatepost.school_year.models import MovedUp, StepConfirmed
from gatepost.school_year.moving_up import dry_run, move_up, take_back
from gatepost.school_year.steps import KEYS, STEPS, steps_of
from gatepost.school_year.waiting import waiting_for
from gatepost.school_year.years import after, last_of, prepared_on
from tests.consents.families import make_contact, make_pupil

SignIn = Callable[[Person], Client]
AT = datetime(2027, 7, 12, 10, tzinfo=UTC)
ON = AT.date()


@pytest.mark.parametrize(
    ("group", "comes"),
    [("Year 3", "Year 4"), ("3", "4"), ("Reception", "Year 1"), ("R", "Year 1"), ("N", "Reception"), ("Y9", "Y10"), ("Owls", "Owls"), ("", "")],
)  # fmt: skip
@pytest.mark.once
def test_each_group_is_followed_by_the_next_as_the_school_writes_it(group: str, comes: str) -> None:
    assert after(group, like=["Reception", "Year 1", "Year 2"]) == comes


@pytest.mark.once
def test_the_last_group_is_the_highest_and_a_year_is_prepared_from_july() -> None:
    assert last_of(["R", "Year 2", "Owls", "Year 11"]) == 11
    assert last_of(["Owls"]) is None
    assert prepared_on(date(2027, 6, 30)).starts_in == 2026
    assert prepared_on(date(2027, 7, 1)).first_on == date(2027, 9, 1)


@pytest.fixture
def pupils(cast: SimpleNamespace) -> dict[str, Pupil]:
    """One pupil a group, one who leaves anyhow, one of whom nobody can tell."""
    groups = {"Robin": "Year 5", "Lark": "Year 6", "Finch": "Reception", "Wood": "Owls"}
    made = {name: make_pupil(cast.school, f"{name} Reed", year_group=group) for name, group in groups.items()}  # fmt: skip
    made["Gone"] = make_pupil(cast.school, "Dove Reed", year_group="Year 5", left_on=date(2027, 7, 20))  # fmt: skip
    return made


def groups_of(pupils: dict[str, Pupil]) -> dict[str, tuple[str, date | None]]:
    """The group and last day of each, as they are now."""
    for one in pupils.values():
        one.refresh_from_db()
    return {name: (one.year_group, one.left_on) for name, one in pupils.items()}


def moved_up(cast: SimpleNamespace, **more: object) -> MovedUp:
    run = dry_run(cast.school, on=ON)
    said = {"seen": run.seen, "empty_forms": False, "last": None, "by": cast.administrator, "at": AT}  # fmt: skip
    return move_up(cast.school, **{**said, **more})  # type: ignore[arg-type]


def test_what_would_change_is_shown_and_then_done(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    before = groups_of(pupils)
    run = dry_run(cast.school, on=ON)
    assert run.lines == [("Reception", "Year 1", 1), ("Year 5", "Year 6", 1), ("Year 6", "", 1)]
    assert run.unclear == [("Owls", 1)] and groups_of(pupils) == before

    made = moved_up(cast)

    last = date(2027, 8, 31)
    assert groups_of(pupils) == {
        "Robin": ("Year 6", None),
        "Lark": ("Year 6", last),
        "Finch": ("Year 1", None),
        "Wood": ("Owls", None),
        "Gone": ("Year 5", date(2027, 7, 20)),
    }
    assert [one.event for one in history(made)] == ["pupils.moved-up"]
    with pytest.raises(NotPossible, match="already"):
        moved_up(cast)


def test_it_is_taken_back_but_what_was_changed_since_stays(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    before = groups_of(pupils)
    moved_up(cast, empty_forms=True)
    Pupil.objects.filter(pk=pupils["Finch"].pk).update(year_group="Year 2")

    take_back(cast.school, by=cast.administrator, at=AT)

    assert groups_of(pupils) == {**before, "Finch": ("Year 2", None)}
    assert pupils["Robin"].form == "Oak"
    moved_up(cast)


def test_once_confirmed_it_is_not_taken_back(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    moved_up(cast)
    StepConfirmed.confirm("pupils", by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="Open the step again"):
        take_back(cast.school, by=cast.administrator, at=AT)
    StepConfirmed.reopen("pupils", by=cast.head, at=AT)
    take_back(cast.school, by=cast.administrator, at=AT)


def test_nothing_is_done_but_what_was_shown_and_by_whoever_keeps_the_list(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    seen = dry_run(cast.school, on=ON).seen
    make_pupil(cast.school, "Wren Reed", year_group="Year 1")

    with pytest.raises(NotPossible, match="changed meanwhile"):
        moved_up(cast, seen=seen)
    with pytest.raises(NotPossible, match="does this"):
        moved_up(cast, by=cast.writer)


def test_with_those_who_leave_the_span_of_their_data_begins(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    for one in pupils.values():
        make_contact(one, f"Sorrel {one.given_name}", by=cast.administrator)
    moved_up(cast)
    line = line_of(cast.school, "family-answers")

    assert count(over(line, cast.school, on=date(2028, 8, 30))) == 1  # who left on 20 July
    assert count(over(line, cast.school, on=date(2028, 8, 31))) == 2


def test_every_step_says_how_it_stands_from_what_is_there(
    cast: SimpleNamespace, pupils: dict[str, Pupil]
) -> None:
    def clear() -> set[str]:
        return {one.step.key for one in steps_of(cast.school, on=ON) if one.looked.is_clear}

    before = clear()
    by, first = cast.administrator, date(2027, 9, 1)
    SchoolDates.enter("term", name="Autumn", days=(first, date(2027, 12, 17)), by=by, at=AT)
    Shift.objects.create(school=cast.school, person=cast.writer, from_on=first, until_on=first + timedelta(days=90), entered_by=by, entered_at=AT)  # fmt: skip
    moved_up(cast)

    assert clear() - before == {"dates", "rota", "pupils"}
    assert before & {"dates", "rota", "pupils"} == set()
    assert len(KEYS) == len(STEPS)


def test_steps_name_the_clauses_of_the_policy(cast: SimpleNamespace) -> None:
    cited = {one.step.key: one.clauses for one in steps_of(cast.school, on=ON)}

    assert {one.live["by"] for one in cited["review"]} == {"policies.review"}
    assert cited["consents"] and not cited["pupils"]


def test_it_is_on_the_list_from_july_until_it_is_done(cast: SimpleNamespace) -> None:
    def says(person: Person, on: date) -> list[str]:
        return [one.says for one in waiting_for(person, on=on)]

    assert says(cast.administrator, date(2027, 6, 30)) == []
    assert says(cast.administrator, ON) == [
        "Prepare the school year 2027 to 2028: 12 steps are left"
    ]
    assert says(cast.writer, ON) == []
    for step in KEYS:
        StepConfirmed.confirm(step, by=cast.administrator, at=AT)
    assert says(cast.administrator, ON) == []
    with pytest.raises(NotPossible, match="already"):
        StepConfirmed.confirm("dates", by=cast.head, at=AT)


def test_the_pages_are_for_whoever_keeps_the_list(
    cast: SimpleNamespace, sign_in: SignIn, pupils: dict[str, Pupil]
) -> None:
    url = "/schools/ashlands/school-year/"
    for path in (url, f"{url}moving-up/"):
        assert sign_in(cast.data_officer).get(path).status_code == 404
        assert sign_in(cast.administrator).get(path).status_code == 200
    client = sign_in(cast.administrator)
    assert client.get(f"{url}steps/").status_code == 405
    client.post(f"{url}steps/", {"step": "dates"})
    assert StepConfirmed.objects.get().by == cast.administrator
    client.post(f"{url}steps/", {"step": "dates", "do": "open"})
    assert StepConfirmed.objects.get().reopened_by == cast.administrator
    assert "Choose one of the steps" in client.post(f"{url}steps/", {"step": "x"}, follow=True).content.decode()  # fmt: skip


def test_the_page_asks_little_of_the_database(
    cast: SimpleNamespace, sign_in: SignIn, pupils: dict[str, Pupil], django_assert_max_num_queries: Callable[..., object]
) -> None:  # fmt: skip
    client = sign_in(cast.administrator)
    client.get("/schools/ashlands/school-year/")

    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        client.get("/schools/ashlands/school-year/")
