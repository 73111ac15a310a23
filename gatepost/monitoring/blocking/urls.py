"""Addresses of what is blocked."""

from __future__ import annotations

from django.urls import path

from gatepost.monitoring.blocking import views

urlpatterns = [
    path("blocked/", views.blocked, name="blocked"),
    path("blocked/own/", views.own_site, name="own-site"),
    path("blocked/own/<int:own_site>/end/", views.own_site_end, name="own-site-end"),
    path("times/", views.times, name="times"),
    path("times/<int:hours>/end/", views.time_end, name="time-end"),
    path("ranges/", views.ranges, name="ranges"),
    path("ranges/<int:range>/end/", views.range_end, name="range-end"),
]
