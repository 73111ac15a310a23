"""The versions of a school's policy, and the packs they are made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from gatepost.core import register
from gatepost.core.policy import Clause, Pack
from gatepost.core.register import Demand
from gatepost.people.models import Person, School
from gatepost.people.once import once
from gatepost.policies import packs
from gatepost.policies.worded import with_additions

if TYPE_CHECKING:
    from gatepost.policies.models.signing import Commencement, Presentation, Withdrawal

STATES = {
    "draft": "Draft",
    "approved": "Approved",
    "signed": "Signed",
    "in-force": "In force",
    "superseded": "No longer in force",
    "withdrawn": "Withdrawn",
}
KEEPERS = ("headteacher", "slt", "administrator", "chair-of-governors", "governors")


class PackSource(models.Model):
    """The files of a pack as they were when a school took it: what comes with Gatepost may change, this does not."""

    digest = models.CharField(max_length=64, unique=True)
    files = models.JSONField()  # path within the pack -> text

    def __str__(self) -> str:
        return self.digest[:8]

    @classmethod
    def of(cls, files: packs.Files) -> PackSource:
        """The row for some files; the same files make the same row."""
        return cls.objects.get_or_create(
            digest=packs.digest_of(files), defaults={"files": dict(files)}
        )[0]

    @property
    def pack(self) -> Pack:
        """The policy as the files have it."""
        return packs.load_source(self.digest, lambda: self.files)


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions, by whether they hold and by who may see them."""

    def begun(self, *, on: date) -> VersionQuerySet:
        """Those that are or were in force, the one that counts first."""
        started = self.filter(commencement__from_on__lte=on, withdrawal=None)
        return started.order_by("-commencement__from_on", "-number")

    def in_force(self, school: School, *, on: date) -> Version | None:
        """The version that counts at a school on a day; None before the first."""
        begun = self.filter(school=school).begun(on=on).whole()
        return once(("version", school.pk, on), begun.first)

    def whole(self) -> VersionQuerySet:
        """With what a page needs of them; the files of a pack are read only where it is not in memory."""
        beside = (
            "wordings",
            "settlements",
            "signatures__by",
            "approvals",
            "school__related_documents",
        )
        return (
            self.select_related("source", "school", "commencement", "withdrawal", "presentation")
            .defer("source__files")
            .prefetch_related(*beside)
        )

    def taken_over(self, school: School, slug: str, *, from_on: date, at: datetime) -> Version:
        """A bundled policy that a school had before it came to Gatepost, as its next version."""
        version = self.create(
            school=school,
            number=self.next_number(school),
            source=PackSource.of(packs.bundled_files(slug)),
            drafted_at=at,
        )
        version.begins(on=from_on, by=None, at=at)
        return version

    def next_number(self, school: School) -> int:
        """The number of a school's next version."""
        newest = self.filter(school=school).aggregate(models.Max("number"))["number__max"]
        return (newest or 0) + 1

    def drafts(self) -> VersionQuerySet:
        """Those that are not put in force, and not withdrawn."""
        return self.filter(commencement=None, withdrawal=None)

    def visible_to(self, person: Person, *, on: date) -> VersionQuerySet:
        """What is or was in force is for everybody; drafts are for those who keep the policy."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*KEEPERS, on=on) else here.begun(on=on)


class Version(models.Model):
    """One version of a school's policy: drafted, approved, signed, in force, superseded."""

    class Origin(models.TextChoices):
        """What it was drafted from."""

        BUNDLED = "bundled", "a policy that comes with Gatepost"
        UPLOADED = "uploaded", "a policy that the school uploaded"
        EARLIER = "earlier", "an earlier version"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="policy_versions")
    number = models.PositiveIntegerField()
    source = models.ForeignKey(PackSource, on_delete=models.PROTECT, related_name="versions")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.BUNDLED)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    model_answers = models.BooleanField(default=False)  # where this policy is silent

    objects = VersionQuerySet.as_manager()

    if TYPE_CHECKING:
        commencement: Commencement
        withdrawal: Withdrawal
        presentation: Presentation

    class Meta:
        ordering = ("school", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "number"), name="one_version_a_number_at_a_school"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: version {self.number}"

    def get_absolute_url(self) -> str:
        """Its page in the register."""
        return reverse("policies:version", args=[self.school.slug, self.number])

    def begins(
        self, *, on: date, by: Person | None, at: datetime, reason: str = ""
    ) -> Commencement:
        """The row that puts it in force."""
        from gatepost.policies.models.signing import Commencement

        return Commencement.objects.create(version=self, from_on=on, by=by, at=at, reason=reason)

    @property
    def pack(self) -> Pack:
        """The policy as the school has it: its words, its blanks filled."""
        from gatepost.policies.additions import additions_of

        return with_additions(self.source.pack, additions_of(self))

    @property
    def digest(self) -> str:
        """What stands for its words. Filling in a blank leaves it as it is; other words make another."""
        return packs.digest_of_words(self.source.digest, *_own_words(self))

    @property
    def seen(self) -> str:
        """What stands for all that somebody saw who read it now: its words and what fills its blanks."""
        filled = [f"{one.clause}={one.text}@{one.url}" for one in self.wordings.all()]
        return packs.digest_of_words(self.digest, *filled)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return f"{self.source.pack.slug}@{self.digest[:8]}"

    def cites(self, *clauses: Clause) -> list[str]:
        """Clauses as the ledger names them."""
        return [f"{self.reference}/{clause.id}" for clause in clauses]

    @property
    def begun(self) -> Commencement | None:
        """From when it holds or held; None where nobody has put it in force."""
        return getattr(self, "commencement", None)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back before it came into force."""
        return getattr(self, "withdrawal", None) is not None

    @property
    def is_presented(self) -> bool:
        """Whether it was put before those who approve and sign."""
        return getattr(self, "presentation", None) is not None

    @property
    def is_fixed(self) -> bool:
        """Whether somebody has agreed to its words, so that they can no longer change."""
        return bool(self.begun) or self.approvals.exists() or self.signatures.exists()

    @property
    def missing_approvals(self) -> list[Demand]:
        """The bodies that its clauses name and that have not approved it."""
        given = {approval.body for approval in self.approvals.all()}
        return [
            demand for demand in register.approvals(self.source.pack) if demand.role not in given
        ]

    @property
    def missing_signatures(self) -> list[Demand]:
        """The roles that its clauses name and in which nobody has signed it. One of several holders is enough."""
        given = {signature.role for signature in self.signatures.all()}
        return [
            demand for demand in register.signatures(self.source.pack) if demand.role not in given
        ]

    def state(self, on: date) -> str:
        """How far it has come on a day."""
        if self.is_withdrawn:
            return "withdrawn"
        if self.begun and self.begun.from_on <= on:
            counts = Version.objects.filter(school=self.school_id).begun(on=on).first()
            return "in-force" if counts == self else "superseded"
        if self.missing_approvals:
            return "draft"
        if self.signatures.all() and not self.missing_signatures:
            return "signed"
        return "approved" if self.approvals.all() else "draft"

    def state_words(self, on: date) -> str:
        """That in words."""
        return STATES[self.state(on)]


def _own_words(version: Version) -> list[str]:
    """A school's own words and decisions, each in one line, in the order of the clauses; the newest count."""
    worded = {one.clause: one.text for one in version.wordings.all() if one.kind == "worded"}
    settled = {f"{one.allows}/{one.forbids}": one.holds for one in version.settlements.all()}
    return [f"{key}={value}" for key, value in sorted({**worded, **settled}.items())]
