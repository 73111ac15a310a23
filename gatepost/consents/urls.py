"""Addresses of consents: lights for whoever publishes, the safeguarding list, the office, history, and families' links."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gatepost.consents import views

app_name = "consents"
_pictures: list[URLPattern | URLResolver] = [
    path("", views.lights, name="lights"),
    path("never/", views.never, name="never"),
    path("never/new/", views.listing, name="listing-new"),
    path("never/<int:pk>/lifting/", views.lifting, name="lifting"),
    path("never/review/", views.review, name="list-review"),
    path("history/", views.history, name="history"),
    path("history/<int:pk>/", views.child_history, name="child-history"),
    path("history/<int:pk>/erasure/", views.erasure, name="erasure"),
    path("history/answers/<int:pk>/setting-aside/", views.setting_aside, name="setting-aside"),
    path("forms/<int:pk>/", views.form_file, name="form-file"),
    path("", include("gatepost.consents.office.urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gatepost.consents.family.urls")),
    path("schools/<slug:slug>/consents/", include(_pictures)),
]
