"""Declarations and exceptions."""

from __future__ import annotations

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Declarations and exceptions."""

    name = "gatepost.declarations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let questions ask what somebody's own ties and exceptions say."""
        import gatepost.declarations.facts  # noqa: F401
