"""Pictures that a school may use: kept encrypted, without a camera's data, with who can be recognised in them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.urls import reverse

from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import record
from gatepost.vault.models import SealedFile


class PictureQuerySet(models.QuerySet["Picture"]):
    """Pictures of the library."""

    def visible_to(self, person: Person) -> PictureQuerySet:
        """Whoever works at the school."""
        found = self.filter(school=person.school_id, discarded_at=None)
        return found if person.is_employed else found.filter(added_by=person)

    def described(self, words: str) -> PictureQuerySet:
        """Those in whose description every one of some words stands."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(alt__icontains=word)
        return found


class Picture(models.Model):
    """One picture. Until somebody has said who is in it, it cannot go out."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pictures")
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField("Description", max_length=2000, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    people_named_at = models.DateTimeField(null=True, blank=True)
    pupils = models.ManyToManyField(Pupil, blank=True, related_name="pictures")
    adults = models.ManyToManyField(Person, blank=True, related_name="pictures")
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")

    def __str__(self) -> str:
        return self.alt or f"Picture {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("posts:picture", args=[self.school.slug, self.pk])

    @classmethod
    def add(
        cls,
        content: bytes,
        *,
        content_type: str,
        size: tuple[int, int],
        by: Person,
        at: datetime,
    ) -> Picture:
        """Keep a picture that was examined and cleaned before."""
        with transaction.atomic(durable=True):
            file = SealedFile.objects.keep(io.BytesIO(content), at=at, content_type=content_type)
            picture = cls.objects.create(
                school=by.school,
                file=file,
                width=size[0],
                height=size[1],
                added_by=by,
                added_at=at,
            )
            record("picture.added", subject=picture, by=by, at=at, sha256=file.sha256)
        return picture

    def describe(self, *, alt: str, credit: str, by: Person, at: datetime) -> None:
        """Say what it shows, and whose work it is where it is not the school's."""
        with transaction.atomic(durable=True):
            picture = Picture.objects.select_for_update().get(pk=self.pk)
            picture.alt, picture.credit = alt.strip(), credit.strip()
            picture.save(update_fields=["alt", "credit"])
            record("picture.described", subject=picture, by=by, at=at)
        self.refresh_from_db()

    def name_people(
        self, pupils: Iterable[Pupil], adults: Iterable[Person], *, by: Person, at: datetime
    ) -> None:
        """Say who can be recognised in it; with nobody named, that nobody can."""
        with transaction.atomic(durable=True):
            picture = Picture.objects.select_for_update().get(pk=self.pk)
            named = [one for one in pupils if one.school_id == picture.school_id]
            grown = [one for one in adults if one.school_id == picture.school_id]
            picture.pupils.set(named)
            picture.adults.set(grown)
            picture.people_named_at = at
            picture.save(update_fields=["people_named_at"])
            record(
                "picture.people-named",
                subject=picture,
                by=by,
                at=at,
                pupils=sorted(one.pk for one in named),
                adults=sorted(one.pk for one in grown),
            )
        self.refresh_from_db()

    def read(self) -> bytes:
        """Its bytes."""
        with self.file.open() as stream:
            return stream.read()


class Placed(models.Model):
    """A picture in a post, with its description there."""

    post = models.ForeignKey("posts.Post", on_delete=models.CASCADE, related_name="placed")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="placed")
    alt = models.CharField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("post", "position"), name="one_picture_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.position}: {self.alt}"

    def content(self) -> dict[str, object]:
        """Everything of it that goes out, and who is in it."""
        picture = self.picture
        return {
            "picture": picture.pk,
            "sha256": picture.file.sha256,
            "alt": self.alt,
            "credit": picture.credit,
            "pupils": sorted(picture.pupils.values_list("pk", flat=True)),
            "adults": sorted(picture.adults.values_list("pk", flat=True)),
            "people_named": picture.people_named_at is not None,
        }
