"""Addresses of courses and of the programme for pupils and parents."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "training"
urlpatterns: list[URLPattern] = []
