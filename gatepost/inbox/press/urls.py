"""Addresses of journalists' messages."""

from __future__ import annotations

from django.urls import path

from gatepost.inbox.press import views

ITEM = "schools/<slug:slug>/inbox/<int:item>/press/"
urlpatterns = [
    path(ITEM, views.marking, name="press"),
    path(f"{ITEM}end/", views.ending, name="press-end"),
]
