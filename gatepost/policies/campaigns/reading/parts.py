"""What somebody is given to read: the sections of the policy, or what changes for them since they last read it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from gatepost.core.policy import Clause, Pack
from gatepost.people.models import Person
from gatepost.policies.campaigns.reading.changed import Changed, changed_for
from gatepost.policies.models import Acknowledgement, Ask, SectionRead, Version
from gatepost.policies.reading import Readable, paper

CHANGES = "changes"


@dataclass(frozen=True)
class Part:
    """A section, with what speaks to the reader first."""

    key: str
    heading: str
    yours: tuple[Readable, ...]
    others: tuple[Readable, ...]
    is_read: bool


@dataclass(frozen=True)
class Reading:
    """Everything that one person is given to read, and how far they are."""

    ask: Ask
    parts: tuple[Part, ...]
    read: frozenset[str]
    before: Version | None  # the version they acknowledged before this one
    changed: Changed | None  # what is different since then
    seen: str

    @property
    def needed(self) -> list[str]:
        """What has to be read before an answer: the changes where there are any to tell, else every section."""
        return [CHANGES] if self.changed else [part.key for part in self.parts]

    @property
    def done(self) -> int:
        """How much of it is read."""
        return len(set(self.needed) & self.read)

    @property
    def is_complete(self) -> bool:
        """Whether an answer can be given."""
        return self.done == len(self.needed)

    @property
    def next_key(self) -> str:
        """Where to read on; nothing once all is read."""
        return next((key for key in self.needed if key not in self.read), "")

    def part(self, key: str) -> Part | None:
        """One section."""
        return next((part for part in self.parts if part.key == key), None)

    def after(self, key: str) -> str:
        """Where to go from a section: the next one that is not read, else nothing."""
        keys = [part.key for part in self.parts]
        here = keys.index(key) if key in keys else -1
        later = [one for one in keys[here + 1 :] if one not in self.read]
        return next(iter(later), self.next_key)


def reading_of(ask: Ask) -> Reading:
    """What one person is given to read."""
    version = ask.campaign.version
    before = _version_before(ask)
    read = frozenset(SectionRead.objects.filter(ask=ask).values_list("section", flat=True))
    return Reading(
        ask=ask,
        parts=_parts(version, ask.person, read),
        read=read,
        before=before,
        changed=changed_for(ask.person, old=before, new=version) if before else None,
        seen=digest_of(version.pack),
    )


def digest_of(pack: Pack) -> str:
    """What stands for the text of a policy as people read it: every clause with its number and words."""
    text = [[clause.id, clause.number, clause.strength, clause.says] for clause in pack.clauses]
    return hashlib.sha256(json.dumps(text, ensure_ascii=False).encode()).hexdigest()


def speaks_to(clause: Clause, actors: Sequence[str]) -> bool:
    """Whether a clause is about what somebody may or must do; one that names nobody speaks to everybody."""
    if clause.who:
        return bool(clause.who & set(actors))
    tables = [table["actor"] for table in clause.when if "actor" in table]
    if not tables or len(tables) < len(clause.when):
        return True
    return any(table & set(actors) for table in tables)


def _parts(version: Version, person: Person, read: frozenset[str]) -> tuple[Part, ...]:
    document = paper(version.pack, reverse("policies:policy", args=[version.school.slug]))
    return tuple(
        Part(
            section.number,
            section.heading,
            tuple(c for c in section.clauses if speaks_to(c.clause, person.actors)),
            tuple(c for c in section.clauses if not speaks_to(c.clause, person.actors)),
            section.number in read,
        )
        for section in document.sections
    )


def _version_before(ask: Ask) -> Version | None:
    """The version that the person acknowledged last, unless it is this one."""
    given = (
        Acknowledgement.objects.filter(ask__person=ask.person, version__school=ask.school_id)
        .exclude(version=ask.campaign.version_id)
        .select_related("version__school", "version__source")
        .order_by("-at")
        .first()
    )
    return given.version if given else None
