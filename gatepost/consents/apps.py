"""Consent to pictures: contacts, answers, the list of children who are never shown."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Image consent."""

    name = "gatepost.consents"
    default_auto_field = "django.db.models.BigAutoField"
