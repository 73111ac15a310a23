"""What the pages of the register show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gatepost.core import register
from gatepost.core.policy import Clause
from gatepost.core.policy.words import listed, role_words
from gatepost.core.register import Demand, DocumentAsked, UpkeepAsked
from gatepost.people.models import Person
from gatepost.policies.models import Approval, Declining, RelatedDocument, Signature, Version
from gatepost.policies.models.versions import STATES
from gatepost.policies.register.open import Open, open_in
from gatepost.policies.register.reviewing import review_due_on, upkeep_due_on
from gatepost.policies.register.signing import RECORDERS, roles_to_sign

WRITERS = ("headteacher", "slt", "administrator")
BEGINNERS = ("headteacher", "administrator", "chair-of-governors")
_TAGS = {"draft": "grey", "approved": "blue", "signed": "blue", "in-force": "green"}


@dataclass(frozen=True)
class Agreed:
    """Something that a clause asks of a role or body, and what was given."""

    demand: Demand
    who: str
    approval: Approval | None = None
    signatures: tuple[Signature, ...] = ()
    declinings: tuple[Declining, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it was given."""
        return bool(self.approval or self.signatures)


@dataclass(frozen=True)
class Duty:
    """A standing duty, whose it is, and when it is to be done again."""

    asked: UpkeepAsked
    whose: str
    due_on: date | None
    is_late: bool
    is_own: bool


@dataclass(frozen=True)
class Beside:
    """A document to read with the policy, and where it is."""

    asked: DocumentAsked
    row: RelatedDocument | None


@dataclass(frozen=True)
class Standing:
    """A version on a day: how far it has come, who agreed to it, when it is looked at again."""

    version: Version
    on: date
    superseded_on: date | None = None

    @cached_property
    def state(self) -> str:
        """How far it has come."""
        return self.version.state(self.on)

    @property
    def words(self) -> str:
        """That in words."""
        return STATES[self.state]

    @property
    def tag(self) -> str:
        """The colour of its tag."""
        return _TAGS.get(self.state, "grey")

    @cached_property
    def approvals(self) -> list[Agreed]:
        """The approvals that are asked for."""
        given = {row.body: row for row in self.version.approvals.all()}
        return [
            Agreed(demand, self._who(demand.role), given.get(demand.role))
            for demand in register.approvals(self.version.source.pack)
        ]

    @cached_property
    def signatures(self) -> list[Agreed]:
        """The signatures that are asked for."""
        rows, declined = self.version.signatures.all(), self.version.declinings.all()
        return [
            Agreed(
                demand,
                self._who(demand.role),
                signatures=tuple(row for row in rows if row.role == demand.role),
                declinings=tuple(row for row in declined if row.role == demand.role),
            )
            for demand in register.signatures(self.version.source.pack)
        ]

    @cached_property
    def review_due_on(self) -> date | None:
        """The day by which it has to be looked at."""
        return review_due_on(self.version)

    @property
    def is_overdue(self) -> bool:
        """Whether that day has come."""
        return self.review_due_on is not None and self.review_due_on < self.on

    @property
    def review_words(self) -> str:
        """What the policy says of being looked at again."""
        asked = register.review(self.version.source.pack)
        if asked.is_on_news:
            return "When something has changed"
        if asked.every:
            return f"Every {asked.every}"
        return "On the day that it names" if asked.next_on else "The policy does not say when"

    @property
    def review_clauses(self) -> tuple[Clause, ...]:
        """The clauses that say so."""
        return register.review(self.version.source.pack).clauses

    @cached_property
    def documents(self) -> list[Beside]:
        """The documents to read with it."""
        rows = {row.key: row for row in self.version.school.related_documents.all()}
        asked = register.documents(self.version.source.pack)
        return [Beside(one, rows.get(one.key)) for one in asked]

    def _who(self, role: str) -> str:
        return role_words(self.version.source.pack, role)


@dataclass(frozen=True)
class Desk(Standing):
    """A version as it lies before somebody: what they can do about it."""

    person: Person | None = None

    @cached_property
    def open(self) -> Open:
        """What it still leaves open."""
        return open_in(self.version)

    @property
    def is_draft(self) -> bool:
        """Whether it has not come into force."""
        return self.state in ("draft", "approved", "signed") and not self.version.begun

    @property
    def is_ready(self) -> bool:
        """Whether everybody who is named has approved and signed it."""
        return not self.version.missing_approvals and not self.version.missing_signatures

    @property
    def missing(self) -> str:
        """Who has not yet, in words."""
        missing = (*self.version.missing_approvals, *self.version.missing_signatures)
        return listed(self._who(demand.role) for demand in missing)

    @property
    def may_write(self) -> bool:
        """Whether they change words."""
        return self._holds(*WRITERS)

    @property
    def may_record(self) -> bool:
        """Whether they record what a meeting decided."""
        return self._holds(*RECORDERS)

    @property
    def may_begin(self) -> bool:
        """Whether they put a version in force."""
        return self._holds(*BEGINNERS)

    @cached_property
    def own_roles(self) -> list[Agreed]:
        """The roles in which they are asked to sign."""
        if self.person is None or self.state in ("withdrawn", "superseded"):
            return []
        asked = roles_to_sign(self.version, self.person, on=self.on)
        return [Agreed(demand, self._who(demand.role)) for demand in asked]

    @cached_property
    def duties(self) -> list[Duty]:
        """The standing duties of those who keep the policy."""
        return [self._duty(asked) for asked in register.upkeep(self.version.source.pack)]

    def _duty(self, asked: UpkeepAsked) -> Duty:
        due_on = upkeep_due_on(self.version, asked.clause)
        whose = listed(self._who(role) for role in asked.roles)
        is_late = due_on is not None and due_on < self.on
        return Duty(asked, whose, due_on, is_late, self._holds(*asked.roles, "headteacher"))

    def _holds(self, *roles: str) -> bool:
        return self.person is not None and self.person.holds(*roles, on=self.on)
