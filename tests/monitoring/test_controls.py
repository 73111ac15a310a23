"""Access controls: which a policy wants, who looked, and what is told of a gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.monitoring.controls.standing import gaps, standings
from gatepost.monitoring.models import ControlLook
from gatepost.monitoring.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.conftest import make_cast, make_school

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def corpus(db: None) -> SimpleNamespace:
    """A school whose policy wants access controls."""
    return make_cast(make_school("corpus-christi"))


@pytest.mark.clause("CC-166")
def test_a_control_that_the_policy_wants_is_a_gap_until_somebody_has_tried_it(
    corpus: SimpleNamespace,
) -> None:
    first = standings(corpus.school, on=ON)[0].control
    assert first.says == "Access controls are in place on internet equipment that pupils use"
    assert [clause.carries for clause in first.clauses] == [("CC-166",)]
    for person in (corpus.technician, corpus.head):
        (line,) = [w for w in waiting_for(person, on=ON) if "access control" in w.says]
        assert line.because == first.clauses[0].number

    look = ControlLook.put_down(first.key, works=True, words="", on=ON, by=corpus.technician, at=AT)

    assert gaps(corpus.school, on=ON) == []
    (entry,) = history(look)
    assert f"/{first.key}" in entry.body
    assert [g.control.key for g in gaps(corpus.school, on=look.due_on)] == [first.key]


def test_what_does_not_work_is_a_gap_at_once_and_is_said_in_words(corpus: SimpleNamespace) -> None:
    said = {"works": False, "on": ON, "by": corpus.technician, "at": AT}
    with pytest.raises(NotPossible, match="Say what does not work"):
        ControlLook.put_down("guests-apart", words=" ", **said)

    ControlLook.put_down("guests-apart", words="Guests reach the printers.", **said)

    assert "guests-apart" in {one.control.key for one in gaps(corpus.school, on=ON)}
    ControlLook.put_down(
        "guests-apart", words="", works=True, on=ON, by=corpus.head, at=AT + timedelta(hours=1)
    )
    assert "guests-apart" not in {one.control.key for one in gaps(corpus.school, on=ON)}


def test_a_school_whose_policy_is_silent_has_a_list_and_no_gap(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    assert gaps(cast.school, on=ON) == []

    page = sign_in(cast.technician).get("/schools/ashlands/network/controls/").content.decode()

    assert "policy names no access controls" in page
    assert page.count("Nobody has looked yet") == len(standings(cast.school, on=ON))


def test_a_control_is_put_down_on_its_page(corpus: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(corpus.technician)
    page = "/schools/corpus-christi/network/controls/safe-search/"
    tomorrow = {"works": "yes", "on": "2099-01-01", "words": ""}

    assert client.post(page, tomorrow).status_code == 400
    assert client.post(page, {**tomorrow, "on": "2026-09-10"}).status_code == 302
    assert ControlLook.objects.get().control == "safe-search"
    assert client.get("/schools/corpus-christi/network/controls/nothing/").status_code == 404
    assert sign_in(corpus.safeguarding_lead).get(page).status_code == 404
