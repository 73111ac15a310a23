"""Addresses of what is looked for."""

from __future__ import annotations

from django.urls import path

from gatepost.mentions.watching import views

urlpatterns = [
    path("names/", views.names, name="names"),
    path("names/<int:watched_name>/end/", views.name_end, name="name-end"),
    path("places/", views.searches, name="searches"),
    path("places/<int:searched>/", views.search, name="search"),
    path("places/<int:searched>/end/", views.search_end, name="search-end"),
    path("places/<int:searched>/again/", views.search_again, name="search-again"),
    path("no-way-in/", views.no_way_in, name="no-way-in"),
    path("assessment/", views.assessment, name="assessment"),
    path("told-to-everybody/", views.told, name="told"),
]
