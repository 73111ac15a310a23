"""Erasing what a family answered, once the child has left; a row is left that tells no name."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.consents.cannot import CannotDo
from gatepost.consents.models.answers import Answer, PaperForm
from gatepost.consents.models.contacts import SEES_ANSWERS, Contact
from gatepost.consents.models.links import Link
from gatepost.consents.models.listings import Listing
from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import keyed_digest, record


class Erasure(models.Model):
    """What is left: when, by whom, how many rows, and a keyed digest by which it can be shown for which child."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="consent_erasures")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    child = models.CharField(max_length=100)
    counts = models.JSONField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @classmethod
    def of(cls, pupil: Pupil, *, by: Person, at: datetime) -> Erasure:
        """Erase everything about consent to a child's pictures. A no has to be kept as long as the child is there."""
        on = pupil.school.day_of(at)
        with transaction.atomic(durable=True):
            locked = Pupil.objects.select_for_update().get(pk=pupil.pk)
            _check(locked, by=by, on=on)
            counts = erase_rows(locked)
            child = keyed_digest(f"people.pupil:{locked.pk}")
            left = cls.objects.create(
                school_id=locked.school_id, at=at, by=by, child=child.value, counts=counts
            )
            record(
                "consents.erased", subject=left, by=by, at=at, child=child,
                answers=counts["answers"], forms=counts["forms"],
            )  # fmt: skip
        return left


def _check(pupil: Pupil, *, by: Person, on: date) -> None:
    if by.school_id != pupil.school_id or not by.holds(*SEES_ANSWERS, on=on):
        raise CannotDo("Only the data protection officer erases answers.")
    if pupil.left_on is None or pupil.left_on >= on:
        raise CannotDo(
            "The child is still at the school, and a no has to be known as long as it is. "
            "Answers are erased once the child has left."
        )


def erase_rows(pupil: Pupil) -> dict[str, int]:
    """All rows about consent to a child’s pictures, within the caller’s transaction: how many of each."""
    contacts = Contact.objects.filter(pupil=pupil)
    forms = list(PaperForm.objects.filter(contact__in=contacts).select_related("file"))
    counts = {
        "answers": Answer.objects.filter(contact__in=contacts).delete()[0],
        "forms": len(forms),
    }
    for form in forms:
        file = form.file
        form.delete()
        file.discard()
    counts["links"] = Link.objects.filter(contact__in=contacts).delete()[1].get("consents.Link", 0)
    counts["listings"] = Listing.objects.filter(pupil=pupil).delete()[0]
    counts["contacts"] = contacts.delete()[0]
    return counts
