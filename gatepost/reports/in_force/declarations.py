"""What shows the clauses about what people tell of themselves, and what they go through on joining and leaving."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Ready, Way


def _told_to(*, usual: str) -> Ready:
    """Ready where somebody holds the role that a clause names."""

    def ready(look: Look, clause: Clause) -> str:
        role = str(clause.live.get("to", usual))
        return "Somebody here takes it in." if look.has_role(role) else ""

    return ready


def _people_confirmed(look: Look, clause: Clause) -> str:
    if look.happened(["ties.confirmed"]):
        return "People have confirmed what there is, or that there is nothing."
    return _told_to(usual="headteacher")(look, clause)


NOBODY = "Nobody here holds the role that it is told to."
GIVERS: Mapping[str, Giver] = {
    "declarations.ties": Way(
        ("tie.declared", "ties.confirmed"),
        "People tell of their ties, or confirm that there are none.",
        NOBODY,
        "declarations:mine",
        ready=_people_confirmed,
        few=True,
    ),
    "declarations.exceptions": Way(
        ("exception.asked",),
        "Exceptions are asked for, agreed to and ended.",
        "Nobody here holds the role that agrees to it.",
        "declarations:exceptions",
        ready=_told_to(usual="slt"),
        few=True,
    ),
    "declarations.departures": Way(
        ("departure.told",),
        "People tell when they depart from the policy, and why.",
        NOBODY,
        "declarations:mine",
        ready=_told_to(usual="headteacher"),
        few=True,
    ),
    "joining.leavers": Way(
        ("leaving.confirmed", "leaving.handed-over"),
        "Leavers have it in writing, with a receipt.",
        "No leaver has it in writing yet.",
        "joining:leaving",
        cites=True,
    ),
}
