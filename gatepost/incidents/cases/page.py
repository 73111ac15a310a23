"""Everything that the page of a case shows to somebody: all of it, or what came after they were given it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from gatepost.incidents.asked import ASSESSMENT, EVIDENCE, REPORT, ROUTE, SUPPORT, WISHES
from gatepost.incidents.holds import Hold, frozen, holds_of
from gatepost.incidents.kinds import known
from gatepost.incidents.models import Access, Case, CaseDuty, Message, Outcome, Report, Step
from gatepost.incidents.reporting import guidance_of
from gatepost.incidents.shown import Shown, read, said
from gatepost.people.models import Person


@dataclass(frozen=True)
class Waits:
    """Something that has to wait, and the clauses that say so."""

    says: str
    because: Sequence[Shown]


@dataclass(frozen=True)
class Page:
    """One case as somebody sees it."""

    report: Report | None  # None for whoever was given it later without what was there before
    about: str
    duties: Sequence[tuple[CaseDuty, bool]]  # and whether it is late
    holds: Sequence[tuple[Hold, Shown]]
    waits: Sequence[Waits]
    steps: Sequence[tuple[Step, str]]
    messages: QuerySet[Message]
    outcomes: QuerySet[Outcome]
    accesses: QuerySet[Access]
    concerned: Sequence[Person]
    clauses: Mapping[str, Sequence[Shown]]  # by what they are for

    @property
    def concerned_pks(self) -> list[int]:
        """Whom the case is about, by number."""
        return [one.pk for one in self.concerned]


def sees_since(case: Case, person: Person, *, at: datetime) -> datetime | None:
    """From when on somebody sees what is in a case; None where they see all of it."""
    mine = list(Access.objects.of(person, on=case.school.day_of(at)).filter(case=case))
    if any(one.sees_before for one in mine):
        return None
    return min(one.given_at for one in mine)


def page_of(case: Case, person: Person, *, at: datetime) -> Page:
    """The page for somebody who may see the case."""
    on, since = case.school.day_of(at), sees_since(case, person, at=at)
    found, school = guidance_of(case, on=on), case.school
    later = {"at__gte": since} if since else {}
    actions = known().actions
    return Page(
        report=None if since else case.report,
        about=known().about[case.report.about].says,
        duties=[(one, one.is_late(at)) for one in sorted(case.duties.all(), key=_pressing)],
        holds=[(one, read(one.said, school)) for one in holds_of(case, found)],
        waits=[
            Waits(actions[key].says, [read(one, school) for one in because])
            for key, because in frozen(case, on=on).items()
        ],
        steps=[
            (one, actions[one.action].says) for one in case.steps.filter(**later).select_related("by")
        ],
        messages=case.messages.filter(**later).select_related("by"),
        outcomes=case.outcomes.filter(**later).select_related("by"),
        accesses=case.accesses.current().select_related("person"),
        concerned=[one.person for one in case.concerned.select_related("person")],
        clauses={
            name: said(found, mechanism, school)
            for name, mechanism in (
                ("reports", REPORT), ("routes", ROUTE), ("assessment", ASSESSMENT), ("evidence", EVIDENCE),
                ("support", SUPPORT), ("wishes", WISHES),
            )
        },
    )  # fmt: skip


def _pressing(duty: CaseDuty) -> tuple[bool, bool, datetime]:
    """What is done comes last; of the rest what is grave and what is due first."""
    last = datetime.max.replace(tzinfo=UTC)
    return duty.done_at is not None, not duty.said.get("grave"), duty.due_at or last
