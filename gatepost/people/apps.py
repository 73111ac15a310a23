"""Schools and the people in them."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Schools, trusts, staff, roles and how they sign in."""

    name = "gatepost.people"
    default_auto_field = "django.db.models.BigAutoField"
