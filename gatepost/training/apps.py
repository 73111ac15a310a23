"""Courses, who attended them, and the programme for pupils and parents."""

from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses and the programme."""

    name = "gatepost.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the door ask what receipts and courses show of somebody."""
        import gatepost.policies.campaigns.facts
        import gatepost.training.facts  # noqa: F401
