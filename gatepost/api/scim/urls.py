"""Addresses for a directory."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gatepost.api.scim import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.elsewhere, {"rest": ""}, name="scim"),
    path("Users", views.users, name="scim-users"),
    path("Users/<str:pk>", views.user, name="scim-user"),
    path("Groups", views.groups, name="scim-groups"),
    path("Groups/<str:pk>", views.group, name="scim-group"),
    path("ServiceProviderConfig", views.provider, name="scim-provider"),
    path("ResourceTypes", views.types, name="scim-types"),
    path("Schemas", views.kinds, name="scim-schemas"),
    path("<path:rest>", views.elsewhere, name="scim-elsewhere"),
]
