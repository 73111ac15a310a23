"""Addresses that families are sent."""

from __future__ import annotations

from django.urls import path

from gatepost.consents.family import views

urlpatterns = [
    path("consent/<str:token>/", views.start, name="family"),
    path("consent/<str:token>/answers/", views.answers, name="family-answers"),
    path("consent/<str:token>/receipt/", views.receipt, name="family-receipt"),
    path("consent/<str:token>/closing/", views.closing, name="family-closing"),
]
