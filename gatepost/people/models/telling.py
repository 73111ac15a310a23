"""How people are told: the school's quiet hours, each person's wishes, their devices, and rooms for messages."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.core.clock import Days
from gatepost.notices.models import Notice
from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person
from gatepost.people.roles import ROLES
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField

EVENING, MORNING = time(19), time(7)
MOST_DEVICES, MOST_ROOMS = 10, 20
HEAD = "headteacher"
REMOVED = "It was removed before the message went out."


class QuietHours(models.Model):
    """When nobody at a school is told of what can wait. The newest row holds; without one, the evenings and days without school."""

    DAYS = (
        (Days.NO_SCHOOL, "Days without school: weekends, bank holidays, holidays, closed days"),
        (Days.NOT_WORKING, "Weekends and bank holidays"),
        (Days.NONE, "No whole days"),
    )

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="quiet_hours")
    begins = models.TimeField(default=EVENING)
    ends = models.TimeField(default=MORNING)
    days = models.CharField(max_length=12, choices=DAYS, default=Days.NO_SCHOOL)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"quiet hours of school {self.school_id}"

    @classmethod
    def of(cls, school: School) -> QuietHours:
        """What holds at a school."""
        return school.quiet_hours.first() or cls(school=school)

    @classmethod
    def choose(cls, begins: time, ends: time, *, days: str, by: Person, at: datetime) -> QuietHours:
        """The headteacher sets them."""
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            if not by.holds(HEAD, on=school.day_of(at)):
                raise NotPossible("The headteacher sets the quiet hours.")
            made = cls.objects.create(
                school=school, begins=begins, ends=ends, days=days, by=by, at=at
            )
            record("quiet-hours.set", subject=made, by=by, at=at)
        return made


class Wish(models.Model):
    """How somebody wants to be told. Whoever never chose is told at once, by e-mail, outside the school's quiet hours."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="wish")
    by_mail = models.BooleanField(default=True)
    daily_at = models.TimeField(null=True)  # the hour of one message a day; none means at once
    begins = models.TimeField(null=True)  # one's own quiet hours
    ends = models.TimeField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(begins=None, ends=None) | Q(begins__isnull=False, ends__isnull=False),
                name="own_quiet_hours_have_two_ends",
            ),
        )

    def __str__(self) -> str:
        return f"wishes of person {self.person_id}"

    @classmethod
    def of(cls, person: Person) -> Wish:
        """What somebody chose, or what holds where they did not."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    @classmethod
    def choose(cls, wish: Wish, *, at: datetime) -> None:
        """Somebody says how they want to be told. One way has to stay."""
        with transaction.atomic(durable=True):
            person = Person.objects.select_for_update(of=("self",)).get(pk=wish.person_id)
            if not wish.by_mail and not has_other_ways(person):
                raise NotPossible("Add a device or a room first: one way to tell you has to stay.")
            wished = {
                name: getattr(wish, name) for name in ("by_mail", "daily_at", "begins", "ends")
            }
            cls.objects.update_or_create(person=person, defaults={**wished, "changed_at": at})
            record("wish.changed", subject=person, by=person, at=at)


class Device(models.Model):
    """A browser on which somebody wants to be told. The push service's address and the keys to write to it are secrets."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    endpoint: models.Field[Any, Any] = EncryptedTextField()
    keys: models.Field[Any, Any] = EncryptedJSONField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "digest"), name="one_device_an_address_of_a_person"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """What notices call it."""
        return f"device-{self.pk}"

    @classmethod
    def add(cls, given: Device, *, at: datetime) -> Device:
        """Somebody adds the browser before them. If others used it, it is theirs no longer."""
        with transaction.atomic(durable=True):
            person = Person.objects.select_for_update(of=("self",)).get(pk=given.person_id)
            others = cls.objects.filter(digest=given.digest)
            for one in others.exclude(person__account=person.account).select_related("person"):
                one.drop(by=None, at=at)
            found = others.filter(person=person).first()
            if found is None and person.devices.count() >= MOST_DEVICES:
                raise NotPossible(f"You have {MOST_DEVICES} devices already. Remove one first.")
            given.pk, given.added_at = found.pk if found else None, at
            given.save()
            record("device.added", subject=person, by=person, at=at, device=given.pk)
        return given

    def remove(self, *, by: Person, at: datetime) -> None:
        """Its owner wants to be told there no longer."""
        with transaction.atomic(durable=True):
            self.drop(by=by, at=at)
            keep_one_way(self.person, at=at)

    def drop(self, *, by: Person | None, at: datetime) -> None:
        """Forget it, within the caller's transaction."""
        record("device.removed", subject=self.person, by=by, at=at, device=self.pk)
        redirect(self.reference, self.person.email, at=at)
        Device.objects.filter(pk=self.pk).delete()


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms of Teams or Google Chat."""

    def of_school(self, school: School) -> RoomQuerySet:
        """Those that are not one person's own."""
        return self.filter(school=school, person=None)


