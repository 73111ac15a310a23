"""Addresses of starting texts."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.starting_texts import views

urlpatterns = [
    path("", views.starting_texts, name="starting-texts"),
    path("new/", views.new_text, name="new-starting-text"),
    path("<int:starting_text>/", views.begin_from, name="begin-from"),
    path("<int:starting_text>/words/", views.change, name="change-starting-text"),
    path("<int:starting_text>/remove/", views.removal, name="remove-starting-text"),
]
