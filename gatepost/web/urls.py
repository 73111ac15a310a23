"""Every address of Gatepost."""

from __future__ import annotations

from django.urls import include, path

from gatepost.web import views

urlpatterns = [
    path("", views.front, name="front"),
    path("", include("gatepost.policies.urls")),
]
handler400 = "gatepost.web.views.bad_request"
handler404 = "gatepost.web.views.not_found"
handler500 = "gatepost.web.views.server_error"
