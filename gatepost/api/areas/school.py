"""The school, and whom the token stands for."""

from __future__ import annotations

from ninja import Router
from pydantic import BaseModel

from gatepost.api.calls import reads
from gatepost.api.tokens.letting_in import Call

router = Router()


class SchoolOut(BaseModel):
    """The school of the token."""

    id: int
    slug: str
    name: str
    time_zone: str
    person: int
    roles: list[str]
    scopes: list[str]


@reads(router, "/school", page="today", scope="school:read", gives=SchoolOut)
def read_school(request: Call) -> SchoolOut:
    """The school, whom the token stands for, and what it is for."""
    school, person = request.school, request.person
    return SchoolOut(
        id=school.pk,
        slug=school.slug,
        name=school.name,
        time_zone=school.clock_zone.key,
        person=person.pk,
        roles=sorted(person.held_roles(on=school.day_of(request.at))),
        scopes=request.token.scopes,
    )
