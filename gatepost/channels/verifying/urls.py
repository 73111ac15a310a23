"""Addresses of the daily look at an account."""

from __future__ import annotations

from django.urls import path

from gatepost.channels.verifying import views

urlpatterns = [
    path("", views.looked, name="looked"),
    path("again/", views.looking_again, name="look-soon"),
    path("change/", views.settling, name="settle-change"),
]
