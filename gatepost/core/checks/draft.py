"""Looks through a whole draft: its text, its pictures with their descriptions, and what the networks take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gatepost.core.checks.counting import length
from gatepost.core.checks.descriptions import fault_of
from gatepost.core.checks.found import Found
from gatepost.core.checks.networks import NetworkLimits, networks, text_limits
from gatepost.core.checks.picture_files import PictureRefused
from gatepost.core.checks.pictures import Picture, examine_picture
from gatepost.core.checks.scanning import Scanner

RED, AMBER, GREEN = "red", "amber", "green"
_LIGHTS = {RED: "child-not-shown", AMBER: "child-not-agreed"}
_RIGHTS = {
    "": "rights-not-stated",
    "not-permitted": "not-permitted-work",
    "permitted-not-credited": "uncredited-work",
}


@dataclass(frozen=True)
class Attached:
    """A picture of a draft.

    `lights` maps every child who is tagged, by whatever key, to red, amber or green. `shows_children` is what the author
    says; `rights` is a value of the vocabulary's fact, empty where nobody has said.
    """

    content: bytes = b""
    description: str = ""
    file_name: str = ""
    is_decorative: bool = False
    shows_children: bool = False
    lights: Mapping[str, str] = field(default_factory=dict)
    rights: str = "own-work"


@dataclass(frozen=True)
class Draft:
    """What somebody means to publish, and on which networks (slugs of `networks.toml`)."""

    text: str
    pictures: tuple[Attached, ...] = ()
    networks: tuple[str, ...] = ()


def examine(draft: Draft, scanner: Scanner) -> list[Found]:
    """Everything that was found, the text's findings first. Positions in a description belong to that description."""
    found = scanner.scan(draft.text)
    for number, picture in enumerate(draft.pictures):
        found += _of_picture(number, picture, draft, scanner)
    found += _beside_pictures(draft, found)
    for slug in draft.networks:
        network = networks()[slug]
        found += text_limits(draft.text, network)
        found += _number_of_pictures(draft, network)
    return found


def _of_picture(number: int, picture: Attached, draft: Draft, scanner: Scanner) -> Iterator[Found]:
    for one in scanner.scan(picture.description):
        yield one._replace(picture=number)
    fault = fault_of(
        picture.description, file_name=picture.file_name, is_decorative=picture.is_decorative
    )
    if fault:
        yield _whole(fault, number, picture.description)
    if picture.rights in _RIGHTS:
        yield _whole(_RIGHTS[picture.rights], number)
    yield from _children(number, picture)
    if picture.content:
        yield from _of_file(number, picture.content, draft)
    yield from _length_of_description(number, picture, draft)


def _children(number: int, picture: Attached) -> Iterator[Found]:
    """One finding for each light that is not green, whatever the reason and however many children."""
    for light, kind in _LIGHTS.items():
        keys = tuple(key for key, shown in picture.lights.items() if shown == light)
        if keys:
            yield Found(kind, picture=number, who=keys)
    if picture.shows_children and not picture.lights:
        yield Found("children-not-tagged", picture=number)


def _of_file(number: int, content: bytes, draft: Draft) -> Iterator[Found]:
    try:
        examined = examine_picture(content)
    except PictureRefused as refused:
        yield Found("picture-refused", picture=number, note=str(refused))
        return
    if examined.has_location:
        yield Found("location", picture=number)
    if examined.device:
        yield Found("device-data", picture=number, note=f"It tells {', '.join(examined.device)}.")
    if examined.trailing:
        note = f"{examined.trailing:,} bytes follow it."
        yield Found("hidden-data", picture=number, note=note)
    for slug in draft.networks:
        yield from _of_network(number, examined, networks()[slug])


def _of_network(number: int, examined: Picture, network: NetworkLimits) -> Iterator[Found]:
    limit = network.pictures
    if limit is None:
        return
    if limit.kinds and examined.kind not in limit.kinds:
        note = f"{network.name} takes {', '.join(kind.upper() for kind in limit.kinds)}."
        yield Found("wrong-picture-kind", picture=number, network=network.slug, note=note)
    if limit.bytes and examined.size > limit.bytes:
        note = f"{network.name} takes {limit.bytes / 1e6:.1f} MB; this has {examined.size / 1e6:.1f} MB."
        yield Found("large-picture", picture=number, network=network.slug, note=note)


def _length_of_description(number: int, picture: Attached, draft: Draft) -> Iterator[Found]:
    for slug in draft.networks:
        limit = networks()[slug].description
        if limit is None or limit.most is None:
            continue
        counted = length(picture.description, counts=limit.counts)
        if counted > limit.most:
            note = f"{networks()[slug].name} takes {limit.most:,} characters; this has {counted:,}."
            whole = _whole("long-description", number, picture.description)
            yield whole._replace(network=slug, note=note)


def _number_of_pictures(draft: Draft, network: NetworkLimits) -> Iterator[Found]:
    limit = network.pictures
    number = len(draft.pictures)
    if limit is None:
        return
    if limit.most is not None and number > limit.most:
        note = f"{network.name} takes {limit.most}; these are {number}."
        yield Found("too-many-pictures", network=network.slug, note=note)
    if number < limit.least:
        yield Found("needs-a-picture", network=network.slug, note=f"{network.name} wants one.")


def _beside_pictures(draft: Draft, found: list[Found]) -> list[Found]:
    """Full names of pupils where a picture of the draft shows children."""
    if not any(picture.shows_children or picture.lights for picture in draft.pictures):
        return []
    return [one._replace(kind="name-beside-picture") for one in found if one.kind == "pupil-name"]


def _whole(kind: str, number: int, text: str = "") -> Found:
    return Found(kind, 0, len(text), text, picture=number)
