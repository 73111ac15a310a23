"""Addresses of what people do about a post on one account."""

from __future__ import annotations

from django.urls import path

from gatepost.posts.outlets import views

urlpatterns = [
    path("outlets/<int:outlet>/by-hand/", views.by_hand, name="by-hand"),
    path("outlets/<int:outlet>/by-hand/pack.zip", views.pack, name="pack"),
    path("outlets/<int:outlet>/looked/", views.looked, name="looked"),
    path("outlets/<int:outlet>/take-down/", views.take_down, name="take-down"),
    path("take-downs/<int:take_down>/done/", views.is_down, name="is-down"),
]
