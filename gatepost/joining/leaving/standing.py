"""What goes on for one leaver, and whether they have it in writing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gatepost.joining.devices.issued import Issued
from gatepost.joining.leaving.asked import Duty, duties
from gatepost.people.models import Person, School
from gatepost.policies.door import policy_at

if TYPE_CHECKING:
    from gatepost.joining.leaving.receipts import LeavingReceipt

# Whoever left longer ago is not asked for any more; what was kept of them stays.
REMEMBERED = timedelta(days=365)


@dataclass(frozen=True)
class Leaver:
    """Somebody with a last day, what goes on for them, and the receipt for just these words."""

    person: Person
    duties: Sequence[Duty]
    receipt: LeavingReceipt | None

    @property
    def is_open(self) -> bool:
        """Whether something goes on that they have not got in writing."""
        return bool(self.duties) and self.receipt is None


def duties_of(person: Person, *, on: date) -> list[Duty]:
    """What goes on for somebody by the policy of a day; of those who have left, by that of their last day."""
    day = min(on, person.left_on) if person.left_on else on
    return [one for one in duties(policy_at(person.school, on=day)) if one.is_for(person)]


def digest_of(found: Iterable[Duty]) -> str:
    """What stands for the words of some duties: a receipt is for these words and no others."""
    words = [[one.clause.id, one.clause.says, one.says] for one in found]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def leaver_of(person: Person, *, on: date) -> Leaver:
    """How somebody who leaves stands."""
    found = duties_of(person, on=on)
    receipt = person.leaving_receipts.filter(seen=digest_of(found)).first() if found else None
    return Leaver(person, found, receipt)


def leavers_of(school: School, *, on: date) -> Iterator[Leaver]:
    """Everybody with a last day, but those who left long ago; the next to leave last."""
    people = Person.objects.at(school).filter(left_on__gte=on - REMEMBERED)
    for person in people.select_related("school").order_by("left_on", "family_name", "pk"):
        yield leaver_of(person, on=on)


def owing(leavers: Iterable[Leaver]) -> list[tuple[Person, int]]:
    """Those of some leavers who still have things of the school's, and how many."""
    people = [one.person for one in leavers]
    out = Counter(Issued.objects.out().filter(person__in=people).values_list("person", flat=True))
    return [(one, out[one.pk]) for one in people if out[one.pk]]
