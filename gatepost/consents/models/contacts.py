"""Whom the school asks about a child's pictures: parents, carers, the council, and the pupil."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from gatepost.consents.cannot import CannotDo
from gatepost.consents.details import ContactDetails
from gatepost.consents.own_child import check_is_not
from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.consents.models.answers import AnswerQuerySet
    from gatepost.consents.models.links import LinkQuerySet

KEEPS = ("administrator", "headteacher")  # contacts, links, paper forms, what is asked
SEES_ANSWERS = ("dpo",)
# From about this age a pupil's own yes is asked for as well. In England there is no fixed age: it goes by
# understanding, and 13 is the age that Data Protection Act 2018 s9 uses for online services. A no counts at any age.
OWN_SAY_FROM = 13


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts."""

    def at(self, school: School) -> ContactQuerySet:
        """Those for the children of one school."""
        return self.filter(pupil__school=school)

    def visible_to(self, person: Person, *, on: date) -> ContactQuerySet:
        """For the office and the data protection officer: those of their own school."""
        here = self.filter(pupil__school=person.school_id)
        return here if person.holds(*KEEPS, *SEES_ANSWERS, on=on) else self.none()

    def kept(self) -> ContactQuerySet:
        """Those who still are contacts."""
        return self.filter(ended_at=None)

    def of_pupils_here(self, on: date) -> ContactQuerySet:
        """Those for children who have not left."""
        return self.filter(pupil__in=Pupil.objects.current(on))

    def deciding(self) -> ContactQuerySet:
        """Those who may decide and whom the school has confirmed."""
        return self.kept().filter(may_decide=True).exclude(confirmed_at=None)

    def to_confirm(self) -> ContactQuerySet:
        """Those who may decide and whom nobody has confirmed."""
        return self.kept().filter(may_decide=True, confirmed_at=None)


class Contact(models.Model):
    """An adult for one child, or the child. Whoever has two children at the school is two contacts."""

    class Kind(models.TextChoices):
        """What they are to the child."""

        PARENT = "parent", "Parent"
        CARER = "carer", "Carer or guardian"
        COUNCIL = "council", "Council, for a child in its care"
        PUPIL = "pupil", "The pupil"
        OTHER = "other", "Somebody else"

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    may_decide = models.BooleanField(default=False)  # has parental responsibility, or is the pupil
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ContactQuerySet.as_manager()

    if TYPE_CHECKING:
        answers: AnswerQuerySet
        links: LinkQuerySet

    class Meta:
        ordering = ("pupil", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                "pupil",
                Lower("name"),
                condition=Q(ended_at=None),
                name="one_contact_a_name_for_a_child",
            ),
            models.UniqueConstraint(
                fields=("pupil",),
                condition=Q(kind="pupil", ended_at=None),
                name="a_pupil_is_one_contact_of_their_own",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.pupil.school_id

    @property
    def is_pupil(self) -> bool:
        """Whether it is the child."""
        return self.kind == Contact.Kind.PUPIL

    @property
    def details(self) -> ContactDetails:
        """What is known."""
        return ContactDetails(self.name, self.kind, self.email, self.telephone, self.may_decide)

    def decides(self, *, on: date) -> bool:
        """Whether a picture waits for their yes. It does before they are confirmed, and a yes counts only afterwards."""
        if self.ended_at is not None or not self.may_decide:
            return False
        return not self.is_pupil or is_old_enough(self.pupil, on=on)

    @classmethod
    def enter(cls, pupil: Pupil, details: ContactDetails, *, by: Person, at: datetime) -> Contact:
        """Enter somebody for a child. They are asked nothing before the school has confirmed them."""
        with transaction.atomic(durable=True):
            Pupil.objects.select_for_update().get(pk=pupil.pk)
            _check_is_new(pupil, details)
            contact = cls.objects.create(
                pupil=pupil, entered_at=at, entered_by=by, **asdict(details)
            )
            record("contact.entered", subject=contact, by=by, at=at, pupil=pupil.pk)
        return contact

    def change(self, details: ContactDetails, *, by: Person, at: datetime) -> None:
        """Put right what is known. Another address, or another right to decide, has to be confirmed anew."""
        with transaction.atomic(durable=True):
            contact = self._locked()
            check_is_not(by, [contact], "change this entry")
            _check_is_new(contact.pupil, details, besides=contact)
            contact.note_change(details, by=by, at=at)
        self.refresh_from_db()

    def note_change(self, details: ContactDetails, *, by: Person, at: datetime) -> None:
        """What a change does, within a transaction that has asked whether it may be."""
        is_same = (self.email.lower(), self.may_decide) == (
            details.email.lower(),
            details.may_decide,
        )
        for column, value in asdict(details).items():
            setattr(self, column, value)
        if not is_same:
            self.confirmed_at = self.confirmed_by = None
        self.save()
        record("contact.changed", subject=self, by=by, at=at, is_confirmed=bool(self.confirmed_at))

    def confirm(self, *, by: Person, at: datetime) -> None:
        """The school has made sure that this is who they say, and what they may decide."""
        with transaction.atomic(durable=True):
            contact = self._locked()
            check_is_not(by, [contact], "confirm this contact")
            if contact.confirmed_at is None:
                contact.confirmed_at, contact.confirmed_by = at, by
                contact.save(update_fields=["confirmed_at", "confirmed_by"])
                record("contact.confirmed", subject=contact, by=by, at=at)
        self.refresh_from_db()

    def end(self, *, by: Person, at: datetime) -> None:
        """They are no longer a contact: their links close. A no that they have given stands."""
        with transaction.atomic(durable=True):
            contact = self._locked()
            check_is_not(by, [contact], "take this contact off the list")
            contact.ended_at, contact.ended_by = at, by
            contact.save(update_fields=["ended_at", "ended_by"])
            record("contact.ended", subject=contact, by=by, at=at)
        self.refresh_from_db()

    def _locked(self) -> Contact:
        contact = (
            Contact.objects.select_for_update(of=("self",))
            .select_related("pupil__school")
            .get(pk=self.pk)
        )
        if contact.ended_at is not None:
            raise CannotDo("This contact was taken off the list. Enter them anew if they are one.")
        return contact


def is_old_enough(pupil: Pupil, *, on: date) -> bool:
    """Whether a pupil is of the age from which their own yes is asked for; no where the birthday is not known."""
    if pupil.born_on is None:
        return False
    had_birthday = (on.month, on.day) >= (pupil.born_on.month, pupil.born_on.day)
    return on.year - pupil.born_on.year - (not had_birthday) >= OWN_SAY_FROM


def _check_is_new(pupil: Pupil, details: ContactDetails, *, besides: Contact | None = None) -> None:
    others = pupil.contacts.kept()
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.filter(name__iexact=details.name).exists():
        raise CannotDo(f"{details.name} is a contact of this child already. Change that entry.")
    if details.kind == Contact.Kind.PUPIL and others.filter(kind=Contact.Kind.PUPIL).exists():
        raise CannotDo("The pupil is on the list already. Change that entry.")
