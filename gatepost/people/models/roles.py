"""Who holds which role, from when until when, and for whom while somebody is away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from gatepost.people.models.accounts import Account
from gatepost.people.models.schools import School, Trust
from gatepost.people.models.staff import Person
from gatepost.people.roles import ROLES, in_words
from gatepost.people.rules import (
    NotPossible,
    check_an_administrator_stays,
    check_is_theirs,
    check_keeps_people,
)
from gatepost.records.door import record


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles held."""

    def visible_to(self, person: Person) -> RoleQuerySet:
        """Those held at the person's own school."""
        return self.filter(person__school=person.school_id)

    def current(self, on: date) -> RoleQuerySet:
        """Those held on a day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=on), from_on__lte=on)

    def not_over(self, on: date) -> RoleQuerySet:
        """Those held on a day, and those to come."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=on))

    def covers_of(self, school: School, *, on: date) -> RoleQuerySet:
        """Roles that are or will be held at a school for somebody who is away."""
        return (
            self.not_over(on)
            .filter(person__school=school)
            .exclude(covers=None)
            .select_related("person", "covers")
            .order_by("from_on", "covers__family_name", "role")
        )

    def lasting(self, role: str, *, school_id: int, after: date) -> RoleQuerySet:
        """Roles of a kind that go on after a day, with no end in sight, held by people who stay."""
        then = after + timedelta(days=1)
        return self.filter(
            models.Q(person__started_on=None) | models.Q(person__started_on__lte=then),
            role=role,
            person__school=school_id,
            person__left_on=None,
            until_on=None,
            from_on__lte=then,
        )


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

    def is_held(self, on: date) -> bool:
        """Whether it is held on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    @property
    def words(self) -> str:
        """What it is called within a sentence."""
        return in_words(self.role)

    @property
    def school_id(self) -> int:
        """The school at which it is held."""
        return self.person.school_id

    def as_details(self) -> dict[str, Any]:
        """What the ledger keeps of it."""
        kept: dict[str, Any] = {"role": self.role, "from_on": self.from_on}
        if self.until_on is not None:
            kept["until_on"] = self.until_on
        if self.covers_id is not None:
            kept["covers"] = self.covers_id
        return kept

    def end(self, *, on: date, by: Person | None, at: datetime) -> None:
        """Set its last day. Before its first day it is taken back; a later last day than before lengthens it."""
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=self.school_id)
            self.refresh_from_db()
            today = school.day_of(at)
            self._check_may_end(on=on, by=by, today=today)
            self.until_on = on
            if on < self.from_on:
                Role.objects.filter(pk=self.pk).delete()
            else:
                self.save(update_fields=["until_on"])
            record("role.ended", subject=self.person, by=by, at=at, role=self.role, until_on=on)

    def _check_may_end(self, *, on: date, by: Person | None, today: date) -> None:
        check_keeps_people(by, school_id=self.school_id, on=today)
        if self.until_on is not None and self.until_on < today:
            raise NotPossible("This role has ended. Give it anew if it is held again.")
        is_longer = self.until_on is not None and on > self.until_on
        if (
            by is not None
            and by.pk == self.person_id
            and (self.role == "administrator" or is_longer)
        ):
            raise NotPossible(
                "Nobody ends their own role as administrator or lengthens a role of their own. "
                "Ask another administrator, or the headteacher, to do it."
            )
        if by is not None:
            check_is_theirs(self.role, by=by, on=today)
        if self.role == "administrator" and self.until_on is None:
            check_an_administrator_stays(self.person, after=on)


class TrustOfficerQuerySet(models.QuerySet["TrustOfficer"]):
    """People of trusts."""

    def current(self, on: date) -> TrustOfficerQuerySet:
        """Those who work there on a day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=on), from_on__lte=on)


class TrustOfficer(models.Model):
    """Somebody who works for a trust or council and sees its schools from above, without their cases."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trust_offices")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="officers")
    name = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = TrustOfficerQuerySet.as_manager()

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

    @classmethod
    def enter(cls, trust: Trust, *, email: str, name: str, on: date, at: datetime) -> TrustOfficer:
        """Let somebody see a trust's schools from a day on; their account is made where there is none."""
        with transaction.atomic(durable=True):
            Trust.objects.select_for_update().get(pk=trust.pk)
            account = Account.objects.filter(email__iexact=email).first()
            account = account or Account.objects.create_user(email)
            if cls.objects.filter(trust=trust, account=account).exists():
                raise NotPossible(f"{email} is entered at {trust} already.")
            made = cls.objects.create(account=account, trust=trust, name=name, from_on=on)
            record("trust.officer-entered", subject=made, by=None, at=at)
        return made

    def end(self, *, on: date, at: datetime) -> None:
        """They see nothing of it after a day."""
        with transaction.atomic(durable=True):
            self.until_on = on
            self.save(update_fields=["until_on"])
            record("trust.officer-ended", subject=self, by=None, at=at, until_on=on)
