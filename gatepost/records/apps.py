"""What was done, by whom, when and by which clause."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The ledger."""

    name = "gatepost.records"
    default_auto_field = "django.db.models.BigAutoField"
