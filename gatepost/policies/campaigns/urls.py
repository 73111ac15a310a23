"""Addresses of asking people to read the policy."""

from __future__ import annotations

from django.urls import include, path

from gatepost.policies.campaigns import views

urlpatterns = [
    path("", include("gatepost.policies.campaigns.reading.urls")),
    path("schools/<slug:slug>/campaigns/", views.campaigns, name="campaigns"),
    path("schools/<slug:slug>/campaigns/new/", views.new, name="campaign-new"),
    path("schools/<slug:slug>/campaigns/<int:pk>/", views.campaign, name="campaign"),
    path("schools/<slug:slug>/campaigns/<int:pk>/register.csv", views.export, name="campaign-csv"),
    path("schools/<slug:slug>/campaigns/<int:pk>/closing/", views.closing, name="campaign-closing"),
    path(
        "schools/<slug:slug>/campaigns/<int:pk>/letters/<int:ask>/",
        views.letter,
        name="campaign-letter",
    ),
    path("schools/<slug:slug>/questions/", views.remarks, name="remarks"),
    path("schools/<slug:slug>/questions/<int:pk>/answer/", views.settlement, name="settlement"),
]
