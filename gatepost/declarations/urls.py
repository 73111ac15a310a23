"""Addresses of declarations, exceptions and departures."""

from __future__ import annotations

from django.urls import include, path

app_name = "declarations"
urlpatterns = [
    path("schools/<slug:slug>/declarations/", include("gatepost.declarations.ties.urls")),
    path("schools/<slug:slug>/exceptions/", include("gatepost.declarations.exceptions.urls")),
    path("schools/<slug:slug>/departures/", include("gatepost.declarations.departures.urls")),
]
