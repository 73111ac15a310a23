"""Pictures: what is known of them, adding one, and placing it in a post. The pictures themselves are not given out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, UploadedFile
from pydantic import BaseModel, Field

from gatepost.api.areas.posts import PostOut, own, shown
from gatepost.api.areas.sent import Sent, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call
from gatepost.people.models import Person, Pupil
from gatepost.posts.forms import DescriptionForm
from gatepost.posts.library.adding import take_in
from gatepost.posts.models import Picture

router = Router()
Alt = Annotated[str, Field(max_length=2000, description="What it shows; name nobody")]


class PictureOut(BaseModel):
    """A picture of the library."""

    id: int
    width: int
    height: int
    alt: str
    credit: str
    added_by: int
    added_at: datetime
    people_named_at: datetime | None = Field(
        description="Until somebody has said, it cannot go out"
    )


class Description(Sent):
    """What it shows, and whose work it is."""

    alt: Alt
    credit: str = Field("", max_length=200)


class Recognised(Sent):
    """Who can be recognised in it."""

    nobody: bool = False
    pupils: list[Number] = Field([], max_length=500)
    adults: list[Number] = Field([], max_length=500)


class Place(Sent):
    """Which picture."""

    picture: Number


@reads(router, "/pictures", page="posts:pictures", scope="pictures:read", gives=Listed[PictureOut])
def list_pictures(
    request: Call,
    q: Annotated[str, Field(max_length=200)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Listed[PictureOut]:
    """The library, the newest first."""
    rows = Picture.objects.visible_to(request.person).described(q)
    found, follows = some(rows, after=after, limit=limit)
    return Listed(items=[_shown(one) for one in found], next=follows)


@does(
    router, "/pictures", page="posts:new-picture", scope="pictures:write", gives=PictureOut, how=("POST", 201)
)  # fmt: skip
def add_picture(request: Call, file: File[UploadedFile], alt: Form[Alt] = "") -> PictureOut:
    """Add a picture: JPEG, PNG or WebP, up to 25 MB. Where and with what it was taken is removed before it is kept."""
    made = take_in(file, by=request.person, at=request.at)
    if alt:
        made.describe(alt=alt, credit="", by=request.person, at=request.at)
    return _shown(made)


@does(router, "/pictures/{picture}/description", page="posts:picture", scope="pictures:write", gives=PictureOut)  # fmt: skip
def describe_picture(request: Call, picture: Number, body: Description) -> PictureOut:
    """Say what it shows, and whose work it is."""
    found = _picture(request, picture)
    form = good(DescriptionForm(body.model_dump()))
    found.describe(by=request.person, at=request.at, **form.cleaned_data)
    return _shown(found)


@does(router, "/pictures/{picture}/people", page="posts:picture-people", scope="pictures:write", gives=PictureOut)  # fmt: skip
def name_people_in_picture(request: Call, picture: Number, body: Recognised) -> PictureOut:
    """Say who can be recognised in it, or that nobody can."""
    found, on = _picture(request, picture), request.school.day_of(request.at)
    pupils = Pupil.objects.visible_to(request.person).filter(pk__in=body.pupils)
    adults = Person.objects.at(request.school).current(on).filter(pk__in=body.adults)
    if not body.nobody and not pupils and not adults:
        raise Problem(422, "Choose who can be recognised, or say that nobody can.")
    found.name_people(pupils, adults, by=request.person, at=request.at)
    return _shown(found)


@does(router, "/posts/{post}/pictures", page="posts:place", scope="posts:write", gives=PostOut, how=("POST", 201))  # fmt: skip
def place_picture(request: Call, post: Number, body: Place) -> PostOut:
    """Add a picture of the library to one’s own post, with its description."""
    found, picture = own(request, post), _picture(request, body.picture)
    found.place(picture, alt=picture.alt, by=request.person, at=request.at)
    return shown(found)


def _picture(request: Call, pk: int) -> Picture:
    return get_object_or_404(Picture.objects.visible_to(request.person), pk=pk)


def _shown(picture: Picture) -> PictureOut:
    return PictureOut(
        id=picture.pk,
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
        credit=picture.credit,
        added_by=picture.added_by_id,
        added_at=picture.added_at,
        people_named_at=picture.people_named_at,
    )
