"""Something that is said becomes a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gatepost.incidents.models import Case, Report
from gatepost.incidents.reporting import filed
from gatepost.mentions.models import Mention
from gatepost.mentions.processes import known
from gatepost.people.models import Person


def make_case(mention: Mention, told: Mapping[str, str], *, by: Person, at: datetime) -> Case:
    """Open a case with what is said, its address and whom it concerns. From then on those alone see it who see the case."""
    with transaction.atomic(durable=True):
        row = mention.locked()
        case = filed(row.school, _report(row, told), reporter=by, at=at)
        row.became(case, at=at)
    return case


def _report(mention: Mention, told: Mapping[str, str]) -> Report:
    who = known().who.get(mention.who, "")
    where = " ".join(filter(None, (mention.url, mention.handle)))
    return Report(
        kind=told["kind"],
        words="\n\n".join(filter(None, (mention.title, mention.text, f"Written by: {who}" if who else ""))),
        about=told["about"],
        child_image=told["child_image"],
        where=where[:500],
        noticed=f"{mention.found_at.astimezone(mention.school.clock_zone):%-d %B %Y, %H:%M}",
        people=tuple(mention.concerned.values_list("person_id", flat=True)),
    )  # fmt: skip
