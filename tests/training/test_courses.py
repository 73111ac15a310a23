"""Courses that the policy asks for: set up, held, valid until, overdue."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from gatepost.training.asked import courses
from gatepost.training.models import Attendance, Course, Session
from gatepost.training.models.courses import CannotDo
from gatepost.training.register import registers
from gatepost.training.setting_up import missing, set_up
from gatepost.training.standing import standings_of
from gatepost.training.waiting import waiting_for
from tests.conftest import make_person
from tests.policies.rounds import files_with, files_without, put_in_force
from tests.training.kit import AT, ON, SOCIAL, hold, set_up_courses

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/training/"


def standing(person: Person, *, on: date = ON) -> str:
    (one,) = [one for one in standings_of(person, on=on) if one.course.topic == SOCIAL]
    return one.status(on=on)


@pytest.mark.clause("ASH-058")
def test_staff_have_to_do_the_course_that_the_policy_names(cast: SimpleNamespace) -> None:
    set_up_courses(cast)

    assert standing(cast.writer) == "due"
    put_in_force(
        cast.school, files_without("ashlands", "go-to-training", "slt-arranges-training"), on=ON
    )
    assert SOCIAL not in {one.course.topic for one in standings_of(cast.writer, on=ON)}


@pytest.mark.clause("ASH-058", "ASH-038")
def test_each_clause_on_a_topic_is_named_by_its_course() -> None:
    pack = bundled_pack("ashlands")
    (whole,) = courses(pack)
    (without,) = courses(pack.without("go-to-training"))

    assert {clause.id for clause in whole.clauses} == {"slt-arranges-training", "go-to-training"}
    assert {clause.id for clause in without.clauses} == {"slt-arranges-training"}


@pytest.mark.clause("ASH-038")
def test_the_leadership_team_is_told_to_arrange_it(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)

    def told(person: Person) -> list[str]:
        lines = waiting_for(person, on=ON)
        return [one.because for one in lines if one.says == f"Arrange the training “{SOCIAL}”"]

    assert told(cast.approver) == ["3.1, 3.20"] and told(cast.writer) == []
    put_in_force(cast.school, files_without("ashlands", "slt-arranges-training"), on=ON)
    assert told(cast.approver) == ["3.19"]
    hold(course, [cast.writer], by=cast.head)
    assert told(cast.approver) == []


def test_whoever_the_clause_names_arranges_it(cast: SimpleNamespace) -> None:
    set_up_courses(cast)
    put_in_force(
        cast.school,
        files_with("ashlands", 'for = ["staff"], by-whom = ["slt"]', 'by-whom = ["dpo"]'),
    )

    assert any("Arrange" in one.says for one in waiting_for(cast.data_officer, on=ON))
    assert not any("Arrange" in one.says for one in waiting_for(cast.approver, on=ON))


def test_setting_up_makes_what_is_missing_once_and_puts_it_on_record(
    cast: SimpleNamespace,
) -> None:
    assert SOCIAL in missing(cast.school, on=ON)

    made = set_up(cast.school, by=cast.head, at=AT)

    assert made == Course.objects.count() >= 2  # the law's own too
    assert set_up(cast.school, by=cast.head, at=AT) == 0 and not missing(cast.school, on=ON)
    (line,) = history(Course.objects.get(topic=SOCIAL))
    assert line.event == "course.set-up" and "go-to-training" in line.body


def test_who_joins_has_some_days_and_is_then_overdue(cast: SimpleNamespace) -> None:
    set_up_courses(cast)
    newcomer = make_person(cast.school, "Fern Marsh", actors=["teacher"])
    Person.objects.filter(pk=newcomer.pk).update(started_on=ON + timedelta(days=60))
    newcomer.refresh_from_db()

    assert standing(cast.writer, on=ON + timedelta(days=30)) == "due"
    assert standing(cast.writer, on=ON + timedelta(days=31)) == "overdue"
    assert standing(newcomer, on=ON + timedelta(days=90)) == "due"
    assert standing(newcomer, on=ON + timedelta(days=91)) == "overdue"


def test_a_course_counts_as_long_as_the_policy_says(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    put_in_force(
        cast.school,
        files_with(
            "ashlands", 'media", for = ["staff"] }', 'media", for = ["staff"], every = "1 year" }'
        ),
    )
    hold(course, [cast.writer], by=cast.head)

    until = date(2027, 11, 23)
    days = [ON, until - timedelta(days=60), until, until + timedelta(days=1)]
    assert [standing(cast.writer, on=day) for day in days] == [
        "valid",
        "lapsing",
        "lapsing",
        "overdue",
    ]


def test_the_shorter_of_policy_and_school_holds(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    course.change(valid_for_months=6, days_to_start=10, for_actors=[], by=cast.head, at=AT)
    hold(course, [cast.writer], by=cast.head)
    (one,) = [s for s in standings_of(cast.writer, on=ON) if s.course == course]
    assert one.valid_until == date(2027, 5, 23)

    put_in_force(
        cast.school,
        files_with(
            "ashlands", 'media", for = ["staff"] }', 'media", for = ["staff"], every = "3 months" }'
        ),
    )

    (one,) = [s for s in standings_of(cast.writer, on=ON) if s.course == course]
    assert one.valid_until == date(2027, 2, 23)


def test_the_school_can_send_others_too(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    assert SOCIAL not in {one.course.topic for one in standings_of(cast.governor, on=ON)}

    course.change(
        valid_for_months=None, days_to_start=30, for_actors=["governor"], by=cast.head, at=AT
    )

    assert standing(cast.governor) == "due"
    assert history(course)[0].event == "course.changed"


def test_holding_a_course_is_on_record_for_each_who_was_there(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)

    hold(course, [cast.writer, cast.assistant], by=cast.head)

    session = Session.objects.get()
    assert history(session)[0].event == "course.held"
    for attendance in Attendance.objects.all():
        line = history(attendance)[0]
        assert line.event == "training.attended" and line.by == f"people.person:{cast.head.pk}"


def test_a_course_is_not_entered_before_it_was_held_nor_for_strangers(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    course = set_up_courses(cast)

    with pytest.raises(CannotDo, match="yet to come"):
        course.hold(
            on=ON + timedelta(days=1), held_by="Rook", people=[cast.writer], by=cast.head, at=AT
        )
    with pytest.raises(CannotDo, match="people of this school"):
        course.hold(on=ON, held_by="Rook", people=[other_cast.writer], by=cast.head, at=AT)
    assert not Session.objects.exists()


def test_the_register_counts_who_is_there_and_has_to_do_it(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    hold(course, [cast.writer, cast.governor], by=cast.head)

    (found,) = [one for one in registers(cast.school, on=ON) if one.wanted.course == course]

    people = {one.person.name for one in found.standings}
    assert "Willow Lane" not in people and "Maple Jarvis" not in people
    assert found.valid == 1 and found.people == len(people) == 8


def test_my_courses_wait_for_me_until_they_count(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    lines = [one for one in waiting_for(cast.writer, on=ON) if SOCIAL in one.says]
    assert [one.due_on for one in lines] == [ON + timedelta(days=30)]

    hold(course, [cast.writer], by=cast.head)

    assert not [one for one in waiting_for(cast.writer, on=ON) if SOCIAL in one.says]


def test_the_pages_set_up_enter_and_change(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client, today = sign_in(cast.administrator), timezone.localdate().isoformat()
    client.post(f"{HOME}courses/set-up/")
    course = Course.objects.get(topic=SOCIAL)
    page = f"{HOME}courses/{course.pk}/"

    held = {"on": today, "held_by": "Rook Training", "people": [cast.writer.pk]}
    assert client.post(f"{page}sessions/", held).status_code == 302
    changed = {"valid_for_months": "12", "days_to_start": "14", "for_actors": ["governor"]}
    assert client.post(f"{page}change/", changed).status_code == 302

    course.refresh_from_db()
    assert (course.valid_for_months, course.days_to_start) == (12, 14)
    text = client.get(page).text
    assert "It counts for 1 of" in text and "It counts for 12 months" in text
    assert "It counts until" in sign_in(cast.writer).get(HOME).text


def test_what_is_missing_in_a_form_is_said(cast: SimpleNamespace, sign_in: SignIn) -> None:
    course, client = set_up_courses(cast, at=timezone.now()), sign_in(cast.head)
    page = f"{HOME}courses/{course.pk}/"

    wrong = client.post(f"{page}sessions/", {"on": "", "held_by": ""})
    assert wrong.status_code == 400 and "Choose at least one person who was there." in wrong.text
    wrong = client.post(f"{page}change/", {"valid_for_months": "0", "days_to_start": "x"})
    assert wrong.status_code == 400 and "at least 1 month" in wrong.text
    wrong = client.post(f"{HOME}courses/new/", {"topic": SOCIAL.upper(), "days_to_start": "30"})
    assert wrong.status_code == 400 and "a course on this topic already" in wrong.text
    right = client.post(f"{HOME}courses/new/", {"topic": "First aid", "days_to_start": "30"})
    assert right.status_code == 302 and Course.objects.filter(topic="First aid").exists()


def test_people_of_another_school_cannot_be_entered(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    course = set_up_courses(cast, at=timezone.now())
    posted = {"on": timezone.localdate(), "held_by": "Rook", "people": [other_cast.writer.pk]}

    answer = sign_in(cast.head).post(f"{HOME}courses/{course.pk}/sessions/", posted)

    assert answer.status_code == 400 and "Choose people of this school." in answer.text


def test_the_register_as_a_file_has_no_formulas(cast: SimpleNamespace, sign_in: SignIn) -> None:
    Person.objects.filter(pk=cast.writer.pk).update(family_name="+44")
    course = set_up_courses(cast, at=timezone.now())

    text = sign_in(cast.head).get(f"{HOME}courses/{course.pk}/register.csv").text

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows if row[1] == "Wren"] == ["'+44"]


def test_who_may_open_what(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    course = set_up_courses(cast, at=timezone.now())
    page = f"{HOME}courses/{course.pk}/"
    assert client.get(page).status_code == 302

    for path in (f"{HOME}courses/", page, f"{page}register.csv"):
        opens = [sign_in(cast.everybody[who]).get(path).status_code for who in ("data_officer", "writer", "governor")]  # fmt: skip
        assert opens == [200, 404, 404]
        assert sign_in(other_cast.head).get(path).status_code == 404
    for path in (f"{HOME}courses/set-up/", f"{page}sessions/", f"{page}change/"):
        assert sign_in(cast.head).get(path).status_code == 405
        for person in (cast.data_officer, cast.writer, other_cast.head):
            assert sign_in(person).post(path).status_code == 404
    elsewhere = page.replace("ashlands", "corpus-christi")
    assert sign_in(other_cast.head).get(elsewhere).status_code == 404
