"""Addresses of official accounts."""

from __future__ import annotations

from django.urls import include, path

from gatepost.channels import views

app_name = "channels"
_channels = [
    path("", views.channels, name="channels"),
    path("new/", views.new_channel, name="new"),
    path("<int:channel>/", views.channel, name="channel"),
    path("<int:channel>/connection/", views.connection, name="connection"),
    path("<int:channel>/runners/", views.appointing, name="appoint"),
    path("<int:channel>/runners/<int:runner>/stop/", views.stopping, name="stop"),
    path("<int:channel>/close/", views.closing, name="close"),
]
urlpatterns = [
    path("schools/<slug:slug>/", include("gatepost.channels.listing.urls")),
    path("schools/<slug:slug>/accounts/", include("gatepost.channels.applications.urls")),
    path("schools/<slug:slug>/accounts/", include("gatepost.channels.handing_over.urls")),
    path("schools/<slug:slug>/accounts/", include("gatepost.channels.safe.urls")),
    path("schools/<slug:slug>/accounts/", include(_channels)),
    path(
        "schools/<slug:slug>/accounts/<int:channel>/looked/",
        include("gatepost.channels.verifying.urls"),
    ),
]
