"""What a policy has people go through about themselves stands on their own checklist, once or every year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.policy import Clause, bundled
from gatepost.joining.models import Done
from gatepost.joining.standing import standings_of
from gatepost.joining.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.policies.packs import bundled_pack
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_without, put_in_force

pytestmark = pytest.mark.once  # what clauses ask is the same on either database

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()
POINTS = [
    (slug, clause)
    for slug in bundled()
    for clause in bundled_pack(slug).clauses
    if clause.live.get("by") == "joining.checklist"
]


def page_of(slug: str) -> str:
    return f"/schools/{slug}/checklist/"


@pytest.fixture
def school_with_points(db: None) -> SimpleNamespace:
    """A school whose policy has a yearly point and others that are done once."""
    return make_cast(make_school("corpus-christi"))


@pytest.mark.clause("CC-053", "CC-079", "CC-080", "CC-081", "CC-082", "CC-121", "CC-125", "CC-126")
@pytest.mark.clause("CC-127", "CC-178", "CL-070", "CL-087", "CL-088", "CL-089", "CL-090")
@pytest.mark.clause("OLSR-061", "OLSR-062", "OLSR-063", "OLSR-064", "OLSR-065", "OLSR-069")
@pytest.mark.parametrize(("slug", "clause"), POINTS, ids=[f"{s}-{c.id}" for s, c in POINTS])
def test_a_point_stands_on_the_checklist_by_its_clause_and_not_without_it(
    db: None, sign_in: SignIn, slug: str, clause: Clause
) -> None:
    cast = make_cast(make_school(slug))
    head = sign_in(cast.head)

    whole = unescape(head.get(page_of(slug)).text)
    put_in_force(cast.school, files_without(slug, clause.id), on=TODAY)
    cut = unescape(head.get(page_of(slug)).text)

    item = str(clause.live["item"])
    assert item[0].upper() + item[1:] in whole
    assert f"#clause-{clause.id}" in whole
    assert f"#clause-{clause.id}" not in cut


def test_every_entry_of_the_inventory_that_such_a_clause_carries_is_tried_here() -> None:
    test = test_a_point_stands_on_the_checklist_by_its_clause_and_not_without_it
    marks = [mark for mark in test.pytestmark if mark.name == "clause"]  # type: ignore[attr-defined]

    named = {entry for mark in marks for entry in mark.args}

    assert named == {entry for _, clause in POINTS for entry in clause.carries}


def test_what_is_ticked_is_done_and_the_rest_still_waits(
    school_with_points: SimpleNamespace, sign_in: SignIn
) -> None:
    cast = school_with_points
    first, *others = standings_of(cast.writer, on=TODAY)
    page = page_of("corpus-christi")

    sign_in(cast.writer).post(page, {"done": [first.point.key, "no-such/point"]})

    assert standings_of(cast.writer, on=TODAY)[0].done_on == TODAY
    (waits,) = waiting_for(cast.writer, on=TODAY)
    assert f"{len(others)} things" in waits.says
    assert Entry.objects.filter(event="point.done").count() == 1
    assert waiting_for(cast.assistant, on=TODAY)[0].says != waits.says


def test_a_second_click_changes_nothing(school_with_points: SimpleNamespace) -> None:
    writer = school_with_points.writer
    keys = [one.point.key for one in standings_of(writer, on=TODAY)][:2]

    assert [Done.tick(writer, keys, at=NOW) for _ in range(2)] == [2, 0]


def test_a_yearly_point_comes_back_after_a_year_and_the_others_do_not(
    school_with_points: SimpleNamespace,
) -> None:
    writer = school_with_points.writer
    keys = [one.point.key for one in standings_of(writer, on=TODAY)]

    Done.tick(writer, keys, at=NOW)

    assert waiting_for(writer, on=TODAY + timedelta(days=300)) == []
    again = [one for one in standings_of(writer, on=TODAY + timedelta(days=366)) if one.done_on]
    assert [
        one.point.clause.id for one in again if one.is_open(on=TODAY + timedelta(days=366))
    ] == ["review-own-practice"]


def test_nothing_ticked_is_said(school_with_points: SimpleNamespace, sign_in: SignIn) -> None:
    answer = sign_in(school_with_points.writer).post(page_of("corpus-christi"), follow=True)

    assert "Tick what you have been through." in answer.text
    assert not Done.objects.exists()


def test_whoever_is_not_meant_has_no_such_point(db: None) -> None:
    cast = make_cast(make_school("coates-lane"))
    named = {one.point.clause.id for one in standings_of(cast.governor, on=TODAY)}

    assert "privacy-settings" not in named
    assert "sites-are-public" in named


def test_a_school_whose_policy_asks_nothing_says_so(db: None, sign_in: SignIn) -> None:
    cast = make_cast(make_school("staff-and-governors"))

    assert (
        "asks nothing of the kind" in sign_in(cast.writer).get(page_of("staff-and-governors")).text
    )
    assert waiting_for(cast.writer, on=TODAY) == []
