"""Addresses of the library of pictures."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.library import views

urlpatterns = [
    path("pictures/", views.pictures, name="pictures"),
    path("pictures/new/", views.new_picture, name="new-picture"),
    path("pictures/<int:picture>/", views.picture, name="picture"),
    path("pictures/<int:picture>/people/", views.people, name="picture-people"),
    path("pictures/<int:picture>/file/", views.file, name="picture-file"),
    path("posts/<int:post>/place/", views.place, name="place"),
    path("posts/<int:post>/pictures/<int:placed>/", views.placed, name="placed"),
]
