"""Answers what a policy says of a situation: verdict, clauses, what is needed first, duties, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gatepost.core.policy.compiled import CompiledPack, Voice
from gatepost.core.policy.pack import Clause, Duty, Pack
from gatepost.core.policy.regions import Cube, Diagrams, bits, cube_of, meet
from gatepost.core.policy.situation import Situation
from gatepost.core.policy.statements import Statement, duties_in, spoken_in, statements
from gatepost.core.policy.vocabulary import RANK, VERDICTS, strictest, vocabulary

_VERDICT_OF = {rank: verdict for verdict, rank in RANK.items()} | {0: "silent"}


@dataclass(frozen=True)
class Requirement:
    """A fact that has to hold first. `unfilled`: the policy leaves nobody who could give it to this actor."""

    fact: str
    value: str
    clause: Clause
    unfilled: bool = False


@dataclass(frozen=True)
class OpenQuestion:
    """A fact that is not known, and the verdict each answer would give (the strictest that may still follow)."""

    fact: str
    answers: Mapping[str, str]
    settles: Mapping[str, int]  # how many verdicts each answer leaves possible
    matters: bool  # whether any answer changes verdict, requirements or duties


@dataclass(frozen=True)
class Decision:
    """What a policy says of a situation."""

    pack: Pack
    situation: Situation
    verdict: str
    range: tuple[str, ...]  # every verdict the unknown facts leave possible, most restrictive first
    clauses: tuple[Clause, ...]
    bearing: tuple[Clause, ...]  # those among them that give the verdict
    requires: tuple[Requirement, ...]
    then: str | None  # with only-if: the verdict once everything required holds
    duties: tuple[tuple[Duty, Clause], ...]
    open: tuple[OpenQuestion, ...]
    assumed: tuple[str, ...]  # facts that stood at their defaults and would change the verdict
    follows: tuple[Clause, ...]  # what may come of a breach


@lru_cache(maxsize=64)
def compiled(pack: Pack) -> CompiledPack:
    """The compiled form of a pack, kept for the packs in use."""
    return CompiledPack(pack)


def decide(pack: Pack, situation: Situation) -> Decision:
    """What the policy says of a situation. Unknown facts give the set of verdicts over all their values."""
    answer = (
        _decide_unknown(pack, situation) if situation.unknown else _decide_known(pack, situation)
    )
    return replace(
        answer, assumed=_assumed(pack, situation, answer.verdict), follows=_follows(pack, answer)
    )


def _decide_known(pack: Pack, situation: Situation) -> Decision:
    outcomes = [compiled(pack).outcome(plain) for plain in situation.plain()]
    verdict = strictest([outcome.verdict for outcome in outcomes])
    # Combinations that give a laxer verdict add their clauses and duties, not their requirements.
    requires = [
        found for outcome in outcomes if outcome.verdict == verdict for found in outcome.requires
    ]
    return _joined(
        pack,
        situation,
        verdict=verdict,
        voices=[voice for outcome in outcomes for voice in outcome.voices],
        duties=[duty for outcome in outcomes for duty in outcome.duties],
        requires=requires,
    )


def _joined(
    pack: Pack,
    situation: Situation,
    *,
    verdict: str,
    voices: Iterable[Voice],
    duties: Iterable[tuple[Duty, Clause]],
    requires: Iterable[tuple[str, str, Clause]],
) -> Decision:
    ordered = sorted(voices, key=lambda voice: voice.order)
    clauses = tuple({voice.clause.id: voice.clause for voice in ordered}.values())
    bearing = tuple(
        {
            voice.clause.id: voice.clause
            for voice in ordered
            if voice.verdict == verdict != "silent"
        }.values()
    )
    first = tuple(
        Requirement(fact, value, clause, _unfilled(pack, situation, fact))
        for fact, value, clause in dict.fromkeys(requires)
    )
    graded = sorted(dict.fromkeys(duties), key=lambda pair: not pair[1].grave)
    return Decision(
        pack, situation, verdict, (verdict,), clauses, bearing, first,
        _then(pack, situation, first) if verdict == "only-if" else None,
        tuple(graded), (), (), (),
    )  # fmt: skip


def _then(pack: Pack, situation: Situation, requires: Iterable[Requirement]) -> str:
    held = situation.given(**{required.fact: required.value for required in requires})
    if held.unknown:
        return _decide_unknown(pack, held).verdict
    return strictest([compiled(pack).outcome(plain).verdict for plain in held.plain()])


def _unfilled(pack: Pack, situation: Situation, fact: str) -> bool:
    """Whether nobody but the actor could give an approval, where the policy says who gives it."""
    approvers = pack.givers(fact)
    actors = situation.facts.get("actor") or (vocabulary().facts["actor"].default,)
    return bool(approvers) and not set(approvers) - set(actors)


def _assumed(pack: Pack, situation: Situation, verdict: str) -> tuple[str, ...]:
    """Facts nobody gave that would, with some value other than their default, change the verdict."""
    if situation.unknown:
        return ()
    plain = list(situation.plain())
    policy = compiled(pack)

    def changes(name: str) -> bool:
        fact = vocabulary().facts[name]
        return any(
            strictest([policy.outcome({**facts, name: value}).verdict for facts in plain])
            != verdict
            for value in fact.values
            if value != fact.default
        )

    telling = policy.act(situation.act).telling
    return tuple(name for name in telling if name not in situation.facts and changes(name))


def _follows(pack: Pack, answer: Decision) -> tuple[Clause, ...]:
    """The clauses that say what may come of a breach of those that forbid or advise against this."""
    if answer.verdict not in ("must-not", "should-not"):
        return ()
    broken = {
        clause.id for clause in answer.clauses if clause.strength in ("must-not", "should-not")
    }
    broken |= {clause.id for clause in answer.bearing}
    speaking = {clause.id for clause in answer.clauses}
    actors = set(answer.situation.facts.get("actor", (vocabulary().facts["actor"].default,)))
    return tuple(
        clause
        for clause in pack.clauses
        if clause.follows
        and (not clause.who or not actors or clause.who & actors)
        and (not clause.decides or clause.id in speaking)
        and ("any" in clause.follows or broken & set(clause.follows))
    )


# --- with unknown facts ----------------------------------------------------------------------------------------------


class _Open:
    """What is said of one situation while some of its facts are unknown."""

    def __init__(self, pack: Pack, situation: Situation) -> None:
        self.unknown = situation.unknown
        self.fixed = [_fixed(plain, self.unknown) for plain in situation.plain()]
        self.said: list[Statement] = []
        self.duties: list[tuple[Cube, Duty, Clause]] = []
        self.certain = [
            clause for clause in pack.clauses if self._is_certain(pack, clause, situation.act)
        ]
        for statement in statements(pack, situation.act):
            self.said += [replace(statement, cube=cube) for cube in self._left(statement.cube)]
        for duty, places in duties_in(pack, situation.act).items():
            for place, clause in places:
                self.duties += [(cube, duty, clause) for cube in self._left(place)]
        self.diagrams = Diagrams(self.unknown)
        self.root = self.diagrams.highest([statement.labelled for statement in self.said])

    def verdicts(self, within: Cube | None = None) -> set[str]:
        """Every verdict that is possible, if need be within some answers."""
        return {_VERDICT_OF[label] for label in self.diagrams.labels(self.root, within)}

    def telling(self) -> set[str]:
        """The unknown facts on which verdict, requirements or duties depend."""
        facts = self.diagrams.facts(self.root)
        for statement in self.said:
            if statement.missing:
                facts |= set(statement.cube)
        for cube, _, _ in self.duties:
            facts |= set(cube)
        return facts

    def _is_certain(self, pack: Pack, clause: Clause, act: str) -> bool:
        return any({} in self._left(cube) for cube in spoken_in(pack, clause, act))

    def _left(self, cube: Cube) -> list[Cube]:
        """A cube's conditions on the unknown facts, if it fits any of the combinations of the known ones."""
        if all(meet(cube, fixed) is None for fixed in self.fixed):
            return []
        return [{fact: mask for fact, mask in cube.items() if fact in self.unknown}]


