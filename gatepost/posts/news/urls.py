"""Addresses of the public news page."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.news import views

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/feed.<str:kind>", views.feed, name="feed"),
    path("news/<slug:entry>/", views.story, name="story"),
    path("news/<slug:entry>/<int:position>/", views.story_picture, name="story-picture"),
]
