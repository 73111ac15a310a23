"""Declarations and exceptions."""

from __future__ import annotations

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Declarations and exceptions."""

    name = "gatepost.declarations"
    default_auto_field = "django.db.models.BigAutoField"
