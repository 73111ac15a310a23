"""Addresses of the policy in force."""

from __future__ import annotations

from django.urls import path

from gatepost.reports.in_force import views

urlpatterns = [
    path("schools/<slug:slug>/policy/in-force/", views.policy_in_force, name="policy-in-force"),
]
