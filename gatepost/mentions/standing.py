"""What is to be done about one thing that is said, by the policy and by what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gatepost.core.policy import Clause
from gatepost.mentions.asked import Answering, answering
from gatepost.mentions.models.mentions import Mention
from gatepost.mentions.processes import Step, known
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version

OURS = "policy-"  # before the number of a step that the policy gives


@dataclass(frozen=True)
class Process:
    """The steps for one item, and the clauses that want a process, as pages and as the ledger name them."""

    steps: Sequence[Step]
    clauses: tuple[Clause, ...]
    cites: list[str]
    is_policys: bool  # whether the policy gives steps of its own


def process_of(mention: Mention, *, on: date) -> Process:
    """What is to be done about it on a day; no steps before somebody has said what it is."""
    said = answering(policy_at(mention.school, on=on))
    version = Version.objects.in_force(mention.school, on=on)
    cites = version.cites(*said.clauses) if version else []
    steps = steps_of(said, kind=mention.kind, who=mention.who) if mention.kind else ()
    return Process(steps, said.clauses, cites, bool(said.steps))


def steps_of(said: Answering, *, kind: str, who: str) -> list[Step]:
    """The policy's steps in place of ours, or before them where somebody has to be protected."""
    own = [Step(f"{OURS}{number}", says) for number, says in enumerate(said.steps, start=1)]
    if own and not known().classes[kind].beside:
        return own
    return own + known().steps_for(kind, who)
