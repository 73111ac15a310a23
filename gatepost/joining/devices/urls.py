"""Addresses of phones and of what the school has given out."""

from __future__ import annotations

from django.urls import path

from gatepost.joining.devices import views

urlpatterns = [
    path("phones/", views.phones, name="phones"),
    path("phones/<int:phone>/", views.phone, name="phone"),
    path("lost-phones/", views.lost, name="lost-phones"),
    path("lost-phones/<int:phone>/", views.lost_phone, name="lost-phone"),
    path("issued/", views.issued, name="issued"),
    path("issued/<int:issued>/back/", views.issued_back, name="issued-back"),
]