class Room(models.Model):
    """A room to which messages go: somebody's own, or the school's for whoever holds a role. Its address is a secret."""

    class Way(models.TextChoices):
        """Whose rooms there can be."""

        TEAMS = "teams", "Microsoft Teams"
        CHAT = "chat", "Google Chat"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="rooms")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="rooms")
    role = models.CharField(max_length=24, blank=True)
    way = models.CharField(max_length=10, choices=Way)
    name = models.CharField(max_length=60)
    address: models.Field[Any, Any] = EncryptedTextField()
    host = models.CharField(max_length=200)
    set_up_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField()

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(role="", person__isnull=False) | (Q(person=None) & ~Q(role="")),
                name="room_is_for_a_person_or_a_role",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """What notices call it."""
        return f"room-{self.pk}"

    @property
    def role_words(self) -> str:
        """For whom it is."""
        return ROLES.get(self.role, "")

    def set_up(self, *, at: datetime) -> Room:
        """Somebody sets one up: their own, or, as an administrator or the headteacher, one of the school."""
        with transaction.atomic(durable=True):
            by = Person.objects.select_for_update(of=("self",)).get(pk=self.set_up_by_id)
            self._check(by, on=by.school.day_of(at))
            same = Room.objects.filter(school=by.school, person=self.person)
            if same.count() >= MOST_ROOMS:
                raise NotPossible(f"There are {MOST_ROOMS} rooms already. Remove one first.")
            self.school, self.set_up_at = by.school, at
            self.save(force_insert=True)
            record("room.set-up", subject=self, by=by, at=at, role=self.role or "own")
        return self

    def remove(self, *, by: Person, at: datetime) -> None:
        """No more messages go there."""
        with transaction.atomic(durable=True):
            self._check(by, on=by.school.day_of(at))
            record("room.removed", subject=self, by=by, at=at, role=self.role or "own")
            redirect(self.reference, self.person.email if self.person else "", at=at)
            Room.objects.filter(pk=self.pk).delete()
            if self.person is not None:
                keep_one_way(self.person, at=at)

    def _check(self, by: Person, *, on: date) -> None:
        if self.person_id is not None and self.person_id != by.pk:
            raise NotPossible("This room is somebody else’s own.")
        if self.person_id is None and not by.holds(*KEEPERS, on=on):
            raise NotPossible("The administrator and the headteacher set up the school’s rooms.")
        if self.role and self.role not in ROLES:
            raise NotPossible(f"There is no role “{self.role}”.")


class Held(models.Model):
    """Something that somebody hears of in their message of the day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="held")
    kind = models.CharField(max_length=40)
    link = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(settled_at=None), name="held_until_the_digest"
            ),
        )

    def __str__(self) -> str:
        return f"held {self.pk} ({self.kind})"


def has_other_ways(person: Person) -> bool:
    """Whether there is a way to tell somebody beside e-mail."""
    return person.devices.exists() or person.rooms.exists()


def redirect(reference: str, address: str, *, at: datetime) -> None:
    """Have go by e-mail what still waits for something that is removed; within the caller's transaction."""
    for notice in Notice.objects.waiting().filter(to=reference):
        notice.was_refused(REMOVED, at=at)
        notice.goes_by_mail(address, at=at)


def keep_one_way(person: Person, *, at: datetime) -> None:
    """Whoever has no other way left is told by e-mail again; within the caller's transaction."""
    if not has_other_ways(person):
        Wish.objects.filter(person=person, by_mail=False).update(by_mail=True, changed_at=at)
