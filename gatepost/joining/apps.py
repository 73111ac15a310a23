"""Checklists on joining and once a year."""

from __future__ import annotations

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    """What people go through about themselves."""

    name = "gatepost.joining"
    default_auto_field = "django.db.models.BigAutoField"
