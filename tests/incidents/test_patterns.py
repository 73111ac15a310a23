"""Worries about one person that came more than once are seen together, by those who may see each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from gatepost.incidents.models import Access, Case, Concerned
from gatepost.incidents.patterns.finding import patterns_for
from gatepost.people.models import Person
from gatepost.records.models import Entry
from tests.incidents.desk import report

SignIn = Callable[[Person], Client]
AT = datetime(2026, 9, 7, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def worry(
    cast: SimpleNamespace, about: Person, *, kind: str = "small-worry", days: int = 0, for_: str = "head"
) -> Case:  # fmt: skip
    """A small worry about somebody, given to one of the cast alone."""
    at = AT + timedelta(days=days)
    case = report(cast, kind, by=None, at=at, words=f"Day {days}.", people=[about.pk])
    case.accesses.all().delete()
    Access.objects.create(case=case, person=cast.everybody[for_], given_at=at)
    return case


def test_two_about_one_person_make_a_pattern_in_their_order(cast: SimpleNamespace) -> None:
    later = worry(cast, cast.assistant, kind="breach-by-staff", days=30)
    first = worry(cast, cast.assistant)
    worry(cast, cast.writer)

    found = patterns_for(cast.head, at=NOW)

    assert [(one.about, list(one.cases)) for one in found] == [(cast.assistant, [first, later])]


def test_other_kinds_and_people_who_are_only_named_once_make_none(cast: SimpleNamespace) -> None:
    worry(cast, cast.assistant)
    worry(cast, cast.assistant, kind="parents-post", days=1)

    assert patterns_for(cast.head, at=NOW) == []


def test_a_case_that_one_may_not_see_does_not_count(cast: SimpleNamespace) -> None:
    worry(cast, cast.assistant)
    worry(cast, cast.assistant, days=1, for_="safeguarding_lead")

    assert patterns_for(cast.head, at=NOW) == []
    assert patterns_for(cast.safeguarding_lead, at=NOW) == []


def test_a_case_of_which_one_sees_only_what_came_later_does_not_count(
    cast: SimpleNamespace,
) -> None:
    worry(cast, cast.assistant)
    part = worry(cast, cast.assistant, days=1)
    part.accesses.update(sees_before=False)

    assert patterns_for(cast.head, at=NOW) == []


def test_nobody_sees_themselves(cast: SimpleNamespace) -> None:
    for day in range(3):
        both = worry(cast, cast.assistant, days=day)
        Concerned.objects.create(case=both, person=cast.head, at=AT)

    assert patterns_for(cast.head, at=NOW) == []


def test_reading_the_page_is_on_record_in_each_case(cast: SimpleNamespace, sign_in: SignIn) -> None:
    shown = [worry(cast, cast.assistant), worry(cast, cast.assistant, days=1)]
    single = worry(cast, cast.writer)

    page = sign_in(cast.head).get(reverse("incidents:patterns", args=[cast.school.slug]))

    assert "Ash Birch" in page.text and "Day 0." in page.text and "Wren Abbott" not in page.text
    for case in shown:
        newest = Entry.objects.of_chain(f"case-{case.key}").last()
        assert (newest.event, newest.by) == ("case.read", f"people.person:{cast.head.pk}")
    assert Entry.objects.of_chain(f"case-{single.key}").last().event == "case.opened"


@pytest.mark.parametrize("role", ["safeguarding_lead", "deputy_lead"])
def test_who_may_see_none_of_them_sees_the_page_as_if_there_were_none(
    cast: SimpleNamespace, sign_in: SignIn, role: str
) -> None:
    client = sign_in(cast.everybody[role])
    where = reverse("incidents:patterns", args=[cast.school.slug])
    before = client.get(where).text
    for day in range(2):
        worry(cast, cast.assistant, days=day)

    assert client.get(where).text.count("<li") == before.count("<li")
    assert "Ash Birch" not in client.get(where).text


@pytest.mark.parametrize("role", ["writer", "approver", "administrator", "data_officer", "chair"])
def test_nobody_else_has_the_page(cast: SimpleNamespace, sign_in: SignIn, role: str) -> None:
    where = reverse("incidents:patterns", args=[cast.school.slug])

    assert sign_in(cast.everybody[role]).get(where).status_code == 404
