"""Addresses of the public list of accounts, of other lists, and of reports of false pages."""

from __future__ import annotations

from django.urls import path

from gatepost.channels.listing import views

urlpatterns = [
    path("our-accounts/", views.genuine, name="genuine"),
    path("our-accounts/poster/", views.poster, name="poster"),
    path("our-accounts/accounts.json", views.feed, name="genuine-feed"),
    path("our-accounts/<int:channel>/code.svg", views.code, name="code"),
    path("our-accounts/false/", views.reporting, name="report-fake"),
    path("accounts/false/", views.fakes, name="fakes"),
    path("accounts/false/<int:fake>/", views.settling, name="settle-fake"),
    path("accounts/lists/", views.provided, name="provided"),
    path("accounts/lists/new/", views.entering, name="list"),
    path("accounts/lists/<int:listed>/remove/", views.removing, name="unlist"),
]
