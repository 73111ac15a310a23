"""What shows the clauses that somebody goes through on joining, or from year to year."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Max

from gatepost.core.policy import Clause
from gatepost.joining.asked import Point
from gatepost.joining.models import Done
from gatepost.records.counting import Happened
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Shown, State, page, used


def checklist(look: Look, clause: Clause) -> Shown:
    """Whether anybody has gone through a point."""
    url = page(look, "joining:mine")
    if seen := look.once(_done).get(Point(clause).key):
        return used(look, "People have gone through this point.", seen, url=url)
    return Shown(
        State.NOTHING, "It is on everybody’s checklist; nobody has gone through it yet.", url=url
    )


def _done(look: Look) -> Mapping[str, Happened]:
    rows = Done.objects.filter(person__school=look.school, at__gte=look.begun_at).order_by()
    counted = rows.values_list("point").annotate(Count("pk"), Max("at"))
    return {point: Happened(count, last_at) for point, count, last_at in counted}


GIVERS: Mapping[str, Giver] = {"joining.checklist": checklist}
