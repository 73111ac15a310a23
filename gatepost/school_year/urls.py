"""Addresses of the new school year."""

from __future__ import annotations

from django.urls import path

from gatepost.school_year import views

app_name = "school_year"
urlpatterns = [
    path("schools/<slug:slug>/school-year/", views.year, name="year"),
    path("schools/<slug:slug>/school-year/steps/", views.confirmation, name="confirmation"),
    path("schools/<slug:slug>/school-year/moving-up/", views.moving_up, name="moving-up"),
    path("schools/<slug:slug>/school-year/moving-up/back/", views.taking_back, name="taking-back"),
]
