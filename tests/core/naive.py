"""The slow, obvious reading of the policy language, straight from its reference: the yardstick for the compiled one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gatepost.core.policy import Clause, Pack, Situation, vocabulary

ORDER = ["must-not", "only-if", "should-not", "may", "silent"]


def matches(table: Mapping[str, frozenset[str]], facts: Mapping[str, str]) -> bool:
    return all(facts[fact] in values for fact, values in table.items())


def applies(clause: Clause, facts: Mapping[str, str]) -> bool:
    return any(matches(t, facts) for t in clause.when) and not any(
        matches(t, facts) for t in clause.unless
    )


def leaving_out_people(table: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {fact: values for fact, values in table.items() if fact != "actor"}


def whole(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: fact.default for name, fact in vocabulary().facts.items()} | dict(facts)


def verdict_of(clause: Clause, facts: Mapping[str, str]) -> str:
    unmet = [fact for fact, values in clause.requires.items() if facts[fact] not in values]
    refused = [fact for fact in unmet if facts[fact] == "refused"]
    if refused:
        if clause.strength in ("must", "must-not"):
            return "must-not"
        return "should-not" if clause.strength in ("should", "should-not") else "silent"
    if unmet:
        return "only-if"
    if clause.requires or clause.allows:
        return "may"
    return clause.strength if clause.strength in ("must-not", "should-not", "may") else "silent"


def decide(pack: Pack, plain: Mapping[str, str]) -> tuple[str, frozenset[str], frozenset[str]]:
    """Verdict, ids of the clauses that apply, and the duties, of a situation in which everything is known."""
    facts = whole(plain)
    speaking = [clause for clause in pack.clauses if applies(clause, facts)]
    outside = any(clause.strength == "outside" for clause in speaking)

    def is_heard(clause: Clause) -> bool:
        return not outside or clause.always or clause.strength == "outside"

    heard = [clause for clause in speaking if is_heard(clause)]
    duties = {duty.do for clause in heard for duty in clause.duties}
    for clause in pack.clauses:
        # A duty of the school's holds whoever acts: the people that the clause addresses do not count.
        anybody = replace(clause, when=tuple(leaving_out_people(table) for table in clause.when))
        if clause.who and applies(anybody, facts) and is_heard(clause):
            duties |= {duty.do for duty in clause.duties if duty.by == "school"}
    verdicts = [verdict_of(clause, facts) for clause in heard] + ["silent"]
    return (
        min(verdicts, key=ORDER.index),
        frozenset(clause.id for clause in heard),
        frozenset(duties),
    )


def completions(situation: Situation) -> Iterator[Situation]:
    """Every situation that a situation with unknown facts may turn out to be."""
    unknown = situation.unknown
    for values in itertools.product(*(vocabulary().facts[fact].values for fact in unknown)):
        yield situation.given(**dict(zip(unknown, values, strict=True)))


def verdict(pack: Pack, situation: Situation) -> str:
    """The verdict where several values may hold at once but nothing is unknown: the strictest of all combinations."""
    return min((decide(pack, plain)[0] for plain in situation.plain()), key=ORDER.index)


def verdicts(pack: Pack, situation: Situation) -> set[str]:
    """The set of verdicts over all values of the unknown facts."""
    return {verdict(pack, completion) for completion in completions(situation)}
