"""What is said about the school."""

from __future__ import annotations

from django.apps import AppConfig


class MentionsConfig(AppConfig):
    """What is said about the school."""

    name = "gatepost.mentions"
    default_auto_field = "django.db.models.BigAutoField"
