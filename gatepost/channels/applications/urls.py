"""Addresses of applications for accounts."""

from __future__ import annotations

from django.urls import path

from gatepost.channels.applications import views

urlpatterns = [
    path("applications/new/", views.new_application, name="apply"),
    path("applications/<int:application>/", views.application, name="application"),
    path("applications/<int:application>/words/", views.changing, name="application-words"),
    path("applications/<int:application>/hand-in/", views.handing_in, name="application-hand-in"),
    path(
        "applications/<int:application>/withdraw/", views.withdrawing, name="application-withdraw"
    ),
    path(
        "applications/<int:application>/send-back/",
        views.sending_back,
        name="application-send-back",
    ),
    path("applications/<int:application>/ask/", views.asking, name="application-ask"),
    path("applications/<int:application>/say/", views.saying, name="application-say"),
    path("applications/<int:application>/judge/", views.judging, name="application-judge"),
    path("applications/<int:application>/open/", views.opening, name="application-open"),
]
