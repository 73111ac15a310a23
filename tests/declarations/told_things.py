"""Ties, exceptions and departures, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from gatepost.core.policy import vocabulary
from gatepost.declarations.models import Departure, PolicyException, Tie
from gatepost.declarations.models.departures import Account
from gatepost.declarations.models.exceptions import Answer, Asked
from gatepost.declarations.models.ties import Told
from gatepost.joining.models import Issued, OwnPhone
from gatepost.people.models import Person
from gatepost.policies import packs
from gatepost.policies.can_i import Inquiry, read
from gatepost.policies.door import policy_at


def tie_of(person: Person, *, at: datetime, **more: Any) -> Tie:
    """Somebody tells of a friend among the parents."""
    said = {"other": "pupil-relative", "whom": "Ivy Marsh", "kind": "friendship", "predates": True}
    return Tie.declare(Told(**{**said, **more}), by=person, at=at)


def exception_of(
    person: Person, *, at: datetime, days: int = 30, first: date | None = None, **more: Any
) -> PolicyException:
    """Somebody asks for an exception; for one that no policy names, unless a clause is given."""
    on = first or person.school.day_of(at)
    said = {
        "clause": "", "act": "", "whom": "", "reason": "A sick father.", "from_on": on,
        "until_on": on + timedelta(days=days), "owner": person,
    }  # fmt: skip
    return PolicyException.ask(Asked(**{**said, **more}), by=person, at=at)


def says(
    exception: PolicyException,
    fact: str,
    *,
    by: Person,
    at: datetime,
    yes: bool = True,
    **more: Any,
) -> None:
    """A party answers what it has seen."""
    exception.answer(Answer(fact, yes, **more), seen=exception.content_hash(), by=by, at=at)


def departure_of(person: Person, *, at: datetime, **more: Any) -> Departure:
    """Somebody tells that they did otherwise than the policy says."""
    said = {
        "planned": False, "happens_on": person.school.day_of(at),
        "what": "I rang a mother from my own phone.", "why": "The child was ill on a trip.",
    }  # fmt: skip
    return Departure.tell(Account(**{**said, **more}), by=person, at=at)


def declared_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """One of each, told by the cast's writer."""
    return {
        "tie": tie_of(cast.writer, at=at).pk,
        "exception": exception_of(cast.writer, at=at).pk,
        "departure": departure_of(cast.writer, at=at).pk,
    }


def own_things(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """The writer's own phone, which is lost, and something that the school gave out."""
    phone = OwnPhone.note("490154203237518", name="", by=cast.writer, at=at)
    phone.lose(by=cast.writer, at=at)
    issued = Issued.give("phone", "Trip phone", to=cast.writer, by=cast.administrator, at=at)
    return {"phone": phone.pk, "issued": issued.pk}


def answered(person: Person, act: str, *, on: date, **given: str) -> str:
    """The address of an answer to somebody: some facts given, whatever else is asked answered in the usual way."""
    pairs = {name.replace("_", "-"): [value] for name, value in given.items()}
    pack = policy_at(person.school, on=on)
    assert pack
    asked = Inquiry(pack, packs.law(on=on), vocabulary().acts[act], read(act, pairs))
    asked = asked.asked_by(person, on=on)
    while page := asked.next_page():
        usual = {fact: (vocabulary().facts[fact].default,) for fact in page.facts}
        asked = asked.with_given({**asked.given, **usual}).asked_by(person, on=on)
    return f"/schools/{person.school.slug}/can-i/{act}/?{asked.address()}"
