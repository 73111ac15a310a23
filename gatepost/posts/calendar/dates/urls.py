"""Addresses of the school's dates."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.calendar.dates import views

urlpatterns = [
    path("", views.dates, name="school-dates"),
    path("<int:dates>/take-away/", views.taking_away, name="school-dates-take-away"),
]
