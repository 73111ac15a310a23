"""A pack compiled to bit masks: for every value of every fact, the rows of conditions it leaves standing.

A decision is then a few ANDs and a look-up, since the rows that are left settle everything else, and few sets of rows ever occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gatepost.core.policy.pack import Clause, Duty, Pack, Table
from gatepost.core.policy.vocabulary import RANK, strictest, vocabulary

_PLAIN = {"must-not": "must-not", "should-not": "should-not", "may": "may"}
_REFUSED = {
    "must-not": "must-not",
    "must": "must-not",
    "should-not": "should-not",
    "should": "should-not",
}


@dataclass(frozen=True)
class Voice:
    """What one clause says of one situation."""

    clause: Clause
    verdict: str  # silent where the clause gives none
    missing: tuple[str, ...] = ()  # required facts that do not hold yet
    refused: tuple[str, ...] = ()  # required facts that were refused

    @property
    def order(self) -> tuple[bool, int]:
        """Grave clauses first, then the most restrictive."""
        return (not self.clause.grave, -RANK[self.verdict])


@dataclass(frozen=True)
class Outcome:
    """What a policy says of one situation in which everything is known."""

    verdict: str
    voices: tuple[Voice, ...]  # every clause that applies, gravest and most restrictive first
    duties: tuple[tuple[Duty, Clause], ...]

    @cached_property
    def bearing(self) -> tuple[Voice, ...]:
        """The clauses that give the verdict."""
        return tuple(voice for voice in self.voices if voice.verdict == self.verdict != "silent")

    @cached_property
    def requires(self) -> tuple[tuple[str, str, Clause], ...]:
        """What is still needed first (fact, value, clause); or what was refused, where that gives the verdict."""
        if self.verdict == "only-if":
            wanted = [(fact, voice.clause) for voice in self.bearing for fact in voice.missing]
        else:
            wanted = [(fact, voice.clause) for voice in self.bearing for fact in voice.refused]
        return tuple((fact, clause.requires[fact][0], clause) for fact, clause in wanted)


def voice(clause: Clause, missing: Iterable[str], refused: Iterable[str]) -> Voice:
    """What a clause that applies says, given which of its requirements do not hold and which were refused."""
    missing, refused = tuple(missing), tuple(refused)
    if refused:
        return Voice(clause, _REFUSED.get(clause.strength, "silent"), refused=refused)
    if missing:
        return Voice(clause, "only-if", missing=missing)
    if clause.requires or clause.allows:
        return Voice(clause, "may")
    return Voice(clause, _PLAIN.get(clause.strength, "silent"))


def outcome_of(speaking: Sequence[Voice], held_by_school: Iterable[Clause] = ()) -> Outcome:
    """Join what the clauses say: an `outside` clause leaves only itself and those that always speak.

    `held_by_school` are clauses that address somebody else but whose duties are the school's, whoever acts.
    """
    outside = any(voice.clause.strength == "outside" for voice in speaking)

    def is_heard(clause: Clause) -> bool:
        return not outside or clause.always or clause.strength == "outside"

    heard = sorted((v for v in speaking if is_heard(v.clause)), key=lambda v: v.order)
    duties = [(duty, v.clause) for v in heard for duty in v.clause.duties]
    speakers = {v.clause.id for v in speaking}
    for clause in held_by_school:
        if clause.id not in speakers and is_heard(clause):
            duties += [(duty, clause) for duty in clause.duties if duty.by == "school"]
    return Outcome(
        strictest([v.verdict for v in heard]), tuple(heard), tuple(dict.fromkeys(duties))
    )


@dataclass
class _Rows:
    """The conditions of one act's clauses, one bit each."""

    tables: list[Mapping[str, frozenset[str]]] = field(default_factory=list)

    def add(self, tables: Iterable[Mapping[str, frozenset[str]]]) -> int:
        """Add some conditions and give the mask of their bits."""
        mask = 0
        for table in tables:
            mask |= 1 << len(self.tables)
            self.tables.append(table)
        return mask


@dataclass(frozen=True)
class _Entry:
    """A clause and the bits of its conditions."""

    clause: Clause
    when: int
    unless: int
    whoever: int  # its situations whoever acts, where it holds a duty of the school's
    met: tuple[
        tuple[str, int, int], ...
    ]  # required fact, bit while it holds, bit while it is refused


