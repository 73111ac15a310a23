"""The address of worries that came more than once."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.patterns import views

urlpatterns = [path("", views.patterns, name="patterns")]
