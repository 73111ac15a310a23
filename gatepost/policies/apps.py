"""The policies that schools have adopted, and what is asked of them."""

from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Adopted packs, Can I…?, and what changes."""

    name = "gatepost.policies"
    default_auto_field = "django.db.models.BigAutoField"
