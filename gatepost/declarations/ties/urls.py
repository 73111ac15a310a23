"""Addresses of ties."""

from __future__ import annotations

from django.urls import path

from gatepost.declarations.ties import views

urlpatterns = [
    path("", views.mine, name="mine"),
    path("told/", views.told, name="told"),
    path("confirmation/", views.confirmation, name="confirmation"),
    path("ties/new/", views.new, name="new-tie"),
    path("ties/<int:tie>/", views.tie, name="tie"),
]
