"""The groups of people for whom a network is set up: staff, guests, and pupils by key stage or year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

STAFF, PUPILS, GUESTS = "staff", "pupils", "guests"
UNKNOWN = "unknown"  # an address that is in no range that the school has entered


@dataclass(frozen=True)
class Group:
    """A group, and the one whose rules hold for it where it has none of its own."""

    key: str
    name: str
    above: str = ""


_STAGES: Mapping[str, tuple[str, ...]] = {
    "early-years": ("nursery", "reception"),
    "key-stage-1": ("year-1", "year-2"),
    "key-stage-2": ("year-3", "year-4", "year-5", "year-6"),
    "key-stage-3": ("year-7", "year-8", "year-9"),
    "key-stage-4": ("year-10", "year-11"),
    "key-stage-5": ("year-12", "year-13"),
}
TOP = (Group(STAFF, "Staff"), Group(PUPILS, "Pupils"), Group(GUESTS, "Guests"))


def _words(key: str) -> str:
    return key.replace("-", " ").capitalize()


def _all() -> Iterator[Group]:
    yield from TOP
    for stage, years in _STAGES.items():
        yield Group(f"{PUPILS}-{stage}", f"Pupils, {_words(stage).lower()}", PUPILS)
        for year in years:
            yield Group(f"{PUPILS}-{year}", f"Pupils, {_words(year).lower()}", f"{PUPILS}-{stage}")


GROUPS: Mapping[str, Group] = {one.key: one for one in _all()}


def up_from(key: str) -> list[str]:
    """A group and those above it: the first that has a rule says what holds."""
    found = [key]
    while GROUPS[found[-1]].above:
        found.append(GROUPS[found[-1]].above)
    return found


def name_of(key: str) -> str:
    """What a group is called."""
    return GROUPS[key].name if key in GROUPS else "Not known"
