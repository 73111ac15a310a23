"""Dry runs: whom a row is about, what would change, what is asked, and never a merge by guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gatepost.people.importing.contents import PUPILS, STAFF, Contents, Fault, Line
from gatepost.people.importing.matching import Known
from gatepost.people.importing.planning import Fate, Plan, Wishes, make_plan

ON = date(2026, 11, 20)


def known(pk: int, name: str = "Wren Abbott", **more: str) -> Known:
    given, _, family = name.partition(" ")
    source, source_id = more.pop("source", ""), more.pop("source_id", "")
    stays = more.pop("stays_because", "")
    values = {"given_name": given, "family_name": family, **more}
    return Known(pk, name, values, source, source_id, stays_because=stays)


def row(number: int, name: str = "Wren Abbott", **more: str) -> Line:
    given, _, family = name.partition(" ")
    return Line(number, {"given_name": given, "family_name": family, **more})


def plan(
    lines: Sequence[Line],
    there: Sequence[Known] = (),
    *,
    kind: str = STAFF,
    answers: dict[str, str] | None = None,
    others_have_left: bool = False,
    faults: Sequence[Fault] = (),
) -> Plan:
    contents = Contents("upn" if kind == PUPILS else "sims", "UTF-8", list(lines), list(faults))
    wishes = Wishes(answers or {}, others_have_left)
    return make_plan(contents, there, kind=kind, wishes=wishes, on=ON)


def only(made: Plan) -> Fate:
    (fate,) = made.fates
    return fate


def test_somebody_whom_nobody_knows_is_new() -> None:
    assert only(plan([row(2)])).kind == "new"


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (row(2, source_id="7"), known(1, source="sims", source_id="7")),
        (row(2, email="W@a.example"), known(1, email="w@A.example")),
        (row(2, "Wren Moss", email="w@a.example"), known(1, email="w@a.example")),
        (row(2, started_on="2020-01-01"), known(1, started_on="2020-01-01")),
        (row(2, "WREN ÀBBOTT", started_on="2020-01-01"), known(1, started_on="2020-01-01")),
    ],
)
def test_somebody_is_known_by_number_then_address_then_name_and_first_day(
    line: Line, there: Known
) -> None:
    assert only(plan([line], [there])).pk == 1


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (row(2), known(1)),
        (row(2, started_on="2021-01-01"), known(1, started_on="2020-01-01")),
        (
            row(2, started_on="2020-01-01", email="x@a.example"),
            known(1, started_on="2020-01-01", email="w@a.example"),
        ),
        (
            row(2, started_on="2020-01-01", source_id="8"),
            known(1, started_on="2020-01-01", source="sims", source_id="7"),
        ),
    ],
)
def test_a_name_alone_is_asked_about(line: Line, there: Known) -> None:
    fate = only(plan([line], [there]))

    assert (fate.kind, [value for value, _ in fate.choices]) == ("question", ["1", "new", "skip"])


def test_another_number_of_the_same_system_and_another_day_is_another_person() -> None:
    there = known(1, source="sims", source_id="7", started_on="2020-01-01")

    assert only(plan([row(2, source_id="8", started_on="2024-09-01")], [there])).kind == "new"


def test_two_people_of_one_name_are_told_apart_by_a_person() -> None:
    there = [
        known(1, started_on="2020-01-01", job_title="Cook"),
        known(2, started_on="2020-01-01", job_title="Teacher"),
    ]
    line = row(2, started_on="2020-01-01", job_title="Head cook")

    asked = only(plan([line], there))
    answered = only(plan([line], there, answers={"2": "1"}))

    assert asked.kind == "question"
    assert "Cook" in asked.choices[0][1]
    assert (answered.kind, answered.pk) == ("changed", 1)


@pytest.mark.parametrize(
    ("answer", "kind"), [("new", "new"), ("skip", "left-out"), ("99", "question")]
)
def test_only_an_answer_that_was_offered_counts(answer: str, kind: str) -> None:
    assert only(plan([row(2)], [known(1)], answers={"2": answer})).kind == kind


def test_one_person_is_not_answered_for_two_rows() -> None:
    lines = [row(2, started_on="2021-01-01"), row(3, started_on="2022-01-01")]

    made = plan(lines, [known(1)], answers={"2": "1", "3": "1"})

    assert [(fate.kind, fate.says) for fate in made.of("refused")] == [
        ("refused", "The row is about the same person as row 2.")
    ]


def test_a_number_and_an_address_of_two_people_are_refused() -> None:
    there = [known(1, source="sims", source_id="7"), known(2, "Ash Birch", email="a@a.example")]

    fate = only(plan([row(2, source_id="7", email="a@a.example")], there))

    assert fate.kind == "refused"
    assert "is that of Wren Abbott, and the address a@a.example that of Ash Birch" in fate.says


def test_a_number_under_a_wholly_other_name_is_asked_about() -> None:
    there = known(1, source="sims", source_id="7")

    fate = only(plan([row(2, "Ash Birch", source_id="7")], [there]))

    assert fate.kind == "question"
    assert [value for value, _ in fate.choices] == ["1", "skip"]


def test_what_changes_is_told_from_and_to_and_a_blank_wipes_nothing() -> None:
    there = known(1, email="w@a.example", job_title="Teacher", started_on="2020-01-01")

    fate = only(plan([row(2, "Wren Moss", email="w@a.example", source_id="7")], [there]))

    told = [(change.label, change.before, change.after) for change in fate.changes]
    assert told == [("Surname", "Abbott", "Moss"), ("Number", "", "7")]


def test_nothing_new_is_unchanged() -> None:
    there = known(1, source="sims", source_id="7", email="w@a.example")

    made = plan([row(2, source_id="7", email="w@a.example")], [there])

    assert only(made).kind == "unchanged"
    assert not made.changes_anything


@pytest.mark.parametrize(
    ("second", "fate", "says"),
    [
        (row(5, source_id="7", email="w@a.example"), "left-out", "says the same as row 2"),
        (row(5, "Ash Birch", source_id="7"), "refused", "number 7 stands in row 2 as well"),
        (row(5, "Ash Birch", email="W@a.example"), "refused", "stands in row 2 as well"),
    ],
)
def test_a_row_that_repeats_another_is_told(second: Line, fate: str, says: str) -> None:
    made = plan([row(2, source_id="7", email="w@a.example"), second])

    (repeated,) = made.of(fate)
    assert says in repeated.says
    assert made.counts["new"] == 1


def test_two_rows_of_one_name_with_nothing_to_tell_them_apart_are_asked_about() -> None:
    lines = [row(2, job_title="Cook"), row(3, job_title="Teacher")]

    asked, answered = plan(lines), plan(lines, answers={"3": "new"})

    assert (asked.counts["new"], asked.counts["question"]) == (1, 1)
    assert answered.counts["new"] == 2


def test_two_rows_of_one_name_with_two_numbers_are_two_people() -> None:
    assert plan([row(2, source_id="1"), row(3, source_id="2")]).counts["new"] == 2


def test_somebody_who_left_and_is_in_the_file_is_asked_about() -> None:
    there = known(1, email="w@a.example", left_on="2025-08-31")
    line = row(2, email="w@a.example")

    asked = only(plan([line], [there]))
    back = only(plan([line], [there], answers={"2": "1"}))

    assert "left on 31 August 2025. Are they back?" in asked.says
    assert [(change.column, change.after) for change in back.changes] == [("left_on", "")]


def test_a_last_day_in_the_file_is_a_change() -> None:
    fate = only(
        plan([row(2, email="w@a.example", left_on="2026-12-18")], [known(1, email="w@a.example")])
    )

    assert [(c.column, c.after) for c in fate.changes] == [("left_on", "2026-12-18")]


def test_somebody_unknown_who_has_left_is_left_out() -> None:
    assert only(plan([row(2, left_on="2024-07-31")])).kind == "left-out"


def test_an_administrator_does_not_leave_by_a_file() -> None:
    there = known(1, email="w@a.example", stays_because="Wren Abbott is an administrator.")

    by_row = only(plan([row(2, email="w@a.example", left_on="2026-12-18")], [there]))
    by_absence = plan([row(2, "Ash Birch")], [there], others_have_left=True)

    assert (by_row.kind, by_row.says) == ("refused", "Wren Abbott is an administrator.")
    assert by_absence.counts["left"] == 0


def test_nobody_leaves_unless_it_is_asked() -> None:
    assert plan([row(2, "Ash Birch")], [known(1)]).counts["left"] == 0


def test_those_not_in_the_file_leave_if_asked_but_not_governors_or_people_who_join_later() -> None:
    there = [
        known(1),
        Known(
            2,
            "Linden Ives",
            {"given_name": "Linden", "family_name": "Ives"},
            is_on_such_lists=False,
        ),
        known(3, "Cedar Moss", started_on="2027-01-01"),
        known(4, "Elder Nash", left_on="2020-01-01"),
        known(5, "Ash Birch", email="a@a.example"),
    ]

    made = plan([row(2, "Ash Birch", email="a@a.example")], there, others_have_left=True)

    assert [(fate.name, fate.changes[0].after) for fate in made.of("left")] == [
        ("Wren Abbott", "2026-11-20")
    ]


@pytest.mark.parametrize(
    ("lines", "faults"),
    [([row(2, "Wren Abbott")], []), ([row(2, "Ash Birch")], [Fault(3, "Surname", "No name.")])],
)
def test_nobody_leaves_while_a_row_is_unclear(lines: list[Line], faults: list[Fault]) -> None:
    made = plan(lines, [known(1)], faults=faults, others_have_left=True)

    assert made.counts["left"] == 0
    assert "Nobody is marked as having left while" in made.hindrance


def test_somebody_whose_row_was_left_out_does_not_leave() -> None:
    made = plan([row(2)], [known(1)], answers={"2": "skip"}, others_have_left=True)

    assert made.counts["left"] == 0


def test_pupils_are_known_by_number_then_by_name_and_birthday() -> None:
    there = [
        known(1, "Finch Reed", source="upn", source_id="A820432101001", born_on="2017-09-05"),
        known(2, "Heron Sedge", born_on="2018-11-12"),
    ]
    lines = [
        row(2, "Fin Reed", source_id="A820432101001", form="Oak"),
        row(3, "Heron Sedge", born_on="2018-11-12", source_id="B820432101002"),
        row(4, "Heron Sedge", born_on="2019-01-01", source_id="C820432101003"),
    ]

    made = plan(lines, there, kind=PUPILS)

    assert [(fate.kind, fate.pk) for fate in made.fates] == [
        ("question", None),  # another birthday: perhaps a slip, perhaps another child
        ("changed", 1),
        ("changed", 2),
    ]
    assert "2018" not in str(made.fates[0].choices)


def test_a_row_with_several_wrong_cells_is_one_refusal_that_tells_them_all() -> None:
    faults = [
        Fault(4, "Surname", "No name."),
        Fault(4, "E-mail", "No address."),
        Fault(5, "", "Odd."),
    ]

    made = plan([], faults=faults)

    assert [(fate.row, fate.says) for fate in made.of("refused")] == [
        (4, "Surname: No name. E-mail: No address."),
        (5, "Odd."),
    ]


def test_days_are_said_in_words() -> None:
    there = known(1, email="w@a.example", started_on="2020-01-01")

    fate = only(plan([row(2, email="w@a.example", started_on="2021-09-03")], [there]))

    assert (fate.changes[0].was, fate.changes[0].becomes) == ("1 January 2020", "3 September 2021")


def test_another_plan_has_another_digest() -> None:
    one, same, other = plan([row(2)]), plan([row(2)]), plan([row(2, job_title="Cook")])

    assert one.digest == same.digest != other.digest


names = some.sampled_from(["Wren Abbott", "Ash Birch", "Cedar Moss"])
some_values = some.fixed_dictionaries(
    {},
    optional={
        "source_id": some.sampled_from(["1", "2", "3"]),
        "email": some.sampled_from(["a@a.example", "b@a.example", "c@a.example"]),
        "started_on": some.sampled_from(["2020-01-01", "2024-09-01"]),
        "left_on": some.sampled_from(["2025-08-31", "2026-12-18"]),
    },
)
people = some.lists(some.tuples(names, some_values), max_size=6)


def sound(entries: list[tuple[str, dict[str, str]]]) -> list[Known]:
    """People as the database lets them be: numbers and addresses once each."""
    found: list[Known] = []
    used: set[str] = set()
    for pk, (name, marked) in enumerate(entries, start=1):
        marks = {marked[one] for one in ("source_id", "email") if one in marked}
        if not marks & used:
            used |= marks
            more = {**marked, "source": "sims"} if "source_id" in marked else dict(marked)
            found.append(known(pk, name, **more))
    return found


@given(people, people, some.booleans())
def test_whatever_the_file_nobody_is_met_twice_and_no_row_is_forgotten(
    entries: list[tuple[str, dict[str, str]]],
    rows: list[tuple[str, dict[str, str]]],
    others_have_left: bool,
) -> None:
    lines = [row(number, name, **given) for number, (name, given) in enumerate(rows, start=2)]

    made = plan(lines, sound(entries), others_have_left=others_have_left)

    assert sorted(fate.row for fate in made.fates if fate.row) == [line.row for line in lines]
    met = [fate.pk for fate in made.fates if fate.pk is not None]
    assert len(met) == len(set(met))
    new = [fate.values for fate in made.of("new")]
    for mark in ("source_id", "email"):
        marks = [values[mark] for values in new if mark in values]
        assert len(marks) == len(set(marks))
