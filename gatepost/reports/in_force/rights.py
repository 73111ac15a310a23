"""What shows the clauses about people's own data: requests answered, what was left out, how long things are kept."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Way

NOBODY = "Nobody here holds the role that sees to it."


def _somebody_sees_to_it(look: Look, clause: Clause) -> str:
    named = [str(role) for role in clause.live.get("by-whom", ("dpo", "headteacher"))]
    return "Somebody here sees to it." if look.has_role(*named) else ""


GIVERS: Mapping[str, Giver] = {
    "rights.requests": Way(
        ("data-request.received",),
        "Requests about people’s data are taken in and answered.",
        NOBODY,
        "rights:requests",
        ready=_somebody_sees_to_it,
        few=True,
    ),
    "rights.withheld": Way(
        ("data-request.piece-decided",),
        "Pieces of somebody’s copy were weighed by it.",
        NOBODY,
        "rights:requests",
        ready=_somebody_sees_to_it,
        few=True,
    ),
    "rights.keeping": Way(
        ("span.changed", "records.deleted"),
        "The table of how long records are kept is in use.",
        NOBODY,
        "rights:keeping",
        ready=_somebody_sees_to_it,
    ),
}
