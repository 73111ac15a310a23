"""How long cases are kept, worries that came more than once and ways to another school, in a real browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.incidents.keeping_time.deleting import ask_deletion, confirm_deletion
from gatepost.incidents.keeping_time.holding import lift_hold, set_hold
from gatepost.incidents.models import Access
from gatepost.incidents.transferring.sending import Sent, send
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.incidents.desk import report
from tests.incidents.old_cases import entered, old_case
from tests.journeys.looking import At, Looker

OLD_CASES = {
    "keeping": At("keeping/", by="data_officer"),
    "keeping-cases": At("keeping/cases/", by="head"),
    "kept": At("cases/{old}/kept/", by="approver"),
    "kept-held": At("cases/{held}/kept/", by="head"),
    "kept-part": At("cases/{held}/kept/", by="writer"),
    "patterns": At("patterns/", by="head", shows="ol"),
    "transfer": At("cases/{held}/transfer/", by="head"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """The cast of the first school."""
    return make_cast(School.objects.get(slug="ashlands"))


def test_pages_of_old_cases_are_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    at = timezone.now()
    old, gone, held = old_case(desk), old_case(desk), old_case(desk, "child-at-risk")
    for one in (old, gone):
        ask_deletion(one, "Kept for long enough.", by=desk.head, at=at)
    confirm_deletion(gone, by=desk.approver, at=at)
    entered(held, "child-protection-file", by=desk.head)
    lift_hold(held, "Not about that.", by=desk.head, at=at)
    set_hold(held, "A claim is before the court.", by=desk.head, at=at)
    Access.objects.create(case=held, person=desk.writer, given_at=at, sees_before=False)
    sent = Sent("Millbrook School", "Fern Overton", "By hand.", desk.school.day_of(at))
    send(held, sent, by=desk.head, at=at)
    for _ in range(2):
        small = report(desk, "small-worry", by=None, at=at, people=[desk.assistant.pk])
        Access.objects.create(case=small, person=desk.head, given_at=at)

    faults = faults_on(OLD_CASES, desk.everybody, old=old.key, held=held.key)

    assert not faults, faults
