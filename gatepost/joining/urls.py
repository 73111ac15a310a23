"""The address of one's own checklist."""

from __future__ import annotations

from django.urls import path

from gatepost.joining import views

app_name = "joining"
urlpatterns = [path("schools/<slug:slug>/checklist/", views.mine, name="mine")]
