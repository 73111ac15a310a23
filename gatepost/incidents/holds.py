"""What has to wait in a case, by which clauses, and what lets it go on. Helping and calling for help never wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from gatepost.core.policy import Situation, decide, vocabulary
from gatepost.core.policy.binding import binding, for_machines
from gatepost.incidents.asked import STEP, Guidance, Said
from gatepost.incidents.kinds import Action, Facts, known
from gatepost.incidents.models import Case, Release, Step
from gatepost.incidents.reporting import FOR_THE_SCHOOL, guidance_of
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.records.door import record

STOPS = ("must-not", "only-if")
ADVICE = "advice-received"


class Frozen(NotPossible):
    """Something that has to wait; `because` are the clauses that say so."""

    def __init__(self, say: str, because: Iterable[Said]) -> None:
        super().__init__(say)
        self.because = tuple(because)


@dataclass(frozen=True)
class Done:
    """Something that was done: an action of kinds.toml, in the words of whoever did it."""

    action: str
    words: str
    whom: str = ""
    happened: str = ""


@dataclass(frozen=True)
class Hold:
    """A clause that makes something wait, what it waits for, and who has said so far that it has come."""

    said: Said
    releases: tuple[Release, ...]
    still: tuple[str, ...]  # roles whose word is still missing

    @property
    def until(self) -> str:
        """What it waits for, in the clause's words."""
        return str(self.said.clause.live["until"])

    @property
    def is_over(self) -> bool:
        """Whether everybody whose word it takes has given it."""
        return bool(self.releases) and not self.still


def holds_of(case: Case, found: Guidance) -> list[Hold]:
    """Every clause that makes something wait in a case."""
    releases = list(case.releases.select_related("by").prefetch_related("by__roles"))
    return [_hold(one, releases) for one in found.holding]


def frozen(case: Case, *, on: date, advised: bool = False) -> dict[str, list[Said]]:
    """What may not be done for now: actions by their keys, with the clauses.

    `advised` where the police have advised on the very thing that is to be done.
    """
    holds = holds_of(case, guidance_of(case, on=on))
    waits = [one for one in holds if not one.is_over]
    facts = dict(case.facts) | ({ADVICE: ("yes",)} if advised or (holds and not waits) else {})
    found = {
        key: [*_held(action, waits), *_forbidden(case, action, facts, on=on)]
        for key, action in known().actions.items()
    }
    return {
        key: list({one.key: one for one in said}.values()) for key, said in found.items() if said
    }


def check(case: Case, action: str, *, on: date, advised: bool = False) -> None:
    """Raise Frozen where something has to wait."""
    if because := frozen(case, on=on, advised=advised).get(action):
        numbers = ", ".join(
            f"{'law' if one.pack.slug == packs.LAW else 'clause'} {one.clause.number}"
            for one in because
        )
        raise Frozen(f"This has to wait ({numbers}): {because[0].clause.says}", because)


def take_step(case: Case, done: Done, *, by: Person, at: datetime) -> Step:
    """Put down what was done. Raises Frozen where it has to wait, and puts the attempt on record."""
    if not done.words.strip():
        raise NotPossible("Write what was done.")
    try:
        with transaction.atomic(durable=True):
            row = case.locked()
            check(row, done.action, on=row.school.day_of(at))
            made = Step.objects.create(case=row, by=by, at=at, **asdict(done))
            record("case.step-taken", subject=row, by=by, at=at, step=made.pk)
    except Frozen as waits:
        was_refused(case, waits, by=by, at=at)
        raise
    return made


def was_refused(case: Case, waits: Frozen, *, by: Person | None, at: datetime) -> None:
    """Put on record that somebody tried what has to wait."""
    with transaction.atomic(durable=True):
        keys = [one.key for one in waits.because]
        record("case.attempt-refused", subject=case, by=by, at=at, because=keys)


def release(
    case: Case, clause: str, *, source: str, advice: str, by: Person, at: datetime
) -> Release:
    """Say that what a clause waits for has come. Raises NotPossible where it waits for somebody else's word."""
    if not source.strip() or not advice.strip():
        raise NotPossible("Write who advised, and what they said.")
    with transaction.atomic(durable=True):
        row = case.locked()
        on = row.school.day_of(at)
        holds = {one.said.key: one for one in holds_of(row, guidance_of(row, on=on))}
        hold = holds.get(clause)
        if hold is None or hold.is_over:
            raise NotPossible("Nothing waits for this any more.")
        if hold.still and not by.holds(*hold.still, on=on):
            raise NotPossible("This waits for somebody else’s word.")
        made = Release.objects.create(
            case=row, clause=clause, source=source.strip(), advice=advice.strip(), by=by, at=at
        )
        record("case.released", subject=row, by=by, at=at, because=[clause])
    return made


def _hold(said: Said, releases: list[Release]) -> Hold:
    given = tuple(one for one in releases if one.clause == said.key)
    wanted = [str(role) for role in said.clause.live.get("released-by", ())]
    still = (role for role in wanted if not any(_gave(one, role) for one in given))
    return Hold(said, given, tuple(still))


def _gave(release: Release, role: str) -> bool:
    return release.by.holds(role, on=release.case.school.day_of(release.at))


def _held(action: Action, holds: Iterable[Hold]) -> Iterator[Said]:
    for hold in holds:
        if action.words & set(hold.said.clause.live["freezes"]):
            yield hold.said


def _forbidden(case: Case, action: Action, facts: Facts, *, on: date) -> Iterator[Said]:
    """What law or policy forbid whatever anybody waits for; what only a person may judge is left to them."""
    if not action.policy:
        return
    for pack in filter(None, (policy_at(case.school, on=on), packs.law(on=on))):
        for act in case.kind.acts:
            if STEP not in vocabulary().acts[act].facts:
                continue
            spoken = vocabulary().acts[act].facts
            here = {fact: values for fact, values in facts.items() if fact in spoken}
            asked = Situation(act, {**here, "actor": FOR_THE_SCHOOL, STEP: (action.policy,)})
            answer = decide(for_machines(binding(pack)), asked)
            if answer.verdict in STOPS:
                yield from (Said(pack, clause) for clause in answer.bearing)
