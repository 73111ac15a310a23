"""Addresses of the school's network."""

from __future__ import annotations

from django.urls import include, path

app_name = "monitoring"
urlpatterns = [
    path("", include("gatepost.monitoring.filters.urls")),
    path("schools/<slug:slug>/network/", include("gatepost.monitoring.notice.urls")),
    path("schools/<slug:slug>/network/", include("gatepost.monitoring.blocking.urls")),
    path("schools/<slug:slug>/network/", include("gatepost.monitoring.controls.urls")),
    path("schools/<slug:slug>/network/", include("gatepost.monitoring.logs.urls")),
]
