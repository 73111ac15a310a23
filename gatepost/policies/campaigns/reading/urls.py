"""Addresses of what somebody is asked to read, signed in and by a link."""

from __future__ import annotations

from django.urls import URLPattern, path

from gatepost.policies.campaigns.reading import views

# The page, how its address goes on, and its name after “reading” or “reading-link”.
PAGES = (
    (views.overview, "", ""),
    (views.acknowledgement, "acknowledgement/", "-acknowledgement"),
    (views.declining, "declining/", "-declining"),
    (views.question, "question/", "-question"),
    (views.part, "<slug:key>/", "-part"),
)
SIGNED_IN, BY_LINK = "schools/<slug:slug>/reading/<int:pk>/", "read/<str:token>/"

urlpatterns: list[URLPattern] = [
    path("schools/<slug:slug>/reading/", views.mine, name="readings"),
    *(path(SIGNED_IN + at, views.signed_in(page), name=f"reading{to}") for page, at, to in PAGES),
    *(path(BY_LINK + at, views.linked(page), name=f"reading-link{to}") for page, at, to in PAGES),
]
