"""What policy and law say of a case: who looks at it, what is to be done by when, what has to wait, what may come of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from gatepost.core.policy import Clause, Duty, Pack, Situation, decide, vocabulary
from gatepost.core.policy.binding import binding, key_of
from gatepost.core.policy.explain import explain
from gatepost.incidents.kinds import Facts, Kind, known
from gatepost.people.roles import IMPLIED, ROLES

REPORT, ROUTE, HOLD = "incidents.report", "incidents.route", "incidents.hold"
ASSESSMENT, EVIDENCE = "incidents.assessment", "incidents.evidence"
OUTCOME, SUPPORT, WISHES = "incidents.outcome", "incidents.support", "incidents.wishes"
STEP = "step"  # the fact that says what is done with what was found
OPENING = (
    "none",
    "report",
)  # its values while something is reported; the others are what may have to wait
PEOPLE = frozenset(ROLES).union(*IMPLIED.values())


@dataclass(frozen=True)
class Said:
    """A clause that speaks of a case, and whose it is."""

    pack: Pack
    clause: Clause

    @property
    def key(self) -> str:
        """What names it on record."""
        return key_of(self.pack, self.clause)

    @property
    def live(self) -> dict[str, object]:
        """How it is made real."""
        return dict(self.clause.live)


@dataclass(frozen=True)
class Guidance:
    """What the adopted policy and the law say of one case."""

    said: tuple[Said, ...]
    duties: tuple[tuple[Duty, Said], ...]
    holding: tuple[Said, ...]  # clauses that say what has to wait

    def by(self, mechanism: str) -> list[Said]:
        """The clauses that are made real by one mechanism."""
        return [one for one in self.said if one.clause.live.get("by") == mechanism]

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Who at the school takes it, the narrowest first: whom grave duties name, then routes, then ways of reporting."""
        grave = [duty.to for duty, said in self.duties if said.clause.grave]
        routes = [role for one in self.by(ROUTE) for role in one.clause.live["to"]]
        reports = [role for one in self.by(REPORT) for role in one.clause.live.get("to", ())]
        for named in (grave, routes, reports):
            if people := people_among(named):
                return people
        return ()

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """Who outside the school is told."""
        named = [role for one in self.by(ROUTE) for role in one.clause.live["to"]]
        named += [duty.to for duty, _ in self.duties if duty.to]
        same = known().same_as
        return tuple(dict.fromkeys(one for one in named if same.get(one, one) not in PEOPLE))


def guidance(
    kind: Kind, facts: Facts, *, actors: Collection[str], packs: Iterable[Pack]
) -> Guidance:
    """What some packs say of a case of a kind, as it was reported by somebody."""
    said: dict[str, Said] = {}
    holding: dict[str, Said] = {}
    duties: dict[tuple[Duty, str], tuple[Duty, Said]] = {}
    for pack in map(binding, packs):
        for asked in _situations(kind, facts, actors):
            found = [Said(pack, one.clause) for one in explain(pack, asked) if one.speaks]
            holding |= {one.key: one for one in found if one.clause.live.get("by") == HOLD}
            if not set(asked.facts.get(STEP, OPENING)) <= set(OPENING):
                continue
            said |= {one.key: one for one in found}
            for duty, clause in decide(pack, asked).duties:
                duties.setdefault((duty, clause.id), (duty, Said(pack, clause)))
        said |= {one.key: one for one in _standing(pack, kind)}
    return Guidance(tuple(said.values()), tuple(duties.values()), tuple(holding.values()))


def people_among(named: Iterable[str]) -> tuple[str, ...]:
    """Those of some names that are people of the school, by their roles."""
    same = known().same_as
    roles = (same.get(one, one) for one in named)
    return tuple(dict.fromkeys(role for role in roles if role in PEOPLE))


def _standing(pack: Pack, kind: Kind) -> Iterator[Said]:
    """Clauses about cases to which no situation leads: those for every case, and routes for one that they name."""
    for clause in pack.clauses:
        by = str(clause.live.get("by", ""))
        if clause.when or not by.startswith("incidents.") or by == OUTCOME:
            continue
        if by != ROUTE or (kind.called and clause.live["kind"] == kind.called):
            yield Said(pack, clause)


def _situations(kind: Kind, facts: Facts, actors: Collection[str]) -> Iterator[Situation]:
    """Every situation that a case is to a policy: one an act, and one for each step that could be taken."""
    for act in kind.acts:
        spoken = vocabulary().acts[act].facts
        here = {fact: values for fact, values in facts.items() if fact in spoken}
        here["actor"] = tuple(actors)
        steps = vocabulary().facts[STEP].values if STEP in spoken else ()
        yield from (Situation(act, {**here, STEP: (step,)}) for step in steps)
        if not steps:
            yield Situation(act, here)
