"""People's data and the new school year, in a real browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.people.models import School
from gatepost.rights.gathering import gather
from gatepost.rights.models import Hold
from gatepost.rights.requests.packing import make_copy
from tests.conftest import make_cast
from tests.consents.families import make_pupil
from tests.incidents.desk import report
from tests.journeys.looking import At, Looker
from tests.rights.asking import asked, sure

RIGHTS = {
    "your-data": At("/schools/ashlands/your-data/"),
    "ask-for-data": At("/schools/ashlands/your-data/ask/"),
    "data-answer": At("/schools/ashlands/your-data/answer/"),
    "data-requests": At("/schools/ashlands/data-requests/", by="data_officer"),
    "data-request-new": At("/schools/ashlands/data-requests/new/", by="data_officer"),
    "data-request": At("/schools/ashlands/data-requests/{copy}/", by="data_officer"),
    "data-request-piece": At("/schools/ashlands/data-requests/{copy}/pieces/1/", by="data_officer"),
    "data-request-erasure": At("/schools/ashlands/data-requests/{gone}/erasure/", by="data_officer"),
    "data-request-of-cases": At("/schools/ashlands/data-requests/{copy}/pieces-of-cases/", by="safeguarding_lead"),
    "kept": At("/schools/ashlands/kept/", by="data_officer"),
    "kept-long-enough": At("/schools/ashlands/kept/long-enough/", by="data_officer"),
    "kept-holds": At("/schools/ashlands/kept/holds/", by="data_officer"),
    "school-year": At("/schools/ashlands/school-year/", by="administrator"),
    "school-year-moving-up": At("/schools/ashlands/school-year/moving-up/", by="administrator"),
}  # fmt: skip


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """A request with pieces, names and a copy; one for deletion; a case about whoever asked; pupils to move up."""
    cast, now = make_cast(School.objects.get(slug="ashlands")), timezone.now()
    on = cast.school.day_of(now)
    for name, group in (("Robin Reed", "Year 5"), ("Lark Moss", "Year 6")):
        make_pupil(cast.school, name, year_group=group)
    report(cast, "child-at-risk", by=cast.assistant, at=now)
    made = sure(asked(cast, whose=cast.assistant, received_on=on, at=now), by=cast.data_officer, at=now, on=on)  # fmt: skip
    gather(made, by=cast.data_officer, at=now)
    make_copy(made, by=cast.data_officer, at=now)
    gone = sure(asked(cast, whose=cast.leaver, kind="erasure", received_on=on, at=now), by=cast.data_officer, at=now, on=on)  # fmt: skip
    Hold.set("A claim.", of="comments", by=cast.data_officer, at=now)
    cast.numbers = {"copy": made.pk, "gone": gone.pk}
    return cast


def test_every_page_of_peoples_data_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(RIGHTS, desk.everybody, **desk.numbers)

    assert not faults, faults
