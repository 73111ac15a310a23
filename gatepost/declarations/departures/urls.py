"""Addresses of departures."""

from __future__ import annotations

from django.urls import path

from gatepost.declarations.departures import views

urlpatterns = [
    path("new/", views.new, name="new-departure"),
    path("<int:departure>/", views.departure, name="departure"),
    path("<int:departure>/advice/", views.advice, name="departure-advice"),
    path("<int:departure>/answer/", views.answer, name="departure-answer"),
]
