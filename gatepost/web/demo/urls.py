"""Addresses that only the demo has."""

from __future__ import annotations

from django.urls import path

from gatepost.web.demo import views

urlpatterns = [
    path("demo/", views.who, name="demo"),
    path("demo/<int:person>/", views.sign_in, name="demo-sign-in"),
]
