"""What changes for one person from the version they have read to the one that is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from gatepost.core.policy import Pack, vocabulary
from gatepost.core.policy.compare import Change, Comparison, compare
from gatepost.core.policy.vocabulary import Act
from gatepost.people.models import Person
from gatepost.policies.comparing import Shown, shown
from gatepost.policies.models import Version
from gatepost.policies.reading import Paper, Readable, paper

MOST = (
    30  # situations on a page that is read on a phone; the whole comparison has a page of its own
)


@dataclass(frozen=True)
class OnAct:
    """What changes about one act."""

    act: Act
    changes: tuple[Shown, ...]


@dataclass(frozen=True)
class Changed:
    """What is different between two versions for one person."""

    acts: tuple[OnAct, ...]
    more: int  # situations that are not shown here
    new: tuple[Readable, ...]
    reworded: tuple[tuple[Readable, Readable], ...]  # as it was, as it is
    gone: tuple[Readable, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all changes."""
        return not (self.acts or self.more or self.new or self.reworded or self.gone)


def changed_for(person: Person, *, old: Version, new: Version) -> Changed:
    """The changed answers that can be this person's, and the clauses that are new, reworded or gone."""
    was, now = _paper(old), _paper(new)
    changes = [
        change
        for change in _comparison(old.pack, new.pack).changes
        if change.kind != "duties" and _concerns(change, person.actors)
    ]
    return Changed(
        acts=tuple(_by_act(changes[:MOST], was, now)),
        more=max(0, len(changes) - MOST),
        new=tuple(now.by_id[c.id] for c in new.pack.clauses if c.id not in was.by_id),
        reworded=tuple(
            (was.by_id[clause.id], now.by_id[clause.id])
            for clause in new.pack.clauses
            if clause.id in was.by_id and was.by_id[clause.id].says != clause.says
        ),
        gone=tuple(was.by_id[c.id] for c in old.pack.clauses if c.id not in now.by_id),
    )


@lru_cache(maxsize=64)
def _comparison(old: Pack, new: Pack) -> Comparison:
    """Two packs compared; this takes a second or two, so it is kept."""
    return compare(old, new)


def _concerns(change: Change, actors: Iterable[str]) -> bool:
    told = change.situation.get("actor", ())
    return not told or bool(set(told) & set(actors))


def _by_act(changes: Iterable[Change], was: Paper, now: Paper) -> list[OnAct]:
    grouped: dict[str, list[Shown]] = {}
    for change in changes:
        grouped.setdefault(change.act, []).append(shown(change, was, now))
    acts = vocabulary().acts
    return [OnAct(acts[name], tuple(grouped[name])) for name in acts if name in grouped]


def _paper(version: Version) -> Paper:
    return paper(version.pack, reverse("policies:policy", args=[version.school.slug]))
