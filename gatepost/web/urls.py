"""Every address of Gatepost."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from gatepost.web import views

urlpatterns = [
    path("", views.front, name="front"),
    path("schools/<slug:slug>/today/", views.today, name="today"),
    path("schools/<slug:slug>/menu/", views.menu, name="school-menu"),
    path("", include("gatepost.web.told.urls")),
    path("", include("gatepost.people.urls")),
    path("", include("gatepost.policies.urls")),
    path("", include("gatepost.training.urls")),
    path("", include("gatepost.joining.urls")),
    path("", include("gatepost.consents.urls")),
    path("", include("gatepost.declarations.urls")),
    path("", include("gatepost.incidents.urls")),
    path("", include("gatepost.channels.urls")),
    path("", include("gatepost.posts.urls")),
    path("", include("gatepost.inbox.urls")),
    path("", include("gatepost.mentions.urls")),
    path("", include("gatepost.monitoring.urls")),
    path("", include("gatepost.reports.urls")),
    path("", include("gatepost.rights.urls")),
    path("", include("gatepost.school_year.urls")),
    path("", include("gatepost.api.urls")),
    path("account/", include("gatepost.people.signing_in.urls")),
]
if settings.DEMO:
    urlpatterns += [path("", include("gatepost.web.demo.urls"))]
handler400 = "gatepost.web.views.bad_request"
handler404 = "gatepost.web.views.not_found"
handler500 = "gatepost.web.views.server_error"
