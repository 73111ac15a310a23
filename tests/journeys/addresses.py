"""The addresses of Gatepost, those of the demo with them, and three that only go wrong."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from gatepost.web import urls


def garbled(request: HttpRequest) -> HttpResponse:
    """A request that cannot be understood."""
    raise BadRequest


def forbidden(request: HttpRequest) -> HttpResponse:
    """A page that is for nobody."""
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault of ours."""
    raise RuntimeError("Broken on purpose.")


urlpatterns = [
    *urls.urlpatterns,
    path("", include("gatepost.web.demo.urls")),
    path("garbled/", garbled),
    path("forbidden/", forbidden),
    path("broken/", broken),
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
