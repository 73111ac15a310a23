"""What a version still leaves open: blanks, clauses that wait for the school's words, contradictions, documents."""

from __future__ import annotations

from dataclasses import dataclass

from gatepost.core import register
from gatepost.core.policy import Clause
from gatepost.core.policy.lint import Contradiction
from gatepost.core.register import DocumentAsked
from gatepost.policies.models import RelatedDocument, Version
from gatepost.policies.reading import unsettled

KINDS = ("unfilled", "defective", "outdated")


@dataclass(frozen=True)
class Open:
    """All that a version leaves open, in the order in which a school should look at it."""

    unfilled: tuple[Clause, ...]
    defective: tuple[Clause, ...]
    outdated: tuple[Clause, ...]
    contradictions: tuple[Contradiction, ...]
    documents: tuple[DocumentAsked, ...]

    @property
    def total(self) -> int:
        """How many they are."""
        clauses = len(self.unfilled) + len(self.defective) + len(self.outdated)
        return clauses + len(self.contradictions) + len(self.documents)


def open_in(version: Version) -> Open:
    """What a version leaves open now."""
    pack = version.pack
    flagged = {
        kind: tuple(clause for clause in pack.clauses if kind in clause.flags) for kind in KINDS
    }
    placed = {row.key for row in RelatedDocument.objects.filter(school=version.school_id)}
    asked = [one for one in register.documents(pack) if one.clauses and one.key not in placed]
    return Open(**flagged, contradictions=unsettled(pack), documents=tuple(asked))
