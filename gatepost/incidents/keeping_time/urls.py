"""The addresses of what is kept for how long."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.keeping_time import views

urlpatterns = [
    path("", views.keeping, name="keeping"),
    path("cases/", views.cases, name="keeping-cases"),
]
