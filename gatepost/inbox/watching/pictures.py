"""Pictures in what came in: nothing is fetched before a person has said that it is no sexual picture of a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import httpx
from django.conf import settings
from django.db import transaction

from gatepost.core.checks.picture_files import JPEG, PictureRefused
from gatepost.core.checks.pictures import clean_picture
from gatepost.inbox.alarms import Passed, hand_over, report_of
from gatepost.inbox.models import Item, PictureSaid, Version
from gatepost.incidents.models import Case
from gatepost.networks.addresses import NotPublic
from gatepost.networks.outward import Answer, Bounds, NotAnswered, NotReached, Outward
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

KIND = "sexual-image"
BOUNDS = Bounds(connect=5, silence=10, total=25, answer=8_000_000)
LONGEST_SIDE, MOST_BYTES = 1200, 600_000
_REDIRECTS, _MOST_REDIRECTS = frozenset({301, 302, 303, 307, 308}), 3
_OK = 200
WITHHELD = (
    "Nobody opens, fetches or shows these pictures here. Whoever has the case says what happens."
)
_WORDS = {
    "yes": "Somebody who dealt with what came in says that a picture in it is a sexual picture of somebody under 18.",
    "unsure": "Somebody who dealt with what came in says that a picture in it might be a sexual picture of somebody under 18.",
}
_SAY_FIRST = "Say first whether it may be a sexual picture of somebody under 18."


@dataclass(frozen=True)
class Pictures:
    """How things stand with the pictures of an item, without a single address."""

    number: int
    descriptions: tuple[str, ...]
    is_withheld: bool
    is_cleared: bool
    said: PictureSaid | None

    @property
    def places(self) -> list[tuple[int, str]]:
        """Each with its place and what its author says of it."""
        return list(enumerate(self.descriptions))

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What can be answered."""
        return [(str(value), str(label)) for value, label in PictureSaid.Answer.choices]

    @property
    def waits(self) -> bool:
        """Whether somebody has to answer first."""
        return bool(self.number) and not self.is_withheld and not self.is_cleared


def pictures_of(item: Item) -> Pictures:
    """How things stand."""
    version = item.versions.last()
    media = version.said.media if version else ()
    said = PictureSaid.objects.select_related("by").filter(item=item, version=version).last()
    withheld = is_withheld(item)
    cleared = not withheld and said is not None and said.answer == PictureSaid.Answer.NO
    return Pictures(len(media), tuple(alt for _, alt in media), withheld, cleared, said)


def is_withheld(item: Item) -> bool:
    """Whether nobody may reach its pictures, by whatever way: for good, and whatever is said later."""
    if PictureSaid.objects.filter(item=item).exclude(answer=PictureSaid.Answer.NO).exists():
        return True
    return item.case is not None and item.case.may_be_image_of_child


def say(item: Item, answer: str, *, by: Person, at: datetime, seen: int) -> Case | None:
    """Answer the question for the pictures that were asked about. Yes and “not sure” make it a case at once."""
    with transaction.atomic(durable=True):
        row = _locked(item)
        version = row.versions.last()
        if version is None or not version.said.media:
            raise NotPossible("There is no picture in it.")
        if version.pk != seen:
            raise NotPossible("It was changed meanwhile. Answer for what stands there now.")
        if is_withheld(row):
            raise NotPossible(WITHHELD)
        PictureSaid.objects.create(item=row, version=version, by=by, at=at, answer=answer)
        record("item.pictures-answered", subject=row, by=by, at=at, answer=answer)
        if answer == PictureSaid.Answer.NO:
            return None
        passed = Passed(KIND, "nobody", words=_WORDS[answer], child_image=answer)
        return hand_over(row, report_of(row, passed), by=by, at=at)


def fetch(item: Item, number: int, *, by: Person, at: datetime) -> bytes:
    """One picture as a JPEG of our own making: asked for by a person, on record before it is fetched, and not kept."""
    with transaction.atomic(durable=True):
        row = _locked(item)
        version = row.versions.last()
        address = _address(row, version, number)
        record("item.picture-seen", subject=row, by=by, at=at, number=number)
    return _made_harmless(_content(address))


def _locked(item: Item) -> Item:
    """The row also where it is settled, held so that no answer comes in between."""
    rows = Item.objects.select_for_update(of=("self",)).select_related("school", "channel", "case")
    return rows.get(pk=item.pk)


def _address(item: Item, version: Version | None, number: int) -> str:
    stands = pictures_of(item)
    if stands.is_withheld:
        raise NotPossible(WITHHELD)
    if not stands.is_cleared or version is None:
        raise NotPossible(_SAY_FIRST)
    if not 1 <= number <= stands.number:
        raise NotPossible("There is no such picture.")
    return version.said.media[number - 1][0]


def _content(address: str) -> bytes:
    outward = Outward(bounds=BOUNDS, plain=True, loopback=settings.NETWORKS_ON_LOOPBACK)
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _asked(outward, address)
        if answer.status not in _REDIRECTS:
            break
        address = urljoin(address, answer.headers.get("location", ""))
    if answer.status != _OK:
        raise NotPossible("The network does not hand this picture out, or it is gone.")
    return answer.body


def _asked(outward: Outward, address: str) -> Answer:
    try:
        return outward.send(httpx.Request("GET", address, headers={"Accept": "image/*"}))
    except (httpx.InvalidURL, UnicodeError, ValueError, NotPublic, NotReached, NotAnswered):
        pass
    raise NotPossible("The picture could not be fetched safely.")


def _made_harmless(content: bytes) -> bytes:
    try:
        return clean_picture(content, longest=LONGEST_SIDE, most_bytes=MOST_BYTES, kind=JPEG)
    except PictureRefused:
        raise NotPossible(
            "This is no still picture that can be shown safely. Films are not shown here."
        ) from None
