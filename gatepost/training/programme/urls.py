"""Addresses of the programme, of links, and of the parents' page."""

from __future__ import annotations

from django.urls import path

from gatepost.training.programme import views

urlpatterns = [
    path("online-safety/", views.online_safety, name="online-safety"),
    path("programme/", views.programme, name="programme"),
    path("programme/new/", views.planning, name="planning"),
    path("programme/<int:pk>/delivery/", views.delivery, name="delivery"),
    path("resources/", views.resources, name="resources"),
    path("resources/new/", views.new_resource, name="new-resource"),
    path("resources/<int:pk>/address/", views.address, name="address"),
    path("resources/<int:pk>/removal/", views.removal, name="removal"),
]
