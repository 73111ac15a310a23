"""Addresses of what is said about the school."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "mentions"
urlpatterns: list[URLPattern | URLResolver] = []
