"""No small number can be worked out: not by sums, years, trusts, tables or filters, and not by knowing how it is done."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatepost.reports.figures.kept import Kept, gist, gist_of
from gatepost.reports.figures.known import topics
from gatepost.reports.figures.protected import Range, part_hidden, rest, small_hidden, total
from gatepost.reports.figures.shapes import Figure
from tests.reports.attacks import SMALL, Shown, World, everything, kept_of, narrowed
from tests.reports.known_term import a_term, report_of

pytestmark = pytest.mark.once

CASES = ("children", "adults", "against")
UP_TO = range(8)


def report(numbers: World) -> Kept:
    """A report with some numbers of cases."""
    figures = [Figure(key, number) for key, number in zip(CASES, numbers, strict=True)]
    return kept_of({"incidents": figures})


def is_small(world: World, cell: int) -> bool:
    return world[cell] < 5


def test_the_sums_of_a_report_leave_every_small_number_open() -> None:
    worlds = itertools.product(UP_TO, repeat=3)

    found = narrowed(worlds, lambda one: everything([report(one)]), is_hidden=is_small)

    assert found == []


def test_a_report_that_gave_an_exact_total_would_be_found_out() -> None:
    worlds = itertools.product(UP_TO, repeat=3)

    def show(world: World) -> Shown:
        return (*everything([report(world)]), sum(world))

    assert narrowed(worlds, show, is_hidden=is_small)


def test_two_terms_or_two_schools_in_every_sum_leave_every_small_number_open() -> None:
    """Two reports with two cells each, alone and together, as a year or as schools that join and leave a trust."""
    worlds = itertools.product(range(7), repeat=4)

    def show(world: World) -> Shown:
        return everything([report((*world[:2], 0)), report((*world[2:], 0))])

    assert narrowed(worlds, show, is_hidden=is_small) == []


def test_an_exact_sum_of_two_schools_would_be_found_out() -> None:
    worlds = itertools.product(range(7), repeat=4)

    def show(world: World) -> Shown:
        shown = everything([report((*world[:2], 0)), report((*world[2:], 0))])
        return (*shown, world[0] + world[2])

    assert narrowed(worlds, show, is_hidden=is_small)


def test_neither_those_who_are_late_nor_the_rest_can_be_few_enough_to_be_known() -> None:
    """Everybody asked, those who have not read, and by subtraction those who have: each is open or at least five."""
    worlds = [(part, of - part) for of in range(30) for part in range(of + 1)]

    def show(world: World) -> Shown:
        figure = Figure("unread", world[0], of=sum(world))
        return everything([kept_of({"reading": [figure]})])

    assert narrowed(worlds, show, is_hidden=is_small) == []


def test_a_percentage_of_an_exact_number_would_be_found_out() -> None:
    worlds = [(part, of - part) for of in range(10, 30) for part in range(of + 1)]

    def show(world: World) -> Shown:
        return (Range(0, 4) if world[0] < 5 else world[0], 100 * world[1] // sum(world))

    assert narrowed(worlds, show, is_hidden=is_small)


def test_the_trusts_line_is_made_of_what_reports_tell() -> None:
    """Two worlds that reports cannot tell apart make one line."""

    def line(late: int, taught: int) -> object:
        figures = {
            "reading": [Figure("unread", late, of=40)],
            "training": [Figure("overdue", taught, of=40, about="One"), Figure("overdue", late, of=40, about="Two")],
        }  # fmt: skip
        made = gist_of(kept_of(figures))
        return gist(made, [made])

    assert {str(line(one, two)) for one in SMALL for two in SMALL} == {str(line(0, 0))}
    assert str(line(5, 0)) != str(line(0, 0))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 60), max_size=12), st.integers(0, 60), st.integers(0, 60))
def test_what_is_told_is_true_and_hides_what_is_small(
    numbers: list[int], part: int, left: int
) -> None:
    cells = [small_hidden(one) for one in numbers]
    some, of = part_hidden(part, of=part + left)
    over = rest(some, of=of)

    assert all(one.low <= number <= one.high for one, number in zip(cells, numbers, strict=True))
    assert total(cells).low <= sum(numbers) <= total(cells).high
    assert some.low <= part <= some.high and of.low <= part + left <= of.high
    assert over.low <= left <= over.high
    assert all(one == Range(0, 4) for one, number in zip(cells, numbers, strict=True) if number < 5)


def test_figures_about_people_are_flagged_and_make_no_exact_sum() -> None:
    for key in ("consents", "incidents", "departures", "reading", "training"):
        assert all(one.is_personal for one in topics()[key].figures.values()), key
    assert topics()["network"].figures["unread"].is_personal
    refusals = topics()["posts"].figures
    assert all(refusals[key].is_personal for key in ("refused-posts", "refused-other", "sent-back"))


@pytest.mark.django_db
def test_everything_that_is_shown_of_a_report_comes_from_its_row(
    cast: SimpleNamespace, client: Client
) -> None:
    """Table, JSON and year ask for no case, departure, answer or acknowledgement: there is no other way out."""
    a_term(cast)
    made = report_of(cast)
    client.force_login(cast.governor.account)
    base = made.get_absolute_url()
    year = f"/schools/{cast.school.slug}/governors-reports/years/2025/"

    for url in (f"{base}report.csv", f"{base}report.json", year):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200, url

        tables = (
            "incidents_",
            "declarations_",
            "consents_",
            "acknowledgement",
            "training_",
            "refusal",
        )
        assert not [one["sql"] for one in asked if any(f'"{name}' in one["sql"] for name in tables)]
