"""Which policy a school has adopted, and from when."""

from __future__ import annotations

from datetime import date

from django.db import models

from gatepost.core.policy import Pack
from gatepost.people.models import School
from gatepost.policies.packs import bundled_pack


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Adoptions, the newest first."""

    def in_force(self, school: School, *, on: date) -> Adoption | None:
        """The adoption that counts for a school on a day: the newest; None before the first."""
        return self.filter(school=school, from_on__lte=on).order_by("-from_on").first()


class Adoption(models.Model):
    """A school adopts a policy from a day on."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="adoptions")
    pack_slug = models.SlugField(max_length=100)
    from_on = models.DateField()

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ("school", "-from_on")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "from_on"), name="one_adoption_a_day_for_a_school"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.pack_slug} from {self.from_on}"

    @property
    def pack(self) -> Pack:
        """The policy itself, with the clauses that hold."""
        return bundled_pack(self.pack_slug)
