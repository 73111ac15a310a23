"""The addresses of how long one case is kept."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.keeping_time.one_case import views

urlpatterns = [
    path("", views.kept, name="kept"),
    path("as/", views.kept_as, name="kept-as"),
    path("hold/", views.hold, name="kept-hold"),
    path("lift/", views.lift, name="kept-lift"),
    path("delete/", views.delete, name="kept-delete"),
    path("call-off/", views.called_off, name="kept-call-off"),
    path("confirm/", views.confirm, name="kept-confirm"),
]