class CompiledAct:
    """The clauses of a pack that can speak of one act."""

    def __init__(self, pack: Pack, act: str) -> None:
        rows = _Rows()
        self._entries = [entry for clause in pack.clauses if (entry := _entry(rows, clause, act))]
        self.everything = (1 << len(rows.tables)) - 1
        self._masks = _masks(rows.tables)
        self._masks["act"] = {act: self.everything}
        # The facts on which anything hangs, with the mask of each value and that of the default.
        self._telling = [
            (name, masks, masks[vocabulary().facts[name].default])
            for name, masks in self._masks.items()
            if name != "act" and len(set(masks.values())) > 1
        ]
        self._rest: dict[tuple[str, ...], int] = {}
        self._outcomes: dict[int, Outcome] = {}

    @property
    def masks(self) -> Mapping[str, Mapping[str, int]]:
        """For every value of every fact, the mask of the rows it leaves standing."""
        return self._masks

    @property
    def telling(self) -> tuple[str, ...]:
        """The facts on which anything hangs."""
        return tuple(fact for fact, _, _ in self._telling)

    def mask(self, facts: Mapping[str, str]) -> int:
        """The rows that stand in a situation; facts that are not given stand at their defaults."""
        if len(facts) > len(self._telling):
            return self._mask_of_many(facts)
        given = tuple(facts)
        mask = self._rest.get(given)
        if mask is None:
            mask = self._rest[given] = self._standing(given)
        masks = self._masks
        for fact, value in facts.items():
            mask &= masks[fact][value]
        return mask

    def _mask_of_many(self, facts: Mapping[str, str]) -> int:
        """The same for a situation with many facts: only those that tell something are looked at."""
        mask = self.everything
        for fact, masks, usual in self._telling:
            mask &= masks[facts[fact]] if fact in facts else usual
        return mask

    def outcome(self, mask: int) -> Outcome:
        """What the standing rows come to; worked out once for every set of rows that occurs."""
        found = self._outcomes.get(mask)
        if found is None:
            found = self._outcomes[mask] = self._settle(mask)
        return found

    def _standing(self, given: tuple[str, ...]) -> int:
        mask = self.everything
        for name, fact in vocabulary().facts.items():
            if name not in given:
                mask &= self._masks[name][fact.default]
        return mask

    def _settle(self, mask: int) -> Outcome:
        speaking, held = [], []
        for entry in self._entries:
            if entry.unless & mask:
                continue
            if entry.when & mask:
                refused = [fact for fact, _, no in entry.met if no & mask]
                missing = [fact for fact, yes, _ in entry.met if not yes & mask]
                speaking.append(voice(entry.clause, missing, refused))
            elif entry.whoever & mask:
                held.append(entry.clause)
        return outcome_of(speaking, held)


class CompiledPack:
    """A pack ready to answer. Situations are plain: `act` and one value for every fact that is given."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._acts: dict[str, CompiledAct] = {}

    def act(self, name: str) -> CompiledAct:
        """One act's clauses, compiled when they are first asked for."""
        compiled = self._acts.get(name)
        if compiled is None:
            compiled = self._acts[name] = CompiledAct(self.pack, name)
        return compiled

    def outcome(self, facts: Mapping[str, str]) -> Outcome:
        """What the policy says of one situation, with every clause that applies. Words are taken to be known ones."""
        act = self._acts.get(facts["act"]) or self.act(facts["act"])
        return act.outcome(act.mask(facts))


def tables_for(tables: Iterable[Table], act: str) -> list[dict[str, frozenset[str]]]:
    """The tables that can match an act, the act itself taken out of them."""
    return [
        {fact: values for fact, values in table.items() if fact != "act"}
        for table in tables
        if act in table.get("act", {act})
    ]


def _entry(rows: _Rows, clause: Clause, act: str) -> _Entry | None:
    when = tables_for(clause.when, act)
    if not when:
        return None
    whoever: list[dict[str, frozenset[str]]] = []
    if clause.who and any(duty.by == "school" for duty in clause.duties):
        whoever = [
            {fact: values for fact, values in table.items() if fact != "actor"} for table in when
        ]
    return _Entry(
        clause,
        when=rows.add(when),
        unless=rows.add(tables_for(clause.unless, act)),
        whoever=rows.add(whoever),
        met=tuple(
            (
                fact,
                rows.add([{fact: frozenset(values)}]),
                rows.add([{fact: frozenset({"refused"})}]),
            )
            for fact, values in clause.requires.items()
        ),
    )


def _masks(tables: Sequence[Mapping[str, frozenset[str]]]) -> dict[str, dict[str, int]]:
    everything = (1 << len(tables)) - 1
    masks = {
        name: dict.fromkeys(fact.values, everything) for name, fact in vocabulary().facts.items()
    }
    for bit, table in enumerate(tables):
        for fact, allowed in table.items():
            of_fact = masks[fact]
            for value in of_fact:
                if value not in allowed:
                    of_fact[value] &= ~(1 << bit)
    return masks
