"""Addresses of people's rights: the public pages, requests, and how long things are kept."""

from __future__ import annotations

from django.urls import include, path

app_name = "rights"
urlpatterns = [
    path("schools/<slug:slug>/your-data/", include("gatepost.rights.public.urls")),
    path("schools/<slug:slug>/data-requests/", include("gatepost.rights.requests.urls")),
    path("schools/<slug:slug>/data-requests/", include("gatepost.rights.of_cases.urls")),
    path("schools/<slug:slug>/kept/", include("gatepost.rights.keeping.urls")),
]
