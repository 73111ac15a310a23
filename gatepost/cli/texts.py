"""What the commands print for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gatepost.core.policy import Clause, Decision, Pack, vocabulary
from gatepost.core.policy.words import (
    FLAG_WORDS,
    STRENGTH_WORDS,
    duty_words,
    fact_words,
    value_words,
)


def clause_lines(clause: Clause) -> Iterator[str]:
    """A clause and its flags, indented."""
    carried = f" [{', '.join(clause.carries)}]" if clause.carries else ""
    source = (
        f" ({clause.source}{', to be checked' if clause.to_check else ''})" if clause.source else ""
    )
    grave = "GRAVE: " if clause.grave else ""
    yield f"  {clause.number} {clause.id}{carried} ({STRENGTH_WORDS[clause.strength]}): {grave}{clause.says}{source}"
    for flag, why in clause.flags.items():
        yield (
            f"      {FLAG_WORDS[flag]}: {why}"
            if why != "human-decides"
            else f"      {FLAG_WORDS[flag]}."
        )
    if clause.read_as:
        yield f"      Our reading: {clause.read_as}"


def ask_text(answer: Decision, law: Decision) -> Iterator[str]:
    """An answer: the law first where it forbids, then the policy."""
    if law.verdict == "must-not":
        yield "THE LAW FORBIDS THIS"
        yield from _clauses(law.bearing)
        yield ""
    yield f"{_title(answer.pack)}: {_verdict(answer)}"
    yield from _clauses(answer.clauses)
    yield from _steps(answer)
    yield from _changes(answer)
    if answer.follows:
        yield "What may follow:"
        yield from _clauses(answer.follows)
    if law.verdict != "must-not" and law.clauses:
        yield f"The law: {vocabulary().verdicts[law.verdict]}"
        yield from _clauses(law.clauses)


def _steps(answer: Decision) -> Iterator[str]:
    """What is needed first, and what has to be done."""
    if answer.requires:
        yield "First:"
    for need in answer.requires:
        nobody = " - nobody else could give it; ask the chair of governors" if need.unfilled else ""
        yield f"  {fact_words(need.fact, [need.value])} ({need.clause.id}){nobody}"
    if answer.then:
        yield f"  Once all of this holds: {vocabulary().verdicts[answer.then]}."
    if answer.duties:
        yield "To do:"
    for duty, clause in answer.duties:
        yield f"  {duty_words(answer.pack, duty)} ({clause.id})"


def _changes(answer: Decision) -> Iterator[str]:
    """What other answers would change."""
    for question in answer.open:
        yield f"Not known: {vocabulary().facts[question.fact].question}"
        for value, verdict in question.answers.items():
            yield f"  {value_words(question.fact, value)}: {vocabulary().verdicts[verdict]}"
    if answer.assumed:
        yield f"Taken to be as usual, and would change the answer: {', '.join(answer.assumed)}"


def _verdict(answer: Decision) -> str:
    words = vocabulary().verdicts
    if len(answer.range) > 1:
        return f"{words[answer.verdict]} (could also be: {', '.join(words[verdict] for verdict in answer.range[1:])})"
    return words[answer.verdict]


def _title(pack: Pack) -> str:
    ours = " (our reading)" if pack.reading == "ours" else ""
    return f"{pack.school} - {pack.title}{ours}"


def _clauses(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        yield from clause_lines(clause)