def _fixed(plain: Mapping[str, str], unknown: tuple[str, ...]) -> Cube:
    facts = {name: fact.default for name, fact in vocabulary().facts.items() if name not in unknown}
    facts |= {name: value for name, value in plain.items() if name != "act"}
    return cube_of({name: [value] for name, value in facts.items()})


def _decide_unknown(pack: Pack, situation: Situation) -> Decision:
    asked = _Open(pack, situation)
    possible = asked.verdicts()
    verdict = strictest(possible)
    bearing = [statement for statement in asked.said if statement.verdict == verdict]
    whole = [statement for statement in asked.said if not statement.cube]
    voices = [
        Voice(statement.clause, statement.verdict, statement.missing)
        for statement in (*bearing, *whole)
    ]
    voices += [Voice(clause, "silent") for clause in asked.certain]
    heard = {voice.clause.id for voice in voices}
    duties = [
        (duty, clause) for cube, duty, clause in asked.duties if not cube or clause.id in heard
    ]
    requires = [
        (fact, statement.clause.requires[fact][0], statement.clause)
        for statement in bearing
        for fact in statement.missing
    ]
    joined = _joined(
        pack, situation, verdict=verdict, voices=voices, duties=duties, requires=requires
    )
    return replace(
        joined,
        range=tuple(verdict for verdict in VERDICTS if verdict in possible),
        open=_questions(asked),
    )


def _questions(asked: _Open) -> tuple[OpenQuestion, ...]:
    telling = asked.telling()
    questions = []
    for fact in asked.unknown:
        left = {value: asked.verdicts({fact: bit}) for value, bit in bits(fact).items()}
        questions.append(
            OpenQuestion(
                fact,
                answers={value: strictest(verdicts) for value, verdicts in left.items()},
                settles={value: len(verdicts) for value, verdicts in left.items()},
                matters=fact in telling,
            )
        )
    return tuple(questions)


def next_question(decision: Decision) -> OpenQuestion | None:
    """The open question that tells most: the one whose answers leave fewest verdicts possible; None if none matters."""
    mattering = [question for question in decision.open if question.matters]
    return min(mattering, key=_left_open, default=None)


def _left_open(question: OpenQuestion) -> float:
    """How many verdicts an answer leaves on average, less where the answers differ among themselves."""
    leaves = sum(question.settles.values()) / len(question.settles)
    return leaves - len(set(question.answers.values())) / len(VERDICTS)
