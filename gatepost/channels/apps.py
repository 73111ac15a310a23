"""Official accounts: where they are, how they are reached, who runs them."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Official accounts."""

    name = "gatepost.channels"
    default_auto_field = "django.db.models.BigAutoField"
