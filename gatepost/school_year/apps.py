"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class SchoolYearConfig(AppConfig):
    """SchoolYear."""

    name = "gatepost.school_year"
