"""Says what a policy and the law make of what was found in a draft: each finding with its level and its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gatepost.core.checks.found import Facts, Found
from gatepost.core.checks.kinds import LEAVE_OUT, Kind, kinds
from gatepost.core.policy import Clause, Pack, Situation, vocabulary
from gatepost.core.policy.binding import binding, binds, is_for_a_person, not_outdated
from gatepost.core.policy.compiled import Voice
from gatepost.core.policy.decide import compiled
from gatepost.core.policy.vocabulary import RANK, strictest

# The levels, mildest first: a hint; the policy advises against it; something is needed first; a person has to judge; not so.
HINT, ADVICE, NEEDS, JUDGE, STOP = "hint", "advice", "needs", "judge", "stop"
LEVELS = (HINT, ADVICE, NEEDS, JUDGE, STOP)
_LEVEL_OF = {"must-not": STOP, "only-if": NEEDS, "should-not": ADVICE}
_LEVEL_OF_A_SEARCH = {
    "must-not": STOP, "must": NEEDS, "should-not": ADVICE, "should": ADVICE,
}  # fmt: skip
CHECKS, GATE, CHECKLIST = "posts.checks", "consents.gate", "posts.checklist"
_OF_THE_GATE = frozenset({"child-not-shown", "child-not-agreed"})


@dataclass(frozen=True)
class Cited:
    """A clause, and the pack that it is in."""

    pack: Pack
    clause: Clause


@dataclass(frozen=True)
class Finding:
    """Something that was found, and what follows from it.

    `facts` is what it makes true of the situation; `requires` are facts that have to hold first, where something is needed.
    """

    found: Found
    level: str
    says: str
    todo: str
    cited: tuple[Cited, ...]
    requires: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """What the writer and the checker of a post are asked, and the clause that asks it.

    Most want a yes; one that `wants_words` is answered in words. Where it is not binding, a reason may stand for the answer.
    """

    asks: str
    cited: Cited

    @property
    def key(self) -> str:
        """What names it among all the questions of a screen."""
        return f"{self.cited.pack.slug}/{self.cited.clause.id}/{self.asks}"

    @property
    def wants_words(self) -> bool:
        """Whether a yes is no answer to it."""
        return bool(self.cited.clause.live.get("in-words"))

    @property
    def is_binding(self) -> bool:
        """Whether its clause leaves no choice."""
        return self.cited.clause.strength in ("must", "must-not") and binds(self.cited.clause)


@dataclass(frozen=True)
class _Weighed:
    """What policy and law say of one kind of finding in one situation."""

    level: str
    cited: tuple[Cited, ...]
    requires: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]


class Screen:
    """Weighs findings by some packs, the adopted policy and the law, in the situation of a draft.

    The packs are those of the day (`pack.on(day)`). Each kind is weighed once and remembered, so that a screen may be kept
    for as long as packs and situation stay the same.
    """

    def __init__(self, packs: Iterable[Pack], situation: Situation) -> None:
        written = tuple(packs)
        self.packs = tuple(map(binding, written))
        self._asking = tuple(map(not_outdated, written))
        self.situation = situation
        self._weighed: dict[tuple[str, Facts], _Weighed] = {}

    def weigh(self, found: Iterable[Found]) -> list[Finding]:
        """The findings with their levels and clauses, in their order; those left out of which the policy does not speak."""
        return [finding for one in found if (finding := self._finding(one))]

    def questions(self) -> list[Question]:
        """What the clauses ask the writer and the checker of such a post; those with words to be mended ask too."""
        return [
            Question(str(asks), Cited(pack, clause))
            for pack in self._asking
            for clause in _searching(pack, CHECKLIST, self.situation)
            for asks in clause.live["asks"]
        ]

    def _finding(self, found: Found) -> Finding | None:
        kind = kinds()[found.kind]
        key = (found.kind, found.facts)
        weighed = self._weighed.get(key)
        if weighed is None:
            weighed = self._weighed[key] = self._weigh(kind, found.facts)
        if kind.silent == LEAVE_OUT and not weighed.cited:
            return None
        says = f"{kind.says} {found.note}".rstrip()
        return Finding(
            found, weighed.level, says, kind.todo, weighed.cited, weighed.requires, weighed.facts
        )

    def _weigh(self, kind: Kind, more: Facts) -> _Weighed:
        facts = _facts_of(kind, more)
        after = _with(self.situation, kind.act, facts)
        # Another act has no situation before it: whatever the packs say of it is new.
        before = self.situation if after.act == self.situation.act else None
        changed = [one for pack in self.packs for one in _changed(pack, before, after)]
        searched = [one for pack in self.packs for one in _searched(pack, kind.name, after)]
        level = max(
            _level(changed, is_sure=kind.sure),
            *(_level_of_search(one.clause) for one in searched),
            kind.floor or HINT,
            key=LEVELS.index,
        )
        voices = sorted(changed, key=lambda one: one[1].order)
        cited = {
            (one.pack.slug, one.clause.id): one for one in [*(one for one, _ in voices), *searched]
        }
        requires = [
            fact for _, voice in voices if voice.verdict == "only-if" for fact in voice.missing
        ]
        return _Weighed(level, tuple(cited.values()), tuple(dict.fromkeys(requires)), facts)


def _facts_of(kind: Kind, more: Facts) -> dict[str, tuple[str, ...]]:
    """What a finding makes true: the kind's own facts and those of this one."""
    facts = dict(kind.facts)
    for fact, value in more:
        facts[fact] = tuple(dict.fromkeys((*facts.get(fact, ()), value)))
    return facts


