"""The frame of the web pages."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Settings, addresses, the base templates and the commands that run a server."""

    name = "gatepost.web"
