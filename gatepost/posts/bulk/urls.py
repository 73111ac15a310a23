"""Addresses of bringing many posts in."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.bulk import views

urlpatterns = [
    path("", views.files, name="posts-files"),
    path("example.csv", views.example, name="posts-file-example"),
    path("<int:posts_file>/", views.file, name="posts-file"),
    path("<int:posts_file>/drafts/", views.drafts, name="posts-file-drafts"),
]
