"""Addresses of the calendar and of the pause."""

from __future__ import annotations

from django.urls import include, path

from gatepost.posts.calendar import views

urlpatterns = [
    path("posts/calendar/", views.calendar, name="calendar"),
    path("posts/calendar/dates/", include("gatepost.posts.calendar.dates.urls")),
    path("posts/<int:post>/move/", views.move, name="move"),
    path("posts/pause/", views.pause, name="pause"),
    path("posts/pause/begin/", views.beginning, name="pause-begin"),
    path("posts/pause/end/", views.ending, name="pause-end"),
    path("posts/pause/emergency-posts/", views.emergency_posts, name="emergency-posts"),
]
