"""Addresses of a trust's table."""

from __future__ import annotations

from django.urls import path

from gatepost.reports.trust import views

urlpatterns = [
    path("trusts/<slug:trust>/", views.table, name="trust"),
    path("trusts/<slug:trust>/schools.csv", views.export, name="trust-csv"),
]
