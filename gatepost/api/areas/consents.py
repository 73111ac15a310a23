"""Whether children may be shown, and what a family said to somebody of the school."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Done, Sent, as_typed, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.tokens.letting_in import Call
from gatepost.consents.answering import Heard, note
from gatepost.consents.lights import Board
from gatepost.consents.models import Contact, Use
from gatepost.consents.office.forms import SaidForm
from gatepost.people.models import Pupil

router = Router()


class LightOut(BaseModel):
    """Whether a child may be shown one way. Red says the same whatever is behind it."""

    use: str
    light: Literal["green", "amber", "red"]


class ChildOut(BaseModel):
    """A child with a light for each use."""

    pupil: int
    name: str
    lights: list[LightOut]


class ContactOut(BaseModel):
    """Somebody who answers for a child."""

    id: int
    name: str
    is_confirmed: bool


class UseOut(BaseModel):
    """Something that families are asked about."""

    id: int
    key: str
    title: str


class AskedOut(BaseModel):
    """Whom to ask about a child, and what."""

    contacts: list[ContactOut]
    uses: list[UseOut]


class Said(Sent):
    """What somebody said in person."""

    said_on: date
    until_on: date | None = None
    uses: dict[Number, Literal["yes", "no"]] = Field(max_length=50)


@reads(router, "/lights", page="consents:lights", scope="consents:read", gives=Listed[ChildOut])
def list_lights(
    request: Call,
    q: Annotated[str, Field(max_length=200)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Listed[ChildOut]:
    """Whether children may be shown, by name, year or class."""
    if not request.person.is_employed:
        raise Http404
    on = request.school.day_of(request.at)
    here = Pupil.objects.visible_to(request.person).current(on).named_like(q)
    found, follows = some(here, after=after, limit=limit, newest=False)
    board = Board.of(list(found), on=on)
    items = [
        ChildOut(
            pupil=one.pk,
            name=str(one),
            lights=[
                LightOut(use=use.key, light=board.light(one, use.key).value) for use in board.asked
            ],
        )
        for one in found
    ]
    return Listed(items=items, next=follows)


@reads(
    router, "/pupils/{pupil}/contacts", page="consents:child", scope="consents:write", gives=AskedOut
)  # fmt: skip
def list_contacts(request: Call, pupil: Number) -> AskedOut:
    """Who answers for a child, and what families are asked about."""
    on = request.school.day_of(request.at)
    found = get_object_or_404(Pupil.objects.filter(school=request.school), pk=pupil)
    contacts = Contact.objects.visible_to(request.person, on=on).kept().filter(pupil=found)
    return AskedOut(
        contacts=[
            ContactOut(id=one.pk, name=one.name, is_confirmed=one.confirmed_at is not None)
            for one in contacts
        ],
        uses=[UseOut(id=use.pk, key=use.key, title=use.words.title) for use in _uses(request)],
    )


@does(
    router, "/contacts/{contact}/words", page="consents:word", scope="consents:write", gives=Done, how=("POST", 201)
)  # fmt: skip
def note_what_was_said(request: Call, contact: Number, body: Said) -> Done:
    """Note what somebody said in person. Where the policy wants a yes in writing, only a no is taken."""
    on = request.school.day_of(request.at)
    here = Contact.objects.visible_to(request.person, on=on).kept()
    rows = here.select_related("pupil__school")
    found = get_object_or_404(rows, pk=contact)
    typed = {"said_on": as_typed(body.said_on), "until_on": as_typed(body.until_on)}
    typed |= {f"use-{use}": answer for use, answer in body.uses.items()}
    form = good(SaidForm(typed, uses=_uses(request), on=on))
    said = form.cleaned_data
    heard = Heard(said["said_on"], request.person, request.at, said["until_on"])
    note(found, form.said, heard=heard)
    return Done()


def _uses(request: Call) -> list[Use]:
    return list(Use.objects.filter(school=request.school).asked().with_words())
