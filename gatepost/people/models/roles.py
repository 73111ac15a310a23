"""Who holds which role, from when until when, and for whom while somebody is away."""

from __future__ import annotations

from datetime import date

from django.db import models

from gatepost.people.models.accounts import Account
from gatepost.people.models.schools import Trust
from gatepost.people.models.staff import Person
from gatepost.people.roles import ROLES


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles held."""

    def current(self, on: date) -> RoleQuerySet:
        """Those held on a day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=on), from_on__lte=on)


class Role(models.Model):
    """A role that a person holds. With `covers` it is held for somebody who is away."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=list(ROLES.items()))
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day
    covers = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="covered_by"
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("person", "from_on", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "role"),
                condition=models.Q(until_on=None),
                name="a_role_is_held_once_at_a_time",
                violation_error_message="This person holds the role already.",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="a_role_ends_after_it_begins",
                violation_error_message="The last day cannot be before the first.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def school_id(self) -> int:
        """The school at which it is held."""
        return self.person.school_id


class TrustOfficer(models.Model):
    """Somebody who works for a trust or council and sees its schools from above, without their cases."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trust_offices")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="officers")
    name = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "trust"), name="one_office_at_a_trust"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.trust}"

    @property
    def ledger_chain(self) -> str:
        """Where their acts are recorded."""
        return self.trust.ledger_chain
