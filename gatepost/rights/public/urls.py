"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from gatepost.rights.public import views

urlpatterns = [
    path("", views.your_data, name="your-data"),
    path("ask/", views.ask, name="ask"),
    path("answer/", views.answer, name="answer"),
]
