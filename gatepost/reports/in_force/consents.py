"""What shows the clauses about pictures of people: answers of families, and the list of those who are never shown."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Way


def _somebody_keeps_it(look: Look, clause: Clause) -> str:
    return "The safeguarding lead keeps the list." if look.has_role("dsl") else ""


GIVERS: Mapping[str, Giver] = {
    "consents.gate": Way(
        ("consent.given", "consent.refused", "consent.withdrawn"),
        "Families have answered, and every picture is held against their answers.",
        "No family has answered yet, so no picture of a child goes out.",
        "consents:lights",
    ),
    "consents.list": Way(
        ("listing.made", "listing.lifted", "listing.reviewed"),
        "The list is kept and gone through.",
        "Nobody here holds the role that keeps the list.",
        "consents:lights",
        ready=_somebody_keeps_it,
        few=True,
    ),
}
