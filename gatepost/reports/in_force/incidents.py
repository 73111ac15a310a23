"""What shows the clauses about incidents: who stands ready; of cases only whether there were five or more."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.incidents.asked import people_among
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Ready, Way, never_ready

WHERE = "incidents:what"
NOBODY = "Nobody here holds the role that it names."
USUAL = ("headteacher", "dsl")  # who takes a case where a clause names nobody at the school


def _held_by(key: str) -> Ready:
    """Ready where somebody holds a role that a clause names, or one of those who take every case."""

    def ready(look: Look, clause: Clause) -> str:
        named = clause.live.get(key, ())
        roles = people_among([named] if isinstance(named, str) else [str(one) for one in named])
        stands = look.has_role(*(roles or USUAL))
        return "Whoever it names is here, and every case is led by it." if stands else ""

    return ready


def _way(*events: str, does: str, ready: Ready = never_ready) -> Way:
    return Way(events, does, NOBODY, WHERE, ready=ready, few=True, in_cases=True)


GIVERS: Mapping[str, Giver] = {
    "incidents.report": _way("case.opened", does="Worries are reported on this way.", ready=_held_by("to")),
    "incidents.route": _way(
        "case.duty-done", does="Cases go where it says, and it is put down.", ready=_held_by("to")
    ),
    "incidents.hold": _way(
        "case.released", "case.attempt-refused",
        does="Cases wait until advice or a release has come.", ready=_held_by("released-by"),
    ),
    "incidents.assessment": _way(
        "case.step-taken", does="Cases are looked at first in this way.", ready=_held_by("by-whom")
    ),
    "incidents.evidence": _way(
        "evidence.kept", "evidence.saved", does="Evidence is kept, sealed and dated.", ready=_held_by("")
    ),
    "incidents.outcome": _way(
        "case.outcome-decided", does="Outcomes are decided with reasons.", ready=_held_by("")
    ),
    "incidents.support": _way(
        "case.opened", does="Whoever reports something is told where help is found.", ready=_held_by("")
    ),
    "incidents.wishes": _way(
        "case.step-taken", "case.outcome-decided",
        does="Cases are led with the wishes of those affected on record.", ready=_held_by(""),
    ),
}  # fmt: skip
