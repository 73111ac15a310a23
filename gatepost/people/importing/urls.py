"""Addresses of bringing in staff and pupils from files."""

from __future__ import annotations

from django.urls import path

from gatepost.people.importing import views
from gatepost.people.importing.contents import PUPILS, STAFF

own = [
    path("people/imports/", views.imports, {"kind": STAFF}, name="imports"),
    path("people/imports/example.csv", views.example, {"kind": STAFF}, name="example"),
    path("people/imports/<int:pk>/", views.dry_run, name="import"),
    path("people/imports/<int:pk>/columns/", views.columns, name="columns"),
    path("people/imports/<int:pk>/application/", views.application, name="application"),
    path("pupils/imports/", views.imports, {"kind": PUPILS}, name="pupil-imports"),
    path("pupils/imports/example.csv", views.example, {"kind": PUPILS}, name="pupil-example"),
]
