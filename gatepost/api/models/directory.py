"""How a school's directory calls the people whom it sends."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person, School


class DirectoryEntry(models.Model):
    """The directory's own id of somebody."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="directory_entry")
    external_id = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("school", "external_id"), name="one_person_an_id_of_a_directory"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in the directory"
