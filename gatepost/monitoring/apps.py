"""The school's network."""

from __future__ import annotations

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """The school's network."""

    name = "gatepost.monitoring"
    default_auto_field = "django.db.models.BigAutoField"
