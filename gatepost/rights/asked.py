"""What law and policy say of requests about people's data: the clock, who handles them, and what may be withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gatepost.core.clock import Span
from gatepost.core.policy import Clause, Pack
from gatepost.people.models import Person, School
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.policies.reading import Readable, paper

REQUESTS, WITHHELD, KEEPING = "rights.requests", "rights.withheld", "rights.keeping"
USUAL_HANDLERS = ("dpo",)
USUAL_RULERS = ("dpo", "headteacher")
INSTEAD = ("headteacher", "chair-of-governors")  # where nobody else is there, or it is their own


@dataclass(frozen=True)
class Terms:
    """How long the school has, how much longer it may take, and which role handles it; each from a clause."""

    answer: Span
    longer: Span
    handlers: tuple[str, ...]
    clauses: tuple[Clause, ...]
    references: tuple[str, ...]  # as the ledger names them


def terms(own: Pack | None, law: Pack | None) -> Terms:
    """The shorter span of law and policy holds; the policy says who handles it where it says so."""
    asked = [(pack, one) for pack in (own, law) if pack for one in _clauses(pack, REQUESTS)]
    found = [one for _, one in asked]
    answers = [_span(one, "answer") for one in found]
    longer = [_span(one, "longer") for one in found if "longer" in one.live]
    named = [_roles(one.live["by-whom"]) for one in found if "by-whom" in one.live]
    return Terms(
        min(answers, key=_days, default=Span(1, "month")),
        min(longer, key=_days, default=Span(0, "month")),
        named[0] if named else USUAL_HANDLERS,
        tuple(found),
        tuple(f"{pack.slug}/{one.id}" for pack, one in asked),
    )


def terms_at(school: School, *, on: date) -> Terms:
    """Those of a school on a day."""
    return terms(policy_at(school, on=on), packs.law(on=on))


def reasons(*, on: date) -> list[Clause]:
    """The law's clauses by which something may be withheld."""
    return withholding(packs.law(on=on))


def withholding(pack: Pack | None) -> list[Clause]:
    """A pack's clauses by which something may be withheld, each with its `because`."""
    return list(_clauses(pack, WITHHELD))


def rulers(own: Pack | None, law: Pack | None) -> tuple[str, ...]:
    """Who decides how long things are kept: whom the policy names, or else the law."""
    found = [*_clauses(own, KEEPING), *_clauses(law, KEEPING)]
    return _roles(found[0].live["by-whom"]) if found else USUAL_RULERS


def rulers_at(school: School, *, on: date) -> tuple[str, ...]:
    """Those of a school on a day."""
    return rulers(policy_at(school, on=on), packs.law(on=on))


def in_law(*names: str, on: date) -> list[Readable]:
    """Clauses of the law, as pages show them."""
    law = packs.law(on=on)
    return paper(law, reverse("policies:law")).read(
        [law.by_id[name] for name in names if name in law.by_id]
    )


def handlers_of(
    school: School, *, on: date, besides: Person | None
) -> tuple[list[Person], tuple[str, ...]]:
    """Who handles a request, and by which role: never whom it is about."""
    here = Person.objects.at(school).current(on)
    here = here.exclude(pk=besides.pk) if besides else here
    for roles in (terms_at(school, on=on).handlers, *((one,) for one in INSTEAD)):
        if found := list(here.holding(roles, on=on).select_related("account")):
            return found, tuple(roles)
    return [], ()


def _clauses(pack: Pack | None, mechanism: str) -> Iterator[Clause]:
    return (one for one in (pack.clauses if pack else ()) if one.live.get("by") == mechanism)


def _span(clause: Clause, name: str) -> Span:
    found = Span.parse(str(clause.live[name]))
    if found is None:
        raise ValueError(f"{clause.id}: no span of time in “{name}”.")
    return found


def _days(span: Span) -> int:
    return span.number * {"day": 1, "week": 7, "month": 30, "year": 365}.get(span.unit, 1)


def _roles(written: object) -> tuple[str, ...]:
    return tuple(written) if isinstance(written, (list, tuple)) else (str(written),)
