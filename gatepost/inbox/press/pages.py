"""What the page of an item shows of journalists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from gatepost.inbox.models import Item, PressMark
from gatepost.inbox.press.asked import Asked, asked_by
from gatepost.people.models import Person
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable


@dataclass(frozen=True)
class Part:
    """Whether a journalist wrote it, and what is wanted before it is answered."""

    item: Item
    person: Person
    at: datetime

    @property
    def _on(self) -> date:
        return self.item.school.day_of(self.at)

    @cached_property
    def asked(self) -> Asked:
        """What the policy wants."""
        return asked_by(policy_at(self.item.school, on=self._on))

    @cached_property
    def marks(self) -> list[PressMark]:
        """Who marked it and who ended that, the newest last."""
        return list(self.item.press_marks.select_related("by", "ended_by"))

    @property
    def open_mark(self) -> PressMark | None:
        """The mark that holds, if one does."""
        return next((one for one in self.marks if one.ended_at is None), None)

    @property
    def may_end(self) -> bool:
        """Whether this person's word ends it."""
        mark = self.open_mark
        return mark is not None and mark.may_end(self.person, on=self._on)

    @cached_property
    def clauses(self) -> list[Readable]:
        """The clauses that want it so."""
        return readable(self.asked.clauses, school=self.item.school, on=self._on)
