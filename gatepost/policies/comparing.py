"""What changes from one policy to another, grouped by whom it concerns and by act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse

from gatepost.core.policy import Pack, vocabulary
from gatepost.core.policy.compare import Change, Comparison, Side, compare
from gatepost.core.policy.vocabulary import RANK, Act
from gatepost.core.policy.words import actors_words, duty_words, fact_words, listed
from gatepost.policies.models import Version
from gatepost.policies.reading import Paper, Readable

EVERYBODY = "anybody"
_OWN_WORDS = {"staff", "employees", "teachers"}  # groups whose name everybody understands


@dataclass(frozen=True)
class Tally:
    """How many situations are answered more strictly, less strictly, for the first time, or no longer."""

    stricter: int
    laxer: int
    newly: int
    no_longer: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.stricter + self.laxer + self.newly + self.no_longer

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """Name, words and number of those that occur."""
        every = (
            ("stricter", "stricter", self.stricter),
            ("laxer", "less strict", self.laxer),
            ("newly", "said for the first time", self.newly),
            ("no-longer", "no longer said", self.no_longer),
        )
        return [part for part in every if part[2]]

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Name, start and width of each part of a bar 100 wide."""
        bars, start = [], 0.0
        for name, _, number in self.parts:
            width = 100 * number / self.total
            bars.append((name, round(start, 2), round(width, 2)))
            start += width
        return bars


@dataclass(frozen=True)
class OnAct:
    """The changes about one act for some people."""

    act: Act
    changes: tuple[Change, ...]

    @property
    def verdicts(self) -> list[Change]:
        """Those in which the verdict changes."""
        return [change for change in self.changes if change.kind == "verdict"]

    @property
    def requirements(self) -> list[Change]:
        """Those in which something else is needed first."""
        return [change for change in self.changes if change.kind == "requires"]

    @property
    def duties(self) -> list[Change]:
        """Those in which only duties change."""
        return [change for change in self.changes if change.kind == "duties"]

    @property
    def tally(self) -> Tally:
        """The verdicts that change, counted."""
        return tally(self.verdicts)


@dataclass(frozen=True)
class ForPeople:
    """The changes for some people, act by act."""

    key: str
    whom: str
    acts: tuple[OnAct, ...]

    @property
    def tally(self) -> Tally:
        """The verdicts that change, counted."""
        return tally(change for on_act in self.acts for change in on_act.verdicts)

    def on(self, act: str) -> OnAct | None:
        """The changes about one act."""
        return next((on_act for on_act in self.acts if on_act.act.name == act), None)


@dataclass(frozen=True)
class SideShown:
    """What one policy says in a changed situation."""

    verdict: str
    needs: str
    clauses: tuple[Readable, ...]


@dataclass(frozen=True)
class Shown:
    """A change as a page shows it: the situation, old and new."""

    situation: tuple[str, ...]
    old: SideShown
    new: SideShown


@dataclass(frozen=True)
class DutyShown:
    """A duty that comes or goes."""

    says: str
    situation: tuple[str, ...]
    clauses: tuple[Readable, ...]


@dataclass(frozen=True)
class Other:
    """A policy that the one in force is compared with: its name in the address, its words, and where it stands."""

    key: str
    name: str
    hint: str
    pack: Pack
    url: str

    @classmethod
    def of_pack(cls, pack: Pack) -> Other:
        """A policy that comes with Gatepost."""
        url = reverse("policies:bundled", args=[pack.slug])
        return cls(pack.slug, pack.school, f"{pack.title}, {len(pack.clauses)} clauses", pack, url)

    @classmethod
    def of_version(cls, version: Version, *, on: date) -> Other:
        """Another version of the school's own."""
        url = reverse("policies:version-text", args=[version.school.slug, version.number])
        pack = version.pack.on(on)
        hint = f"{version.state_words(on)}, {len(pack.clauses)} clauses"
        return cls(f"version-{version.number}", f"Version {version.number}", hint, pack, url)


@lru_cache(maxsize=64)
def comparison(old: Pack, new: Pack) -> Comparison:
    """Two packs compared; this takes a second or two, so it is kept."""
    return compare(old, new)


@lru_cache(maxsize=64)
def by_people(old: Pack, new: Pack) -> tuple[ForPeople, ...]:
    """The changes grouped by whom they concern, the largest group first, then by act."""
    found = comparison(old, new)
    grouped: dict[tuple[str, ...], dict[str, list[Change]]] = {}
    for change in found.changes:
        of_people = grouped.setdefault(change.situation.get("actor", ()), {})
        of_people.setdefault(change.act, []).append(change)
    people = [
        ForPeople(
            ".".join(actors) or EVERYBODY,
            whom((found.old, found.new), actors),
            tuple(
                OnAct(act, tuple(acts[name]))
                for name, act in vocabulary().acts.items()
                if name in acts
            ),
        )
        for actors, acts in grouped.items()
    ]
    return tuple(sorted(people, key=lambda one: -sum(len(on.changes) for on in one.acts)))


def tally(changes: Iterable[Change]) -> Tally:
    """Changed verdicts, counted by their direction."""
    kinds = [_direction(change.old.verdict, change.new.verdict) for change in changes]
    return Tally(*(kinds.count(kind) for kind in ("stricter", "laxer", "newly", "no-longer")))


def whom(packs: Iterable[Pack], actors: tuple[str, ...]) -> str:
    """The people, by a policy's own word where everybody understands it, else one by one."""
    for pack in packs:
        for group, members in pack.groups.get("actor", {}).items():
            if members == frozenset(actors) and group in _OWN_WORDS:
                return f"{group.capitalize()} (as {pack.school} means it)"
    return actors_words((), actors)


def shown(change: Change, old: Paper, new: Paper) -> Shown:
    """A change in words, with both sides' clauses."""
    return Shown(_situation(change), _side(change.old, old), _side(change.new, new))


def duties_shown(
    changes: Iterable[Change], old: Paper, new: Paper
) -> tuple[list[DutyShown], list[DutyShown]]:
    """Duties that come and duties that go."""
    listed_changes = list(changes)
    return (
        [_duty(change, change.new, new) for change in listed_changes if change.new.duties],
        [_duty(change, change.old, old) for change in listed_changes if change.old.duties],
    )


def _situation(change: Change) -> tuple[str, ...]:
    return tuple(
        fact_words(fact, values) for fact, values in change.situation.items() if fact != "actor"
    )


def _side(side: Side, paper: Paper) -> SideShown:
    shorts = [vocabulary().facts[fact].short for fact in side.requires]
    needs = listed(f"{short[:1].lower()}{short[1:]}" for short in shorts)
    return SideShown(side.verdict, needs, tuple(paper.read(side.clauses)))


def _duty(change: Change, side: Side, paper: Paper) -> DutyShown:
    says = "; ".join(duty_words(paper.pack, duty) for duty in side.duties)
    return DutyShown(says, _situation(change), tuple(paper.read(side.clauses)))


def _direction(old: str, new: str) -> str:
    if old == "silent":
        return "newly"
    if new == "silent":
        return "no-longer"
    return "stricter" if RANK[new] > RANK[old] else "laxer"
