"""Something that is said becomes a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gatepost.incidents.models import Case, Report
from gatepost.incidents.reporting import file_report
from gatepost.mentions.models import Mention
from gatepost.mentions.processes import known
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible


def make_case(mention: Mention, told: Mapping[str, str], *, by: Person, at: datetime) -> Case:
    """Open a case with what is said, its address and whom it concerns. From then on those alone see it who see the case.

    Killed in between, the case is there and the mention as before: it can be made a case again, and nothing is lost.
    """
    if mention.case_id is not None or mention.closed_at is not None:
        raise NotPossible("This is closed, or a case already.")
    who = known().who.get(mention.who, "")
    where = " ".join(filter(None, (mention.url, mention.handle)))
    report = Report(
        kind=told["kind"],
        words="\n\n".join(filter(None, (mention.title, mention.text, f"Written by: {who}" if who else ""))),
        about=told["about"],
        child_image=told["child_image"],
        where=where[:500],
        noticed=f"{mention.found_at.astimezone(mention.school.clock_zone):%-d %B %Y, %H:%M}",
        people=tuple(mention.concerned.values_list("person_id", flat=True)),
    )  # fmt: skip
    case, _ = file_report(mention.school, report, reporter=by, at=at)
    mention.became(case, at=at)
    return case
