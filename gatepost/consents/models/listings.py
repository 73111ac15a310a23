"""Children who are never shown, whatever anybody has said. Why is the safeguarding leads' business alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q

from gatepost.consents.cannot import CannotDo
from gatepost.consents.own_child import check_is_not
from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import keyed_digest, record
from gatepost.vault.fields import EncryptedTextField

SAFEGUARDS = ("dsl",)  # a deputy counts as one


class ListingQuerySet(models.QuerySet["Listing"]):
    """Entries of the list."""

    def standing(self) -> ListingQuerySet:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)

    def made_since(self, moment: datetime) -> ListingQuerySet:
        """Those made since a moment. What shows the child has to be looked at."""
        return self.filter(made_at__gt=moment).select_related("pupil")

    def visible_to(self, person: Person, *, on: date) -> ListingQuerySet:
        """For the safeguarding leads: those of their own school."""
        here = self.filter(pupil__school=person.school_id)
        return here if person.holds(*SAFEGUARDS, on=on) else self.none()


class Listing(models.Model):
    """One child is never shown, from one moment until it is lifted."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="listings")
    reason = EncryptedTextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = EncryptedTextField(blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("pupil__family_name", "pupil__given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil",), condition=Q(lifted_at=None), name="a_child_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_listing_is_lifted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"listing {self.pk}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.pupil.school_id

    @classmethod
    def make(cls, pupil: Pupil, *, reason: str, by: Person, at: datetime) -> Listing:
        """From now on the child is shown nowhere."""
        _check_safeguards(by, pupil, at=at)
        if not reason.strip():
            raise CannotDo("Write why. Only the safeguarding leads can read it.")
        with transaction.atomic(durable=True):
            Pupil.objects.select_for_update().get(pk=pupil.pk)
            if cls.objects.standing().filter(pupil=pupil).exists():
                raise CannotDo("This child is on the list already.")
            made = cls.objects.create(pupil=pupil, reason=reason, made_at=at, made_by=by)
            # The ledger is read by others than the safeguarding leads: it does not tell which child it is.
            record("listing.made", subject=made, by=by, at=at, child=keyed_digest(_name_of(pupil)))
        return made

    def lift(self, *, reason: str, by: Person, at: datetime) -> None:
        """The child may be shown again, as far as the family has said yes. Nobody does it for their own child."""
        _check_safeguards(by, self.pupil, at=at)
        check_is_not(by, self.pupil.contacts.all(), "lift this")
        if not reason.strip():
            raise CannotDo("Write why it is lifted. Only the safeguarding leads can read it.")
        with transaction.atomic(durable=True):
            one = Listing.objects.select_for_update().get(pk=self.pk)
            if one.lifted_at is not None:
                raise CannotDo("This was lifted already.")
            one.lifted_at, one.lifted_by, one.lifted_because = at, by, reason
            one.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
            child = keyed_digest(_name_of(self.pupil))
            record("listing.lifted", subject=one, by=by, at=at, child=child)
        self.refresh_from_db()


class ListReview(models.Model):
    """A safeguarding lead went through the list and found that it holds whom it should."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="list_reviews")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.school}: the list was looked through"

    @classmethod
    def keep(cls, school: School, *, by: Person, at: datetime, because: list[str]) -> ListReview:
        """Keep that somebody looked."""
        with transaction.atomic(durable=True):
            review = cls.objects.create(school=school, at=at, by=by)
            record("listing.reviewed", subject=review, by=by, at=at, because=because)
        return review


def _check_safeguards(by: Person, pupil: Pupil, *, at: datetime) -> None:
    on = pupil.school.day_of(at)
    if by.school_id != pupil.school_id or not by.holds(*SAFEGUARDS, on=on):
        raise CannotDo("Only the safeguarding lead and their deputies keep this list.")


def _name_of(pupil: Pupil) -> str:
    return f"people.pupil:{pupil.pk}"
