"""Addresses of one's own checklist, and of what goes on after leaving."""

from __future__ import annotations

from django.urls import include, path

from gatepost.joining import views

app_name = "joining"
urlpatterns = [
    path("schools/<slug:slug>/", include("gatepost.joining.leaving.urls")),
    path("schools/<slug:slug>/", include("gatepost.joining.devices.urls")),
    path("schools/<slug:slug>/", include("gatepost.joining.own_profile.urls")),
    path("schools/<slug:slug>/checklist/", views.mine, name="mine"),
]
