"""Evidence in a case: what was kept, sealed, stamped and disposed of. Nothing is ever written over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse

from gatepost.incidents.models.cases import Case
from gatepost.incidents.models.releases import Release
from gatepost.people.models import Person
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField
from gatepost.vault.models import SealedFile

HELD, LOGIN_WALL, SEALED, DISPOSED = "held", "login-wall", "sealed", "disposed"


@dataclass(frozen=True)
class Told:
    """What is known of an item, in words; `happened` and `seen` may be as vague as people remember."""

    what: str
    how: str
    name: str  # what the file was called
    happened: str = ""
    seen: str = ""
    technical: Mapping[str, str] = field(default_factory=dict)
    descriptive: Mapping[str, str] = field(default_factory=dict)
    administrative: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Items of evidence."""

    def since(self, moment: datetime | None) -> EvidenceQuerySet:
        """What came in from a moment on; all of it where there is none."""
        return self.filter(received_at__gte=moment) if moment else self.all()

    def sealed(self) -> EvidenceQuerySet:
        """What may be a sexual image of a child, and is not disposed of."""
        return self.exclude(sealing=None).filter(disposal=None)


class Evidence(models.Model):
    """One item, numbered from 1 in its case. The database itself refuses to change what it says of itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField()
    # Empty once it was disposed of: the bytes, their key and their hash go together.
    file = models.OneToOneField(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    told: models.Field[Any, Any] = EncryptedJSONField()
    is_login_wall = models.BooleanField(default=False)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: whoever reported it without an account, or Gatepost
    captured_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    ledger_entry = models.PositiveBigIntegerField()  # in the case's own chain

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="evidence_numbered_in_a_case"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="evidence_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.case}: item {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incidents:item", args=[self.case.school.slug, self.case.key, self.number])

    @property
    def said(self) -> Told:
        """What is known of it."""
        return Told(**self.told)

    @property
    def state(self) -> str:
        """How it stands: held, a login wall, sealed or disposed of."""
        if hasattr(self, "disposal"):
            return DISPOSED
        if hasattr(self, "sealing"):
            return SEALED
        return LOGIN_WALL if self.is_login_wall else HELD

    @property
    def waits_for_answer(self) -> bool:
        """Whether somebody has to say first that it is no such picture, since another one here may be."""
        newest = self.case.sealings.order_by("-at").values_list("at", flat=True).first()
        return newest is not None and not self.clearances.filter(at__gte=newest).exists()

    @property
    def media_type(self) -> str:
        """What kind of file it is, told from its content when it came in."""
        return self.file.content_type if self.file else ""


def kept(told: Told) -> dict[str, Any]:
    """What is known of an item as it is kept."""
    return asdict(told)


class Sealing(models.Model):
    """Somebody says that an item may be a sexual image of a child: from now on nothing is done with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealings")
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="sealing")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.evidence}: sealed"


class Clearance(models.Model):
    """Somebody says that an item is no such picture, after another one in the case was sealed."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="clearances")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.evidence}: no such picture"


class Disposal(models.Model):
    """The certificate of an item that was destroyed: on whose advice, by whom, when."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="disposal")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="disposals")
    words = EncryptedTextField()  # how it was agreed, a reference of the police
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.evidence}: disposed of"


class TimeStamp(models.Model):
    """What a time-stamp authority answered about an item's hash."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="stamp")
    response = EncryptedTextField()  # DER, in base64
    authority = models.CharField(max_length=500)
    stamped_at = models.DateTimeField()  # by the authority's clock
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.evidence}: time-stamped"


class CaptureAsked(models.Model):
    """Somebody wants a public page kept. A job does it; how it went is put down here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="captures")
    address = EncryptedTextField()
    what = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = EncryptedTextField(blank=True)  # why nothing could be kept

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: a page to keep"


class EvidenceExport(models.Model):
    """The evidence of a case was handed on: why, by whom, and the hash of the manifest, to compare bundles with."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exports")
    reason = EncryptedTextField()
    manifest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: exported"
