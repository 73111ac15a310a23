"""Addresses of what goes on after leaving."""

from __future__ import annotations

from django.urls import path

from gatepost.joining.leaving import views

urlpatterns = [
    path("leaving/", views.leaving, name="leaving"),
    path("leavers/", views.leavers, name="leavers"),
    path("leavers/<int:leaver>/", views.leaver, name="leaver"),
]
