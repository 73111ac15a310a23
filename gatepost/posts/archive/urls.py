"""The address of the copy of what was published on an account."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.archive import views

urlpatterns = [path("<int:channel>/", views.archive, name="archive")]
