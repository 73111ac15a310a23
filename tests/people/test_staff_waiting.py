"""What waits for whoever keeps the list of people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from gatepost.people.details import Details
from gatepost.people.importing.contents import STAFF
from gatepost.people.importing.receiving import receive
from gatepost.people.models import Person, Role
from gatepost.people.waiting_for import waiting_for

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ON = date(2026, 11, 20)


def told(person: Person, on: date = ON) -> list[str]:
    return [one.says for one in waiting_for(person, on=on)]


@pytest.fixture
def second(cast: SimpleNamespace) -> None:
    """A second administrator, so that nothing waits."""
    cast.approver.give_role("administrator", by=cast.head, at=AT, from_on=ON)


def test_a_school_with_one_administrator_is_told_so(cast: SimpleNamespace) -> None:
    assert told(cast.administrator) == [
        "There is one administrator only: give a second person the role"
    ]


@pytest.mark.usefixtures("second")
def test_where_all_is_well_nothing_waits(cast: SimpleNamespace) -> None:
    assert told(cast.administrator) == []
    assert told(cast.head) == []


@pytest.mark.usefixtures("second")
def test_others_are_told_nothing(cast: SimpleNamespace) -> None:
    Role.objects.filter(role="dsl").delete()

    assert told(cast.writer) == told(cast.leaver) == told(cast.chair) == []


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize(
    ("role", "says"),
    [
        ("dsl", "Nobody is designated safeguarding lead: enter who it is"),
        ("chair-of-governors", "Nobody is chair of governors: enter who it is"),
    ],
)
def test_a_role_that_nobody_holds_is_told(cast: SimpleNamespace, role: str, says: str) -> None:
    Role.objects.filter(role__in=[role, f"deputy-{role}"]).delete()

    (one,) = waiting_for(cast.head, on=ON)

    assert (one.says, one.due_on, one.url) == (says, ON, "/schools/ashlands/people/")


@pytest.mark.usefixtures("second")
def test_a_deputy_is_safeguarding_lead_enough(cast: SimpleNamespace) -> None:
    Role.objects.filter(role="dsl").delete()

    assert told(cast.administrator) == []


@pytest.mark.usefixtures("second")
def test_a_cover_that_ends_within_four_weeks_is_told(cast: SimpleNamespace) -> None:
    until = date(2027, 1, 8)
    cast.writer.give_role(
        "slt", by=cast.head, at=AT, from_on=ON, until_on=until, covers=cast.approver
    )

    assert told(cast.head) == []
    assert told(cast.head, until - timedelta(days=28)) == [
        "Wren Abbott stops covering for Alder Cole as senior leader"
    ]
    assert told(cast.head, until + timedelta(days=1)) == []


@pytest.mark.usefixtures("second")
def test_somebody_who_leaves_soon_is_told(cast: SimpleNamespace) -> None:
    cast.writer.leave(on=date(2026, 12, 18), by=cast.head, at=AT)

    (one,) = waiting_for(cast.head, on=ON)

    assert (one.says, one.due_on) == ("Wren Abbott leaves", date(2026, 12, 18))
    assert one.url == cast.writer.get_absolute_url()


@pytest.mark.usefixtures("second")
def test_people_to_invite_and_to_invite_again_are_told(cast: SimpleNamespace) -> None:
    for name in ("Moss", "Nash"):
        joined = cast.school.welcome(
            Details("Cedar", name, f"{name}@ashlands.example"), by=cast.head, at=AT
        )
    joined.invite(by=cast.administrator, at=AT)

    assert told(cast.administrator) == ["Invite 1 person who cannot sign in yet"]
    assert told(cast.head) == []
    assert told(cast.administrator, date(2026, 12, 24)) == [
        "Invite 1 person who cannot sign in yet",
        "Invite 1 person again, whose invitation has expired",
    ]


@pytest.mark.usefixtures("second")
def test_a_file_that_waits_is_told(cast: SimpleNamespace) -> None:
    receive(
        {"list.csv": b"Given name,Family name\nCedar,Moss\n"},
        school=cast.school,
        kind=STAFF,
        by=cast.administrator,
        at=AT,
    )

    assert told(cast.administrator) == ["A list was read and not brought in yet"]
    assert told(cast.administrator, ON + timedelta(days=2)) == []
