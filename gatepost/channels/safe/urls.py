"""Addresses of the safe of an account. None of them ever holds what is in it."""

from __future__ import annotations

from django.urls import path

from gatepost.channels.safe import views

urlpatterns = [
    path("<int:channel>/safe/", views.safe, name="safe"),
    path("<int:channel>/safe/enter/<slug:keeps>/", views.entering, name="secret-enter"),
    path("<int:channel>/safe/suspicion/", views.suspecting, name="secrets-suspect"),
    path("<int:channel>/safe/<int:secret>/change/", views.changing, name="secret-change"),
    path("<int:channel>/safe/<int:secret>/look/", views.looking, name="secret-look"),
    path("<int:channel>/safe/<int:secret>/throw-away/", views.discarding, name="secret-discard"),
]
