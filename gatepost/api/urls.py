"""Addresses of calls, of a directory's, and of the pages about them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gatepost.api import views
from gatepost.api.api import api
from gatepost.api.scim.urls import urlpatterns as scim

app_name = "api"
pages: list[URLPattern | URLResolver] = [
    path("", views.systems, name="systems"),
    path("calls/", views.calls, name="calls"),
    path("tokens/new/", views.new_token, name="new-token"),
    path("tokens/<int:pk>/end/", views.token_end, name="token-end"),
    path("addresses/new/", views.new_hook, name="new-hook"),
    path("addresses/<int:pk>/secret/", views.hook_secret, name="hook-secret"),
    path("addresses/<int:pk>/end/", views.hook_end, name="hook-end"),
    path("addresses/<int:pk>/again/", views.hook_again, name="hook-again"),
]
calls: list[URLPattern | URLResolver] = [
    *[one for one in api.urls[0] if getattr(one, "name", "") not in ("openapi-json", "api-root")],
    path("openapi.json", views.document, name="document"),
    path("", views.nothing, name="api-root"),
    path("<path:rest>", views.nothing, name="nothing"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/<slug:slug>/other-systems/", include(pages)),
    path("api/v1/", include(calls)),
    path("scim/v2/<slug:slug>/", include(scim)),
]
