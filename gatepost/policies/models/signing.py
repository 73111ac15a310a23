"""Who approved and signed a version, from when it holds, and when it was looked at again."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person
from gatepost.policies.models.versions import Version


class Presentation(models.Model):
    """A draft is finished, and put before those who approve and sign."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="presentation")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} presented"


class Approval(models.Model):
    """A body, such as the governors, approved a version at a meeting."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    body = models.CharField(max_length=40)
    met_on = models.DateField()
    minute = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "at")
        constraints = (
            models.UniqueConstraint(fields=("version", "body"), name="a_body_approves_once"),
        )

    def __str__(self) -> str:
        return f"{self.version}: approved by {self.body}"


class Signature(models.Model):
    """Somebody signed a version in one of their roles, having seen it whole."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen = models.CharField(max_length=64)  # the digest of what was seen

    class Meta:
        ordering = ("version", "at")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "role", "by"), name="nobody_signs_twice_in_a_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}: signed as {self.role}"


class Declining(models.Model):
    """Somebody who was asked to sign did not, and said why."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="declinings")
    role = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        ordering = ("version", "at")

    def __str__(self) -> str:
        return f"{self.version}: not signed as {self.role}"


class Commencement(models.Model):
    """A version is in force from a day on, until another is."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="commencement")
    from_on = models.DateField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)  # for a day that has passed

    class Meta:
        ordering = ("-from_on", "-pk")
        indexes = (models.Index(fields=("from_on",), name="commencement_day"),)

    def __str__(self) -> str:
        return f"{self.version} from {self.from_on}"


class Withdrawal(models.Model):
    """A version that shall not come into force."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.version} withdrawn"


class Review(models.Model):
    """A version was looked at again."""

    class Outcome(models.TextChoices):
        """What came of it."""

        KEEP = "keep", "It stays as it is"
        CHANGE = "change", "A new version will be written"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=6, choices=Outcome)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "-at")

    def __str__(self) -> str:
        return f"{self.version}: {self.get_outcome_display()}"


class NewInformation(models.Model):
    """Something has changed, so that a version has to be looked at now."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="news")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "-at")

    def __str__(self) -> str:
        return f"{self.version}: something has changed"
