"""Requests about data, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from gatepost.people.models import Person, Pupil
from gatepost.rights.gathering import gather
from gatepost.rights.models import Hold, Request, Wanted
from gatepost.rights.models.requests import Step
from gatepost.rights.requests.entering import enter
from gatepost.rights.requests.packing import make_copy

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()


def asked(
    cast: SimpleNamespace,
    *,
    whose: Person | Pupil | None,
    kind: str = "copy",
    by: Person | None = None,
    received_on: date = ON,
    at: datetime = AT,
    **more: Any,
) -> Request:
    """A request that came by letter; the data protection officer has said whose data it is."""
    by = by or cast.data_officer
    said = {"asked_by": "self", "name": str(whose or "Tansy Moor"), "contact": "tansy@home.example"}
    wanted = Wanted(kind, **{**said, **more})
    made = enter(wanted, received_on=received_on, by=by, at=at)
    if whose is not None:
        made.say_whose(whose, by=by, at=at)
    return Request.objects.get(pk=made.pk)


def sure(request: Request, *, by: Person, at: datetime = AT, on: date = ON) -> Request:
    """Who asks has been made sure."""
    request.put_down(Step.IDENTITY_SURE, words="Known to the office.", on=on, by=by, at=at)
    return request


def gathered(cast: SimpleNamespace, *, whose: Person | Pupil | None, **more: Any) -> Request:
    """The same, with everything gathered."""
    made = sure(asked(cast, whose=whose, **more), by=cast.data_officer)
    gather(made, by=cast.data_officer, at=AT)
    return made


def data_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """A request with its pieces and its copy, and a hold: for the table of addresses."""
    on = cast.school.day_of(at)
    made = asked(cast, whose=cast.writer, received_on=on, at=at)
    sure(made, by=cast.data_officer, at=at, on=on)
    gather(made, by=cast.data_officer, at=at)
    copy = make_copy(made, by=cast.data_officer, at=at)
    hold = Hold.set("A claim.", of="comments", by=cast.data_officer, at=at)
    return {"data_request": made.pk, "piece_number": 1, "copy": copy.pk, "hold": hold.pk}
