"""Encryption of what nobody may read who merely holds the database."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Fields and files that are encrypted with keys kept outside the database."""

    name = "gatepost.vault"
    default_auto_field = "django.db.models.BigAutoField"
