"""Addresses of what the filter saw."""

from __future__ import annotations

from django.urls import path

from gatepost.monitoring.logs import views

urlpatterns = [
    path("logs/", views.logs, name="logs"),
    path("logs/new/", views.bringing, name="log-new"),
    path("logs/<int:log>/", views.log, name="log"),
    path("logs/<int:log>/delete/", views.forgetting, name="log-delete"),
    path("lines/", views.lines, name="lines"),
    path("lines/<int:wanted>/withdraw/", views.withdrawing, name="lines-withdraw"),
]
