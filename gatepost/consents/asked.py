"""What a policy asks before a picture is shown: whose yes, how given, for how long; and which list it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gatepost.core.policy import Clause, Pack
from gatepost.people.models import School
from gatepost.policies.models import Version

GATE, LIST = "consents.gate", "consents.list"
PERMISSION, ON_LIST = "image-permission", "on-do-not-publish-list"
WRITTEN, ONE_USE_EACH = "written", "one-use-each"
# What Gatepost does in any case, whether or not a policy asks for it.
ALWAYS = frozenset({PERMISSION, ON_LIST, "nothing-ticked", "every-child-in-the-picture"})
_RENEWED = re.compile(r"renewed-every-(?:(\d{1,2})-)?(month|year)s?")
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Terms:
    """What the clauses about pictures want; nothing where a policy does not speak of it."""

    gates: tuple[Clause, ...] = ()
    lists: tuple[Clause, ...] = ()
    reference: str = ""  # how the ledger names the policy

    @cached_property
    def needs(self) -> frozenset[str]:
        """Everything that has to hold before a picture is shown."""
        return frozenset(
            str(need) for clause in self.gates for need in clause.live.get("needs", ())
        )

    @property
    def is_written(self) -> bool:
        """Whether only a written yes counts. A no counts however it is said."""
        return WRITTEN in self.needs

    @property
    def is_one_use_each(self) -> bool:
        """Whether a yes counts only for the one way of showing that was asked about."""
        return ONE_USE_EACH in self.needs

    @cached_property
    def months(self) -> int | None:
        """For how long a yes counts, where a clause says so; the shortest where several do."""
        found = [_RENEWED.fullmatch(need) for need in self.needs]
        return min((int(one[1] or 1) * _MONTHS[one[2]] for one in found if one), default=None)

    @property
    def others(self) -> list[str]:
        """What the clauses want beside that, in their own words: for people to see to."""
        known = ALWAYS | {WRITTEN, ONE_USE_EACH}
        rest = (need for need in self.needs if need not in known and not _RENEWED.fullmatch(need))
        return sorted(need.replace("-", " ") for need in rest)

    @property
    def holds(self) -> list[str]:
        """Who belongs on the list of children who are never shown, in the policy's words."""
        return [str(clause.live["holds"]) for clause in self.lists]

    @property
    def permission(self) -> tuple[Clause, ...]:
        """The clauses that make people be asked."""
        others = {PERMISSION, WRITTEN, ONE_USE_EACH}
        return tuple(c for c in self.gates if set(c.live.get("needs", ())) & others)

    def references(self, clauses: Iterable[Clause]) -> list[str]:
        """Clauses as the ledger names them."""
        return [f"{self.reference}/{clause.id}" for clause in clauses]


def terms(pack: Pack, *, reference: str = "") -> Terms:
    """What a pack wants of pictures."""
    return Terms(_of(pack, GATE), _of(pack, LIST), reference)


def terms_at(school: School, *, on: date) -> Terms:
    """What the policy in force at a school wants; nothing before there is one: the law's floor stands anyway."""
    version = Version.objects.in_force(school, on=on)
    return terms(version.pack.on(on), reference=version.reference) if version else Terms()


def _of(pack: Pack, mechanism: str) -> tuple[Clause, ...]:
    return tuple(clause for clause in pack.clauses if clause.live.get("by") == mechanism)
