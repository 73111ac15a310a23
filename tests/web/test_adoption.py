"""Adoption: the newest policy is the one in force."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from gatepost.people.models import School
from gatepost.policies.demo import add_demo_schools
from gatepost.policies.models import Adoption

ON = date(2026, 11, 21)


def test_the_suite_runs_on_the_database_that_was_asked_for(
    db: None, pytestconfig: pytest.Config
) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


def test_the_newest_adoption_is_in_force(school: School) -> None:
    Adoption.objects.create(school=school, pack_slug="coates-lane", from_on=date(2026, 1, 1))
    Adoption.objects.create(school=school, pack_slug="corpus-christi", from_on=date(2027, 1, 1))

    now = Adoption.objects.in_force(school, on=ON)
    later = Adoption.objects.in_force(school, on=date(2027, 1, 1))

    assert now and now.pack.slug == "coates-lane"
    assert later and later.pack.slug == "corpus-christi"


def test_before_the_first_adoption_nothing_is_in_force(school: School) -> None:
    assert Adoption.objects.in_force(school, on=date(2000, 1, 1)) is None


def test_another_schools_adoption_is_not_ours(school: School, other_school: School) -> None:
    Adoption.objects.create(school=other_school, pack_slug="coates-lane", from_on=ON)

    now = Adoption.objects.in_force(school, on=ON)

    assert now and now.pack_slug == "ashlands"


def test_a_school_adopts_one_policy_a_day(school: School) -> None:
    Adoption.objects.create(school=school, pack_slug="coates-lane", from_on=ON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(school=school, pack_slug="corpus-christi", from_on=ON)


@pytest.mark.parametrize("accent", ["red", "#12345", "#GGGGGG", "#fff;}"])
def test_a_colour_that_is_none_is_refused_by_the_database(db: None, accent: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(slug="a", name="A", accent=accent)


def test_demo_schools_are_added_once_and_later_changes_stay(db: None) -> None:
    assert add_demo_schools(on=ON) == 5
    School.objects.filter(slug="ashlands").update(name="Renamed")

    assert add_demo_schools(on=ON) == 0
    assert School.objects.get(slug="ashlands").name == "Renamed"
    assert Adoption.objects.count() == 5
