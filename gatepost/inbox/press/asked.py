"""What a policy wants before a journalist is answered, and whose word it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.core.policy.words import listed, role_words
from gatepost.incidents.asked import people_among
from gatepost.people.models import Person

PRESS = "inbox.press"
JUDGES = "slt"  # who speaks where the one whom the policy names marked it


@dataclass(frozen=True)
class Asked:
    """The clauses about journalists of the policy that is in force."""

    pack: Pack | None
    clauses: tuple[Clause, ...]

    @property
    def until(self) -> str:
        """What has to be so first, as a sentence."""
        said = [_until(clause) for clause in self.clauses]
        return listed([*said[:1], *(one[:1].lower() + one[1:] for one in said[1:])])

    @property
    def told(self) -> tuple[str, ...]:
        """The roles that hear of it at once."""
        return tuple(dict.fromkeys(role for one in self.clauses for role in _to(one)))

    @property
    def who(self) -> str:
        """Whose word it takes, in words."""
        roles = dict.fromkeys(role for one in self.clauses for role in self._roles(one))
        assert self.pack is not None
        return listed((role_words(self.pack, role).lower() for role in roles), "or")

    def counts(self, person: Person, *, on: date) -> bool:
        """Whether this is somebody whose word every clause takes. Where none names anybody, whoever sees it says it."""
        held = person.held_roles(on=on) | set(person.actors)
        wanted = [self._roles(clause) for clause in self.clauses]
        return all(not roles or held & set(roles) for roles in wanted)

    def _roles(self, clause: Clause) -> tuple[str, ...]:
        return _to(clause) or tuple(self._givers(_facts(clause)))

    def _givers(self, facts: Iterable[str]) -> Iterable[str]:
        assert self.pack is not None
        for fact in facts:
            named = self.pack.givers(fact) or vocabulary().facts[fact].given_by
            yield from (role for role in named if role != "actor")


def asked_by(pack: Pack | None) -> Asked:
    """What a policy says of journalists who write to an account."""
    clauses = pack.clauses if pack else ()
    return Asked(pack, tuple(one for one in clauses if one.live.get("by") == PRESS))


def _to(clause: Clause) -> tuple[str, ...]:
    return people_among(duty.to for duty in clause.duties if duty.to)


def _facts(clause: Clause) -> list[str]:
    until = str(clause.live["until"])
    named = [until] if until in vocabulary().facts else []
    return list(dict.fromkeys([*named, *clause.requires]))


def _until(clause: Clause) -> str:
    until = str(clause.live["until"])
    fact = vocabulary().facts.get(until)
    says = fact.short if fact else until
    return says[:1].upper() + says[1:]
