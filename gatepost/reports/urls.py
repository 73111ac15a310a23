"""Addresses of what governors and a trust read."""

from __future__ import annotations

from django.urls import include, path

app_name = "reports"
urlpatterns = [
    path("", include("gatepost.reports.in_force.urls")),
    path("", include("gatepost.reports.safe360.urls")),
    path("schools/<slug:slug>/governors-reports/", include("gatepost.reports.termly.urls")),
    path("", include("gatepost.reports.trust.urls")),
]
