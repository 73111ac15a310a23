"""Addresses of exceptions."""

from __future__ import annotations

from django.urls import path

from gatepost.declarations.exceptions import views

urlpatterns = [
    path("", views.exceptions, name="exceptions"),
    path("new/", views.new, name="new-exception"),
    path("<int:exception>/", views.exception, name="exception"),
    path("<int:exception>/agreement/", views.agreement, name="agreement"),
    path("<int:exception>/ending/", views.ending, name="exception-ending"),
]
