"""Versions: the newest is the one in force."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from gatepost.people.models import School
from gatepost.policies.demo import add_demo_schools
from gatepost.policies.models import Version

ON = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_suite_runs_on_the_database_that_was_asked_for(
    db: None, pytestconfig: pytest.Config
) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


def take_over(school: School, slug: str, *, from_on: date) -> Version:
    return Version.objects.taken_over(school, slug, from_on=from_on, at=AT)


def test_the_newest_version_is_in_force(school: School) -> None:
    take_over(school, "coates-lane", from_on=date(2026, 1, 1))
    take_over(school, "corpus-christi", from_on=date(2027, 1, 1))

    now = Version.objects.in_force(school, on=ON)
    later = Version.objects.in_force(school, on=date(2027, 1, 1))

    assert now and now.pack.slug == "coates-lane"
    assert later and later.pack.slug == "corpus-christi"


def test_before_the_first_version_nothing_is_in_force(school: School) -> None:
    assert Version.objects.in_force(school, on=date(2000, 1, 1)) is None


def test_another_schools_version_is_not_ours(school: School, other_school: School) -> None:
    take_over(other_school, "coates-lane", from_on=ON)

    now = Version.objects.in_force(school, on=ON)

    assert now and now.pack.slug == "ashlands"


def test_of_two_that_begin_on_a_day_the_later_version_counts(school: School) -> None:
    take_over(school, "coates-lane", from_on=ON)
    take_over(school, "corpus-christi", from_on=ON)

    now = Version.objects.in_force(school, on=ON)

    assert now and now.pack.slug == "corpus-christi"


@pytest.mark.parametrize("accent", ["red", "#12345", "#GGGGGG", "#fff;}"])
def test_a_colour_that_is_none_is_refused_by_the_database(db: None, accent: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(slug="a", name="A", accent=accent)


def test_demo_schools_are_added_once_and_later_changes_stay(db: None) -> None:
    assert add_demo_schools(at=AT) == 5
    School.objects.filter(slug="ashlands").update(name="Renamed")

    assert add_demo_schools(at=AT) == 0
    assert School.objects.get(slug="ashlands").name == "Renamed"
    assert Version.objects.count() == 5
