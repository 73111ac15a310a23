"""Schools."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


class School(models.Model):
    """A school, with the colour that its pages take."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    accent = models.CharField(max_length=7, default="#0b5d56")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accent__regex=r"^#[0-9a-f]{6}$"),
                name="accent_is_a_colour",
                violation_error_message="Write the colour as # and six digits or letters, such as #0b5d56.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The school's front page."""
        return reverse("policies:school", args=[self.slug])
