"""Addresses of a school's people, and of signing in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gatepost.people import views
from gatepost.people.importing.urls import own as importing
from gatepost.people.signing_in.urls import own as signing_in

app_name = "people"
list_of_people = [
    path("", views.people, name="people"),
    path("new/", views.welcome, name="welcome"),
    path("away/", views.away, name="away"),
    path("invitations/", views.invitations, name="invitations"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/details/", views.details, name="details"),
    path("<int:pk>/leaving/", views.leaving, name="leaving"),
    path("<int:pk>/leaving/undone/", views.staying, name="staying"),
    path("<int:pk>/roles/", views.role, name="role"),
    path("<int:pk>/roles/<int:role_pk>/end/", views.ending, name="ending"),
    path("<int:pk>/invitation/", views.invitation, name="invite"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(signing_in)),
    path("schools/<slug:slug>/people/", include(list_of_people)),
    path("schools/<slug:slug>/pupils/", views.pupils, name="pupils"),
    path("schools/<slug:slug>/", include(importing)),
]
