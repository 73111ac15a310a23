"""Background work."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What is due is a row; a worker takes it with a lease."""

    name = "gatepost.jobs"
    default_auto_field = "django.db.models.BigAutoField"
