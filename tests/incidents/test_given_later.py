"""Whoever was given a case later decides nothing about it; what is written to and fro reaches the other side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from gatepost.incidents.models import Access, Case
from gatepost.incidents.reporting import answer, write_more
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_files
from tests.conftest import make_cast, make_school
from tests.incidents.desk import report, seen_by
from tests.policies.rounds import files_with, put_in_force

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """A case that the assistant was given later, without what was there before."""
    made = report(cast, "breach-by-staff", by=cast.writer, at=AT)
    Access.give(made, cast.assistant, sees_before=False, by=cast.head, at=AT)
    return made


def test_they_let_nobody_see_what_they_do_not_see(cast: SimpleNamespace, case: Case) -> None:
    with pytest.raises(NotPossible, match="Only somebody who sees the whole case"):
        Access.give(case, cast.governor, sees_before=True, by=cast.assistant, at=AT)

    Access.give(case, cast.governor, sees_before=False, by=cast.assistant, at=AT)
    assert "governor" in seen_by(cast, case, on=ON)


@pytest.mark.parametrize("name", ["concerned", "outcome", "close", "release"])
def test_they_decide_nothing_about_it(
    cast: SimpleNamespace, case: Case, sign_in: SignIn, name: str
) -> None:
    url = reverse(f"incidents:{name}", args=["ashlands", case.key])

    answered = sign_in(cast.assistant).post(url, {"person": cast.head.pk})

    assert answered.status_code == 404
    assert seen_by(cast, case, on=ON) == {"approver", "head", "assistant"}


def test_they_shut_nobody_out(cast: SimpleNamespace, case: Case, sign_in: SignIn) -> None:
    given = case.accesses.get(person=cast.assistant)
    url = reverse("incidents:take-back", args=["ashlands", case.key, given.pk])

    assert sign_in(cast.assistant).post(url).status_code == 404
    assert "They must not see it" not in sign_in(cast.assistant).get(case.get_absolute_url()).text
    assert "They must not see it" in sign_in(cast.head).get(case.get_absolute_url()).text


def test_a_line_from_the_reporter_is_told_to_those_who_have_it(
    cast: SimpleNamespace, case: Case
) -> None:
    Notice.objects.all().delete()

    write_more(case, "It happened again.", at=AT)
    told = set(Notice.objects.values_list("to", flat=True))
    answer(case, "Thank you.", by=cast.head, at=AT)

    assert told == {one.email for one in (cast.head, cast.approver, cast.assistant)}
    assert Notice.objects.filter(to=cast.writer.email).count() == 1
    assert not any("again" in one.link + one.key for one in Notice.objects.all())


def test_a_time_that_cannot_be_reckoned_loses_no_report(db: None) -> None:
    cast = make_cast(make_school("model"))
    assert any('within = "10 working days"' in text for text in bundled_files("model").values())
    files = files_with("model", 'within = "10 working days"', 'within = "10 school days"')
    put_in_force(cast.school, files, on=ON)

    case = report(cast, "something-else", by=cast.writer, at=AT)

    (duty,) = [one for one in case.duties.all() if one.said["within"] == "10 school days"]
    assert duty.due_at is None
