"""The serial number (IMEI) of somebody's own phone: theirs alone, until they say that the phone is lost."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.urls import reverse

from gatepost.people.models import Person
from gatepost.people.roles import that_imply
from gatepost.people.rules import NotPossible
from gatepost.people.telling import tell
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

# Who helps when a phone is lost.
HELPERS = ("ict-coordinator", "administrator")


class OwnPhoneQuerySet(models.QuerySet["OwnPhone"]):
    """Phones, by who may know of them."""

    def kept(self) -> OwnPhoneQuerySet:
        """Those still in use."""
        return self.filter(put_away_at=None)

    def lost(self) -> OwnPhoneQuerySet:
        """Those whose owner says that they are lost, and has not found them."""
        return self.kept().exclude(lost_at=None)

    def lost_to(self, person: Person, *, on: date) -> OwnPhoneQuerySet:
        """Lost phones of others that somebody helps with."""
        if not person.holds(*HELPERS, on=on):
            return self.none()
        return self.lost().filter(person__school=person.school_id).exclude(person=person)


class OwnPhone(models.Model):
    """A phone of somebody's own, by its serial number."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="own_phones")
    imei = EncryptedTextField()
    name = EncryptedTextField(blank=True)  # what its owner calls it
    at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    objects = OwnPhoneQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"phone {self.pk} of {self.person_id}"

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @classmethod
    def note(cls, imei: str, *, name: str, by: Person, at: datetime) -> OwnPhone:
        """Put down the number of one's own phone."""
        with transaction.atomic(durable=True):
            phone = cls.objects.create(person=by, imei=imei, name=name, at=at)
            record("phone.noted", subject=phone, by=by, at=at)
        return phone

    def lose(self, *, by: Person, at: datetime) -> None:
        """Its owner says that it is lost: those who help can now ask for the number."""
        with transaction.atomic(durable=True):
            row = self._own(by=by)
            if row.lost_at is not None:
                raise NotPossible("You have said so already.")
            row.lost_at = at
            row.save(update_fields=["lost_at"])
            record("phone.lost", subject=row, by=by, at=at)
            row._tell_helpers(at=at)

    def find(self, *, by: Person, at: datetime) -> None:
        """It is there again: nobody else can see its number any more."""
        with transaction.atomic(durable=True):
            row = self._own(by=by)
            row.lost_at = None
            row.save(update_fields=["lost_at"])
            record("phone.found", subject=row, by=by, at=at)

    def put_away(self, *, by: Person, at: datetime) -> None:
        """It is no longer in use: its number is forgotten."""
        with transaction.atomic(durable=True):
            row = self._own(by=by)
            row.put_away_at, row.lost_at, row.imei, row.name = at, None, "", ""
            row.save(update_fields=["put_away_at", "lost_at", "imei", "name"])
            record("phone.put-away", subject=row, by=by, at=at)

    def look_up(self, *, why: str, by: Person, at: datetime) -> str:
        """The number of a lost phone, for whoever helps; that and why they looked is on record."""
        with transaction.atomic(durable=True):
            row = OwnPhone.objects.select_for_update().get(pk=self.pk)
            on = row.person.school.day_of(at)
            if not OwnPhone.objects.lost_to(by, on=on).filter(pk=row.pk).exists():
                raise NotPossible("This number is shown to whoever helps while the phone is lost.")
            PhoneLook.objects.create(phone=row, by=by, why=why, at=at)
            record("phone.looked-up", subject=row, by=by, at=at)
        return str(row.imei)

    def _own(self, *, by: Person) -> OwnPhone:
        row = OwnPhone.objects.select_for_update().get(pk=self.pk)
        if row.person_id != by.pk or row.put_away_at is not None:
            raise NotPossible("This is no phone of yours.")
        return row

    def _tell_helpers(self, *, at: datetime) -> None:
        school = self.person.school
        link = reverse("joining:lost-phones", args=[school.slug])
        names = {name for role in HELPERS for name in that_imply(role)}
        helpers = Person.objects.at(school).holding(names, on=school.day_of(at))
        for one in helpers.exclude(pk=self.person_id).distinct():
            key = f"phone-{self.pk}-{at:%Y%m%d%H%M%S}-{one.pk}"
            tell(one, "something-to-do", link=link, at=at, key=key)


class PhoneLook(models.Model):
    """Somebody who helps has looked at the number of a lost phone."""

    phone = models.ForeignKey(OwnPhone, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"look at {self.phone}"
