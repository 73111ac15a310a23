"""The people of a school: staff, governors, volunteers and others whom its policy may bind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Cast, Concat, Lower
from django.urls import reverse

from gatepost.core.policy import vocabulary
from gatepost.people.models.accounts import Account
from gatepost.people.models.schools import School
from gatepost.people.once import once
from gatepost.people.roles import with_implied
from gatepost.people.rules import (
    TOLD,
    NotPossible,
    check_an_administrator_stays,
    check_keeps_people,
    check_may_give,
)
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.people.details import Details
    from gatepost.people.models.invitations import Invitation
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

    def joining(self, on: date) -> PersonQuerySet:
        """Those whose first day is still to come."""
        return self.filter(started_on__gt=on)

    def gone(self, on: date) -> PersonQuerySet:
        """Those whose last day is over."""
        return self.filter(left_on__lt=on)

    def named_like(self, words: str) -> PersonQuerySet:
        """Those in whose name, address or job title every one of some words stands."""
        found = self.annotate(
            all_words=Concat(
                "given_name",
                models.Value(" "),
                "family_name",
                models.Value(" "),
                "email",
                models.Value(" "),
                "job_title",
                output_field=models.TextField(),
            )
        )
        for word in words.split()[:10]:
            found = found.filter(all_words__icontains=word)
        return found

    def of_kind(self, actor: str) -> PersonQuerySet:
        """Those who are, among other things, of a kind."""
        text = Cast("actors", models.TextField())
        return self.annotate(actor_text=text).filter(actor_text__contains=f'"{actor}"')

    def without_account(self) -> PersonQuerySet:
        """Those with an address who cannot sign in yet."""
        return self.filter(account=None).exclude(email="")

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

    def get_absolute_url(self) -> str:
        """Their page."""
        return reverse("people:person", args=[self.school.slug, self.pk])

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
        if not self.is_current(on):
            return frozenset()
        every = self.roles.all  # no question where they were fetched with the person
        held = once(
            ("roles", self.pk, on), lambda: [one.role for one in every() if one.is_held(on)]
        )
        return with_implied(held)

    def holds(self, *roles: str, on: date) -> bool:
        """Whether they hold one of some roles on a day."""
        return bool(self.held_roles(on=on) & set(roles))

    def invite(self, *, by: Person | None, at: datetime) -> Invitation:
        """Send them a link with which they choose how they sign in. `link` is known to the caller alone."""
        from gatepost.people.models.invitations import Invitation

        return Invitation.send(self, by=by, at=at)

    def change(self, details: Details, *, by: Person | None, at: datetime) -> None:
        """Put right what is known about them."""
        with transaction.atomic(durable=True):
            today = self._lock_school(by=by, at=at)
            self.school.check_address(details.email, besides=self)
            if details.started_on is not None and details.started_on > today:
                check_an_administrator_stays(self, after=today)
            if self.left_on and details.started_on and details.started_on > self.left_on:
                raise NotPossible("The first day cannot be after the last.")
            for column, value in details.as_columns().items():
                setattr(self, column, value)
            self.save(update_fields=[*details.as_columns()])
            record("person.changed", subject=self, by=by, at=at)

    def leave(self, *, on: date, by: Person | None, at: datetime) -> None:
        """Set their last day. Their roles end with it, so that none comes back should they."""
        with transaction.atomic(durable=True):
            self._lock_school(by=by, at=at)
            if by is not None and by.pk == self.pk:
                raise NotPossible(
                    "Nobody enters their own leaving. Ask another administrator, or the headteacher."
                )
            if self.started_on is not None and on < self.started_on:
                raise NotPossible("The last day cannot be before the first.")
            check_an_administrator_stays(self, after=on)
            self.note_leaving(on=on, by=by, at=at)

    def note_leaving(self, *, on: date, by: Person | None, at: datetime) -> None:
        """What leaving changes, within a transaction that has asked whether it may be."""
        self.left_on = on
        self.save(update_fields=["left_on"])
        self.roles.filter(from_on__gt=on).delete()
        self.roles.not_over(on).update(until_on=on)
        record("person.left", subject=self, by=by, at=at, left_on=on)

    def stay(self, *, by: Person | None, at: datetime) -> None:
        """Take back a last day. The roles that ended with it have to be given anew."""
        with transaction.atomic(durable=True):
            self._lock_school(by=by, at=at)
            if by is not None and by.pk == self.pk:
                raise NotPossible("Nobody takes back their own leaving. Ask somebody else to.")
            self.left_on = None
            self.save(update_fields=["left_on"])
            record("person.changed", subject=self, by=by, at=at, stays=True)

    def give_role(
        self,
        role: str,
        *,
        by: Person | None,
        at: datetime,
        from_on: date,
        until_on: date | None = None,
        covers: Person | None = None,
    ) -> Role:
        """Give a role from a day on; with `covers` for somebody who holds it and is away."""
        from gatepost.people.models.roles import Role

        with transaction.atomic(durable=True):
            today = self._lock_school(by=by, at=at)
            check_may_give(role, to=self, by=by, on=today)
            given = Role(person=self, role=role, from_on=from_on, until_on=until_on, covers=covers)
            self._check_dates(given)
            self._check_cover(given)
            given.save()
            record("role.given", subject=self, by=by, at=at, **given.as_details())
            self._tell(given, by=by, at=at)
        return given

    def _check_dates(self, given: Role) -> None:
        """A role lies within the time at school, and beside no other time of the same role."""
        first, last = given.from_on, given.until_on
        if last is not None and last < first:
            raise NotPossible("The last day cannot be before the first.")
        if self.left_on is not None and (last is None or last > self.left_on):
            raise NotPossible(
                f"{self} leaves before this role would end. Give an earlier last day."
            )
        held = self.roles.not_over(first).filter(role=given.role)
        if last is not None:
            held = held.filter(from_on__lte=last)
        if held.exists():
            raise NotPossible(f"{self} holds this role already at that time.")

    def _check_cover(self, given: Role) -> None:
        """Who is covered for is somebody else at the school who holds the role."""
        away = given.covers
        if away is None:
            return
        if away.pk == self.pk or away.school_id != self.school_id:
            raise NotPossible("Choose somebody else at the school who is away.")
        if given.until_on is None:
            raise NotPossible("Say until when. The last day can be put off later.")
        held = away.roles.current(given.from_on).filter(role=given.role, covers=None)
        if not held.exists():
            raise NotPossible(f"{away} is not {given.words} on that day, so nobody can cover.")

    def _tell(self, given: Role, *, by: Person | None, at: datetime) -> None:
        """Let the right person know of a role that sees much, unless they gave or received it."""
        told = Person.objects.holding([TOLD.get(given.role, "")], on=self.school.day_of(at))
        from gatepost.people.telling import tell

        link = self.get_absolute_url()
        for person in told.at(self.school):
            if person.pk != self.pk and (by is None or person.pk != by.pk):
                tell(person, "something-new", link=link, at=at, key=f"role-{given.pk}-{person.pk}")

    def _lock_school(self, *, by: Person | None, at: datetime) -> date:
        """Let nobody else change this school's people meanwhile; gives the day at the school."""
        self.school = School.objects.select_for_update().get(pk=self.school_id)
        self.refresh_from_db()
        today = self.school.day_of(at)
        check_keeps_people(by, school_id=self.school_id, on=today)
        return today
