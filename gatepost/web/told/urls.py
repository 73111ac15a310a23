"""Addresses of how people are told."""

from __future__ import annotations

from django.urls import include, path

from gatepost.web.told import browser, views

app_name = "told"
own = [
    path("", views.mine, name="mine"),
    path("daily/", views.daily, name="daily"),
    path("test/", views.test, name="test"),
    path("devices/", views.devices, name="devices"),
    path("devices/<int:device>/removal/", views.device_removal, name="device-removal"),
    path("rooms/", views.room, name="room"),
    path("rooms/<int:room>/removal/", views.room_removal, name="room-removal"),
]
of_school = [
    path("", views.school, name="school"),
    path("hours/", views.hours, name="hours"),
    path("rooms/", views.school_room, name="school-room"),
    path("rooms/test/", views.school_test, name="school-test"),
    path("rooms/<int:school_room>/removal/", views.school_room_removal, name="school-room-removal"),
]
urlpatterns = [
    path("service-worker.js", browser.service_worker, name="service-worker"),
    path("gatepost.webmanifest", browser.manifest, name="manifest"),
    path("schools/<slug:slug>/told/", include(own)),
    path("schools/<slug:slug>/telling/", include(of_school)),
]