def _with(situation: Situation, act: str, facts: Mapping[str, tuple[str, ...]]) -> Situation:
    """A situation in which some facts hold as well; where a fact has one value only, the new one takes its place."""
    words = vocabulary().facts
    joined = dict(situation.facts)
    for fact, values in facts.items():
        kept = tuple(
            value
            for value in joined.get(fact, ())
            if words[fact].several and value != words[fact].default
        )
        joined[fact] = tuple(dict.fromkeys((*kept, *values)))
    return Situation(act or situation.act, joined)


def _voices(pack: Pack, situation: Situation) -> dict[str, Voice]:
    """What each clause of a pack says of a situation, by its id; the most restrictive where several values hold at once."""
    found: dict[str, Voice] = {}
    for plain in situation.plain():
        for voice in compiled(pack).outcome(plain).voices:
            held = found.get(voice.clause.id)
            if held is None or RANK[voice.verdict] > RANK[held.verdict]:
                found[voice.clause.id] = voice
    return found


def _changed(
    pack: Pack, before: Situation | None, after: Situation
) -> Iterator[tuple[Cited, Voice]]:
    """The clauses that forbid, advise against or ask for something after and did not before."""
    then = _voices(pack, before) if before else {}
    for name, voice in _voices(pack, after).items():
        held = then.get(name)
        is_new = held is None or RANK[voice.verdict] > RANK[held.verdict]
        if voice.verdict in _LEVEL_OF and (
            is_new or (held and set(voice.missing) - set(held.missing))
        ):
            yield Cited(pack, voice.clause), voice


def _level(changed: list[tuple[Cited, Voice]], *, is_sure: bool) -> str:
    """The level to which some clauses raise a finding.

    Where only clauses that a person has to apply make it stricter, a person judges; and where words alone do not show it.
    Advice needs no judge: whoever writes says why they go on.
    """
    everything = strictest([voice.verdict for _, voice in changed])
    by_machine = strictest(
        [voice.verdict for cited, voice in changed if not is_for_a_person(cited.clause)]
    )
    level = _LEVEL_OF.get(everything, HINT)
    is_binding = level in (STOP, NEEDS)
    if is_binding and (not is_sure or RANK[everything] > RANK[by_machine]):
        return JUDGE
    return level


def _searched(pack: Pack, kind: str, situation: Situation) -> Iterator[Cited]:
    """The clauses that name what is looked for."""
    for clause in _searching(pack, CHECKS, situation):
        if kind in clause.live["finds"]:
            yield Cited(pack, clause)
    if kind in _OF_THE_GATE:
        for clause in _searching(pack, GATE, situation):
            yield Cited(pack, clause)


def _searching(pack: Pack, mechanism: str, situation: Situation) -> Iterator[Clause]:
    """The clauses that are made real by some mechanism; those with conditions only where they speak."""
    speaking = _voices(pack, situation)
    for clause in pack.clauses:
        if clause.live.get("by") == mechanism and (not clause.decides or clause.id in speaking):
            yield clause


def _level_of_search(clause: Clause) -> str:
    """The level of what a clause looks for. The gate's clauses speak by their own verdicts."""
    if clause.live["by"] != CHECKS:
        return HINT
    level = _LEVEL_OF_A_SEARCH.get(clause.strength, HINT)
    return JUDGE if level in (STOP, NEEDS) and is_for_a_person(clause) else level
