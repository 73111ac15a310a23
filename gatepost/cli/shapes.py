"""What `--json` prints: a contract, key by key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gatepost.core.examples import Failure
from gatepost.core.policy import Clause, Decision, Duty, Pack
from gatepost.core.policy.compare import Comparison, Side
from gatepost.core.policy.coverage import Covered
from gatepost.core.policy.explain import Considered
from gatepost.core.policy.lint import Contradiction, Oversight
from gatepost.core.policy.words import change_words
from gatepost.core.replies import ReplyDue


def clause_shape(clause: Clause) -> dict[str, Any]:
    """One clause: id, number, inventory ids, words, strength, severity, flags and, for law, its source."""
    shape: dict[str, Any] = {
        "id": clause.id,
        "number": clause.number,
        "from": list(clause.carries),
        "says": clause.says,
        "strength": clause.strength,
        "severity": "grave" if clause.grave else "ordinary",
        "flags": dict(clause.flags),
    }
    if clause.read_as:
        shape["read-as"] = clause.read_as
    if clause.source:
        shape |= {"source": clause.source, "to-check": clause.to_check}
        shape["holds-from"] = clause.holds_from.isoformat() if clause.holds_from else None
    return shape


def duty_shape(duty: Duty, clause: Clause) -> dict[str, Any]:
    """One duty; what the policy leaves open is null."""
    return {
        "do": duty.do,
        "by": duty.by or None,
        "to": duty.to or None,
        "within": duty.within or None,
        "enough": duty.enough or None,
        "clause": clause.id,
    }


def ask_shape(answer: Decision, law: Decision) -> dict[str, Any]:
    """The answer of a policy, and what the law says beside it."""
    return {
        "policy": answer.pack.slug,
        "verdict": answer.verdict,
        "law": {
            "verdict": law.verdict,
            "range": list(law.range),
            "clauses": [clause_shape(clause) for clause in law.clauses],
            "duties": [duty_shape(duty, clause) for duty, clause in law.duties],
        },
        "clauses": [clause_shape(clause) for clause in answer.clauses],
        "requires": [
            {
                "fact": need.fact,
                "value": need.value,
                "clause": need.clause.id,
                "unfilled": need.unfilled,
            }
            for need in answer.requires
        ],
        "then": answer.then,
        "range": list(answer.range),
        "duties": [duty_shape(duty, clause) for duty, clause in answer.duties],
        "open": [
            {"fact": question.fact, "answers": dict(question.answers)} for question in answer.open
        ],
        "assumed": list(answer.assumed),
        "follows": [clause.id for clause in answer.follows],
    }


def explain_shape(pack: Pack, verdict: str, considered: Iterable[Considered]) -> dict[str, Any]:
    """Every clause considered, and why it spoke or did not."""
    return {
        "policy": pack.slug,
        "verdict": verdict,
        "considered": [
            {**clause_shape(one.clause), "speaks": one.speaks, "because": one.because}
            for one in considered
        ],
    }


def lint_shape(
    pack: Pack, found: Iterable[Contradiction], overlooked: Iterable[Oversight]
) -> dict[str, Any]:
    """Contradictions (the stricter holds meanwhile) and oversights of one pack."""
    return {
        "policy": pack.slug,
        "contradictions": [
            {
                "allows": clause_shape(one.allows),
                "forbids": clause_shape(one.forbids),
                "situation": dict(one.facts),
            }
            for one in found
        ],
        "oversights": [{"clause": one.clause.id, "says": one.what} for one in overlooked],
    }


def test_shape(pack: Pack, failures: Iterable[Failure]) -> dict[str, Any]:
    """How the examples of one pack fared."""
    return {
        "policy": pack.slug,
        "examples": len(pack.examples),
        "failures": [
            {"example": one.example.name, "line": one.example.line, "says": one.what}
            for one in failures
        ],
    }


def diff_shape(found: Comparison) -> dict[str, Any]:
    """Every changed region, old and new; `departures` is null where nothing that changes is left out."""
    return {
        "old": found.old.slug,
        "new": found.new.slug,
        "departures": found.departures,
        "changes": [
            {
                "situation": {
                    "act": change.act,
                    **{fact: _one_or_more(values) for fact, values in change.situation.items()},
                },
                "kind": change.kind,
                "old": _side_shape(change.old),
                "new": _side_shape(change.new),
                "says": change_words(change, found.old, found.new),
            }
            for change in found.changes
        ],
    }


def due_shape(pack: Pack, reply: ReplyDue) -> dict[str, Any]:
    """When a message has to be answered; `due` is null where the policy sets no deadline."""
    return {
        "policy": pack.slug,
        "received": reply.received.isoformat(),
        "due": reply.due.isoformat() if reply.due else None,
        "clauses": [clause.id for clause in reply.clauses],
        "from": [entry for clause in reply.clauses for entry in clause.carries],
        "enough": reply.enough or None,
    }


def coverage_shape(covered: Iterable[Covered]) -> dict[str, Any]:
    """Every entry of an inventory: carried by which clause, live how, shown by which tests."""
    return {
        "clauses": [
            {
                "id": one.entry.id,
                "policy": one.entry.policy,
                "carried_by": [clause.id for clause in one.clauses],
                "live": one.live or None,
                "state": one.state,
                "because": one.because or None,
                "tests": list(one.tests),
            }
            for one in covered
        ]
    }


def _side_shape(side: Side) -> dict[str, Any]:
    return {
        "verdict": side.verdict,
        "clauses": [clause.id for clause in side.clauses],
        "requires": list(side.requires),
        "duties": [duty.do for duty in side.duties],
    }


def _one_or_more(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
