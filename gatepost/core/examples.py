"""Runs a pack's examples: situations and messages with the answer that a careful reader gives."""

from __future__ import annotations

from dataclasses import dataclass

from gatepost.core.policy.decide import decide
from gatepost.core.policy.pack import Clause, Example, Pack
from gatepost.core.policy.problems import SituationError
from gatepost.core.policy.situation import situation
from gatepost.core.replies import reply_due


@dataclass(frozen=True)
class Failure:
    """An example that does not hold, and in what."""

    example: Example
    what: str


def run_examples(pack: Pack) -> list[Failure]:
    """The examples of a pack that do not hold."""
    return [failure for example in pack.examples for failure in check_example(pack, example)]


def check_example(pack: Pack, example: Example) -> list[Failure]:
    """In what an example does not hold; an empty list where it does."""
    try:
        wrong = _wrong_due(pack, example) if example.received else _wrong_answer(pack, example)
    except SituationError as error:
        wrong = [str(error)]
    return [Failure(example, what) for what in wrong]


def _wrong_answer(pack: Pack, example: Example) -> list[str]:
    answer = decide(pack, situation(example.facts))
    cited = {clause.id for clause in answer.clauses}
    wrong = []
    if example.verdict and answer.verdict not in example.verdict:
        wrong.append(
            f"the verdict is {answer.verdict}, not {' or '.join(example.verdict)} (cited: {', '.join(sorted(cited)) or 'nothing'})"
        )
    if example.then is not None and answer.then != example.then:
        wrong.append(f"once everything required holds it is {answer.then}, not {example.then}")
    wrong += [f"“{clause}” is not cited" for clause in example.cites if clause not in cited]
    if example.requires is not None and sorted({need.fact for need in answer.requires}) != sorted(
        example.requires
    ):
        needed = ", ".join(sorted({need.fact for need in answer.requires})) or "nothing"
        wrong.append(
            f"it requires {needed}, not {', '.join(sorted(example.requires)) or 'nothing'}"
        )
    dos = {duty.do for duty, _ in answer.duties}
    wrong += [f"“{do}” is not among the duties" for do in example.duties if do not in dos]
    coming = {clause.id for clause in answer.follows}
    wrong += [
        f"“{clause}” is not among what may follow"
        for clause in example.follows
        if clause not in coming
    ]
    return wrong


def _wrong_due(pack: Pack, example: Example) -> list[str]:
    assert example.received is not None
    answer = reply_due(pack, example.received)
    due = answer.due.replace(tzinfo=None) if answer.due else None
    wrong = (
        [f"it is due {due or 'never'}, not {example.due or 'never'}"] if due != example.due else []
    )
    cited = {clause.id for clause in answer.clauses}
    return wrong + [f"“{clause}” is not cited" for clause in example.cites if clause not in cited]


def unnoticed(pack: Pack) -> list[str]:
    """The ids of clauses that could be taken out of a pack without any of its examples failing.

    Only clauses that take part in answers are tried; what the others come to is for the pages to show.
    """
    return [
        clause.id
        for clause in pack.clauses
        if (clause.decides or clause.follows) and not _is_noticed(pack, clause)
    ]


def _is_noticed(pack: Pack, clause: Clause) -> bool:
    """Whether some example fails without a clause; those that name it are tried first."""
    mutant = pack.without(clause.id)
    ordered = sorted(
        pack.examples, key=lambda example: clause.id not in (*example.cites, *example.follows)
    )
    return any(check_example(mutant, example) for example in ordered)
