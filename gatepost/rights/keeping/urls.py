"""Addresses of how long things are kept."""

from __future__ import annotations

from django.urls import path

from gatepost.rights.keeping import views

urlpatterns = [
    path("", views.table, name="keeping"),
    path("long-enough/", views.kept_long_enough, name="kept-long-enough"),
    path("deletion/", views.deletion, name="deletion"),
    path("holds/", views.holds, name="holds"),
    path("holds/<int:hold>/lift/", views.lifting, name="lift"),
]
