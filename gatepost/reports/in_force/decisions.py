"""What shows the clauses that decide something: what they stopped, what was done under them, what people asked."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.core.policy import Clause
from gatepost.core.policy.words import listed
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Shown, State, used

STOPPED, DONE, ASKED = ("act.refused",), ("act.done",), ("answer.kept",)
# The acts at which Gatepost itself stands in the way, and when it asks.
_POSTS = "each time a post is handed in and goes out"
DOORS = {
    "post": _POSTS,
    "post-image": _POSTS,
    "open-account": "each time somebody applies for an account",
    "moderate": "each time somebody hides, deletes or blocks",
}


def decided(look: Look, clause: Clause) -> Iterator[Shown]:
    """Everything that shows a clause by what was put before the policy."""
    for events, says in (
        (STOPPED, "It was among the reasons why something was stopped."),
        (DONE, "It was weighed before something was done."),
        (ASKED, "Somebody kept an answer that names it."),
    ):
        if seen := look.cited(events, clause):
            yield used(look, says, seen)
    if clause.follows:
        yield Shown(State.READY, "Shown beside a refusal as what may follow.")
    doors = [door for door in DOORS if door in _acts(clause)]
    when = dict.fromkeys(DOORS[one] for one in doors if look.accounts or one == "open-account")
    if when:
        yield Shown(State.READY, f"Gatepost asks it {listed(when)}.")


def _acts(clause: Clause) -> frozenset[str]:
    return frozenset(act for table in clause.when for act in table.get("act", ()))
