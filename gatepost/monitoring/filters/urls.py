"""Addresses of files for filters."""

from __future__ import annotations

from django.urls import path

from gatepost.monitoring.filters import views

urlpatterns = [
    path("filter-files/<str:token>/", views.filter_file, name="filter-file"),
    path("schools/<slug:slug>/network/filters/", views.filters, name="filters"),
    path("schools/<slug:slug>/network/filters/file/", views.by_hand, name="filter-by-hand"),
    path(
        "schools/<slug:slug>/network/filters/<int:address>/revoke/",
        views.revoking,
        name="filter-revoke",
    ),
]
