"""Comments and messages."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Comments and messages."""

    name = "gatepost.inbox"
    default_auto_field = "django.db.models.BigAutoField"
