"""What a policy asks of those who keep it: who approves and signs it, when it is looked at again, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepost.core.clock import Span, later
from gatepost.core.policy import Clause, Pack

SIGN_OFF, ADOPTION = "policies.sign-off", "policies.adoption"
REVIEW, RELATED, UPKEEP = "policies.review", "policies.related", "policies.upkeep"
ON_NEWS = "on new information"
_BODIES = ("governors",)  # they decide together, so that nobody signs as one of them


@dataclass(frozen=True)
class Demand:
    """A role or body that has to approve or sign, and the clauses that say so (none where only pack.toml does)."""

    role: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class ReviewAsked:
    """When a policy says that it is looked at again."""

    every: str
    next_on: date | None
    clauses: tuple[Clause, ...]

    @property
    def is_on_news(self) -> bool:
        """Whether it asks to be looked at whenever something new comes in."""
        return self.every == ON_NEWS

    def due_on(
        self, *, from_on: date, reviewed_on: date | None, news_on: date | None = None
    ) -> date | None:
        """The day by which it has to be looked at, reckoned from the last review or else the day it began."""
        dates = [self._by_date(from_on, reviewed_on)]
        if news_on and (reviewed_on is None or news_on > reviewed_on):
            dates.append(news_on)
        return min((day for day in dates if day), default=None)

    def _by_date(self, from_on: date, reviewed_on: date | None) -> date | None:
        if self.next_on and (reviewed_on is None or reviewed_on < self.next_on):
            return self.next_on
        span = Span.parse(self.every)
        return later(reviewed_on or from_on, span) if span and span.is_in_dates else None


@dataclass(frozen=True)
class DocumentAsked:
    """A document to read with the policy, and the clauses that point to it."""

    key: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class UpkeepAsked:
    """A standing duty of those who keep the policy."""

    clause: Clause
    roles: tuple[str, ...]
    task: str


def signatures(pack: Pack) -> list[Demand]:
    """Who has to sign the policy, each for themselves."""
    asked = [d for d in _sign_offs(pack, [SIGN_OFF]) if not _approves(pack, d.role)]
    return asked or [Demand(role, ()) for role in pack.signed_by]


def approvals(pack: Pack) -> list[Demand]:
    """Which bodies have to approve it at a meeting."""
    asked = [d for d in _sign_offs(pack, [SIGN_OFF, ADOPTION]) if _approves(pack, d.role)]
    return asked or [Demand(role, ()) for role in pack.approved_by]


def review(pack: Pack) -> ReviewAsked:
    """When it is to be looked at again: by its clauses, or where none says so by its first page."""
    clauses = tuple(_by(pack, REVIEW))
    if not clauses:
        return ReviewAsked(pack.review.every, pack.review.next_on, ())
    every = [str(clause.live["every"]) for clause in clauses if "every" in clause.live]
    dates = [clause.live["next-on"] for clause in clauses if "next-on" in clause.live]
    return ReviewAsked(every[0] if every else "", min(dates, default=None), clauses)


def documents(pack: Pack) -> list[DocumentAsked]:
    """The documents that clauses point to, then those that only the first page names."""
    pointing: dict[str, list[Clause]] = {}
    for clause in _by(pack, RELATED):
        for key in clause.live["documents"]:
            pointing.setdefault(key, []).append(clause)
    keys = [*pointing, *(key for key in pack.related if key not in pointing)]
    return [
        DocumentAsked(key, pack.related.get(key, key), tuple(pointing.get(key, ()))) for key in keys
    ]


def upkeep(pack: Pack) -> list[UpkeepAsked]:
    """What those who keep the policy have to do again and again."""
    return [
        UpkeepAsked(clause, tuple(clause.live["by-whom"]), str(clause.live["task"]))
        for clause in _by(pack, UPKEEP)
    ]


def fills_itself(clause: Clause) -> bool:
    """Whether a blank is filled by signing or by putting the policy in force: nobody may type that in."""
    return clause.live.get("by") in (SIGN_OFF, ADOPTION, REVIEW)


def adoption(pack: Pack) -> list[Clause]:
    """The clauses beside which stands which version this is, since when and by whom."""
    return _by(pack, ADOPTION)


def _by(pack: Pack, mechanism: str) -> list[Clause]:
    return [clause for clause in pack.clauses if clause.live.get("by") == mechanism]


def _sign_offs(pack: Pack, mechanisms: Iterable[str]) -> list[Demand]:
    asking: dict[str, list[Clause]] = {}
    for mechanism in mechanisms:
        for clause in _by(pack, mechanism):
            for role in clause.live.get("by-whom", ()):
                asking.setdefault(role, []).append(clause)
    return [Demand(role, tuple(clauses)) for role, clauses in asking.items()]


def _approves(pack: Pack, role: str) -> bool:
    return role in pack.approved_by or (role in _BODIES and role not in pack.signed_by)
