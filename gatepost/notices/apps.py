"""Messages to people."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Short messages that carry a link, and never a name or a content."""

    name = "gatepost.notices"
    default_auto_field = "django.db.models.BigAutoField"
