"""What the notice says: what policy and law have watched, what the school says of it, and what no longer holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.urls import reverse

from gatepost.core.policy import Clause
from gatepost.monitoring.asked import Announced, announced
from gatepost.monitoring.models import ImpactAssessment, NetworkNotice, NoticeReceipt
from gatepost.monitoring.models.notices import Details
from gatepost.people.models import Person, School
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable, paper


@dataclass(frozen=True)
class Said:
    """What one clause says of watching, and the clause as pages show it."""

    announced: Announced
    clause: Readable

    @property
    def points(self) -> list[str]:
        """Each as a sentence begins."""
        return [one[:1].upper() + one[1:] for one in self.announced.of]


@dataclass(frozen=True)
class Shown:
    """The notice as it is by a day's policy, by the law, and by what the school says."""

    policy: Sequence[Said]
    law: Sequence[Said]
    details: Details | None

    @property
    def watched(self) -> list[Said]:
        """What is watched: the policy's own points, or the law's where the policy says nothing that holds."""
        return [one for one in self.policy if not one.announced.holds_no_more] or list(self.law)

    @property
    def outdated(self) -> list[Said]:
        """What the policy says and the law has overtaken: shown with what holds now, and never acted on."""
        return [one for one in self.policy if one.announced.holds_no_more]

    @property
    def digest(self) -> str:
        """What stands for all of it: who has read it has read just this."""
        words = [
            [one.announced.clause.says, *one.announced.of] for one in (*self.policy, *self.law)
        ]
        said = asdict(self.details) if self.details else None
        return hashlib.sha256(json.dumps([words, said], sort_keys=True).encode()).hexdigest()


def compose(school: School, details: Details | None, *, on: date) -> Shown:
    """The notice with what a school says of itself."""
    own, law = announced(policy_at(school, on=on)), announced(packs.law(on=on))
    by_policy = readable((one.clause for one in own), school=school, on=on)
    by_law = paper(packs.law(on=on), reverse("policies:law")).read(one.clause for one in law)
    return Shown(
        [Said(*pair) for pair in zip(own, by_policy, strict=True)],
        [Said(*pair) for pair in zip(law, by_law, strict=True)],
        details,
    )


def latest(school: School) -> NetworkNotice | None:
    """The version that was published last."""
    return NetworkNotice.objects.filter(school=school).first()


def clauses_of(school: School, *, on: date) -> list[Clause]:
    """The clauses of the policy by which there is a notice."""
    return [one.clause for one in announced(policy_at(school, on=on))]


def is_current(notice: NetworkNotice, *, on: date) -> bool:
    """Whether the notice says what policy and law say on a day."""
    return compose(notice.school, notice.said, on=on).digest == notice.seen


def assessment_of(school: School) -> ImpactAssessment | None:
    """The newest assessment that everybody has signed."""
    written = ImpactAssessment.objects.filter(school=school).prefetch_related("signatures")
    return next((one for one in written if one.is_signed), None)


def has_read(person: Person, notice: NetworkNotice) -> bool:
    """Whether somebody has said that they have read a version."""
    return NoticeReceipt.objects.filter(notice=notice, person=person).exists()
