"""The people of a school: staff, governors, volunteers and others whom its policy may bind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from gatepost.core.policy import vocabulary
from gatepost.people.models.accounts import Account
from gatepost.people.models.schools import School

if TYPE_CHECKING:
    from gatepost.people.models.roles import Role, RoleQuerySet

NOT_EMPLOYED = frozenset({"governor", "volunteer", "contractor", "former-staff", "parent", "pupil"})


def check_actors(value: object) -> None:
    """What somebody is at school has to be in the vocabulary's words."""
    known = vocabulary().facts["actor"].values
    if not isinstance(value, list) or not value or not set(value) <= set(known):
        raise ValidationError(f"Choose one or more of: {', '.join(known)}.")


class PersonQuerySet(models.QuerySet["Person"]):
    """People, by where they are and whether they are there."""

    def current(self, on: date) -> PersonQuerySet:
        """Those who have joined and not left."""
        return self.filter(
            models.Q(started_on=None) | models.Q(started_on__lte=on),
            models.Q(left_on=None) | models.Q(left_on__gte=on),
        )

    def at(self, school: School) -> PersonQuerySet:
        """Those of one school."""
        return self.filter(school=school)

    def visible_to(self, person: Person) -> PersonQuerySet:
        """Whoever is at a school sees who else is; nobody sees another school's people."""
        return self.filter(school=person.school_id)

    def holding(self, roles: Iterable[str], *, on: date) -> PersonQuerySet:
        """Those who hold one of some roles on a day, also for somebody who is away."""
        from gatepost.people.models.roles import Role

        held = Role.objects.current(on).filter(role__in=list(roles))
        return self.current(on).filter(pk__in=held.values("person_id"))


class Person(models.Model):
    """Somebody at one school. Who works at two schools is two people, with one account."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="people")
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    actors = models.JSONField(default=list, validators=[check_actors])
    job_title = models.CharField(max_length=100, blank=True)
    started_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)  # the last day
    source = models.CharField(max_length=20, blank=True)  # the file that they came with
    source_id = models.CharField(max_length=100, blank=True)  # and their number in it

    objects = PersonQuerySet.as_manager()

    if TYPE_CHECKING:
        roles: RoleQuerySet

    class Meta:
        ordering = ("family_name", "given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "source", "source_id"),
                condition=~models.Q(source_id=""),
                name="one_person_a_number_of_a_source",
            ),
            models.UniqueConstraint(
                "school",
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_person_an_address_at_a_school",
            ),
            models.UniqueConstraint(
                fields=("school", "account"),
                condition=models.Q(account__isnull=False),
                name="one_person_an_account_at_a_school",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | models.Q(started_on=None)
                | models.Q(left_on__gte=models.F("started_on")),
                name="nobody_leaves_before_joining",
                violation_error_message="The last day cannot be before the first.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As colleagues say it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def actor_words(self) -> str:
        """What they are at school, in words."""
        words = vocabulary().facts["actor"].values
        return ", ".join(words[actor] for actor in self.actors if actor in words)

    @property
    def is_employed(self) -> bool:
        """Whether they work at the school."""
        return bool(set(self.actors) - NOT_EMPLOYED)

    def is_current(self, on: date) -> bool:
        """Whether they have joined and not left."""
        return (self.started_on is None or self.started_on <= on) and (
            self.left_on is None or on <= self.left_on
        )

    def held_roles(self, *, on: date) -> frozenset[str]:
        """The roles they hold on a day, those that come with another included."""
        from gatepost.people.roles import with_implied

        held: list[Role] = list(self.roles.current(on)) if self.is_current(on) else []
        return with_implied(role.role for role in held)

    def holds(self, *roles: str, on: date) -> bool:
        """Whether they hold one of some roles on a day."""
        return bool(self.held_roles(on=on) & set(roles))
