"""Posts, what was looked for in them, who agreed, and what became of them on each account."""

from __future__ import annotations

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Publishing."""

    name = "gatepost.posts"
    default_auto_field = "django.db.models.BigAutoField"
