"""Reports and cases."""

from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Reports and cases."""

    name = "gatepost.incidents"
    default_auto_field = "django.db.models.BigAutoField"
