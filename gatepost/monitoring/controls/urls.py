"""Addresses of the access controls."""

from __future__ import annotations

from django.urls import path

from gatepost.monitoring.controls import views

urlpatterns = [
    path("controls/", views.controls, name="controls"),
    path("controls/<slug:control>/", views.looking, name="control"),
]
