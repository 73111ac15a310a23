"""Addresses of comments and messages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "inbox"
urlpatterns: list[URLPattern | URLResolver] = []
