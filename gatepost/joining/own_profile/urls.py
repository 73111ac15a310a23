"""Addresses of the look at one's own profile and of the privacy guide."""

from __future__ import annotations

from django.urls import path

from gatepost.joining.own_profile import views

urlpatterns = [
    path("own-profile/", views.own_profile, name="own-profile"),
    path("privacy/", views.privacy, name="privacy"),
]
