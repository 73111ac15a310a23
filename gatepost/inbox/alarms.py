"""What cannot wait in a queue becomes a case at once, in the transaction in which it came in, and is seen by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import tomli
from django.db import transaction

from gatepost.inbox.models import Item
from gatepost.inbox.weighing import Weighed
from gatepost.incidents.models import Case
from gatepost.incidents.models.cases import Report
from gatepost.incidents.reporting import filed
from gatepost.people.models import Person
from gatepost.people.named import Named
from gatepost.records.door import record

_LONGEST = 10_000  # characters of a text in a report


@cache
def _alarms() -> tuple[dict[str, str], ...]:
    table = tomli.loads(files("gatepost.inbox").joinpath("alarms.toml").read_text("utf-8"))
    return tuple(table["alarm"])


def raise_alarm(item: Item, weighed: Weighed, *, at: datetime) -> Case | None:
    """Open a case where what an item says is of a kind that may wait for nobody; within the caller's transaction."""
    if not weighed.is_alarm or item.case_id is not None:
        return None
    alarm = next((one for one in _alarms() if one["reason"] in weighed.kinds), None)
    if alarm is None:
        return None
    on = item.school.day_of(at)
    named = Named(item.school, on=on).staff_in(item.content.text, surname_alone=True)
    report = report_of(item, Passed(alarm["kind"], alarm["about"]), people=named)
    return hand_over(item, report, by=None, at=at)


@dataclass(frozen=True)
class Passed:
    """What something is to whoever passes it on, in the words of a report."""

    kind: str
    about: str
    words: str = ""  # why a person passes it on; none where Gatepost does
    child_image: str = "no"


def report_of(item: Item, passed: Passed, *, people: Iterable[int] = ()) -> Report:
    """An item as a report: what it says, where it stands, and the page on which it can be hidden or answered.

    Where a picture might show a child as nobody may see it, not even the words are copied.
    """
    content = item.content
    text = f"“{content.text[:_LONGEST]}”" if passed.child_image == "no" else ""
    place = f"{item.channel}, {content.url}" if content.url and text else str(item.channel)
    return Report(
        kind=passed.kind,
        words="\n\n".join(filter(None, (passed.words, text))),
        about=passed.about,
        child_image=passed.child_image,
        where=f"{place}. In Gatepost: {item.get_absolute_url()}",
        happened=f"{item.written_at:%-d %B %Y, %H:%M}",
        noticed="" if passed.words else "by Gatepost, as it came in",
        seen_by=f"written by {content.who} {content.handle}".strip(),
        people=tuple(people),
    )


def hand_over(item: Item, report: Report, *, by: Person | None, at: datetime) -> Case:
    """Make it a case: from now on it is seen by those alone who see the case. Within the caller's transaction."""
    case = filed(item.school, report, reporter=by, at=at)
    item.case = case
    item.save(update_fields=["case"])
    if item.settled_at is None:
        item.settle(Item.Settled.HANDED_ON, at=at)
    record("item.handed-on", subject=item, by=by, at=at, chain=case.ledger_chain)
    return case


def hand_on(item: Item, passed: Passed, *, by: Person, at: datetime) -> Case:
    """Somebody passes it on as a worry or a breach. Raises NotPossible where it is settled."""
    with transaction.atomic(durable=True):
        row = item.locked()
        return hand_over(row, report_of(row, passed), by=by, at=at)
