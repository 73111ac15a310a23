"""Handing in a report of a concern. Only that: cases can be neither listed, read nor counted through calls, on purpose."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Sent, good
from gatepost.api.calls import does
from gatepost.api.paging import Number
from gatepost.api.tokens.letting_in import Call
from gatepost.incidents.forms import MOST, StaffReportForm, WhatForm
from gatepost.incidents.reporting import file_report
from gatepost.people.models import Person

router = Router()
Line = Annotated[str, Field(max_length=500)]
Lines = Annotated[str, Field(max_length=MOST)]


class ReportIn(Sent):
    """What happened, in words alone. Whether it may be a sexual picture of a child is asked first and has to be answered."""

    child_image: Literal["no", "yes", "unsure"]
    kind: Line
    about: Line = "nobody"
    words: Lines
    where: Line = ""
    happened: Line = ""
    noticed: Line = ""
    affected: Lines = ""
    seen_by: Lines = ""
    wishes: Lines = ""
    is_victim: bool = False
    people: list[Number] = Field([], max_length=50, description="People of the school it is about")


class ReportOut(BaseModel):
    """It has been passed on to those who have to know."""

    page: str = Field(description="Where whoever reported it reads what is answered")


@does(router, "/reports", page="incidents:write", scope="reports:write", gives=ReportOut, how=("POST", 201))  # fmt: skip
def file_a_report(request: Call, body: ReportIn) -> ReportOut:
    """Hand in a report of a concern. Describe pictures in words; none is ever taken."""
    sent = body.model_dump()
    what = good(WhatForm({name: sent.pop(name) for name in ("child_image", "kind", "about")}))
    others = Person.objects.at(request.school).current(request.school.day_of(request.at))
    people = [(one.pk, one.name) for one in others]
    form = good(StaffReportForm(sent, people=people))
    report = form.report(what.cleaned_data)
    case, _ = file_report(request.school, report, reporter=request.person, at=request.at)
    return ReportOut(page=reverse("incidents:mine", args=[request.school.slug, case.key]))
