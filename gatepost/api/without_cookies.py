"""Calls of other systems know no cookies: whatever a browser sends along is put aside before anything looks at it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CALLS = ("/api/", "/scim/")


def without_cookies(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a call is nobody's session, so that no page of another site can make a browser call."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(CALLS):
            request.META.pop("HTTP_COOKIE", None)
        return answer(request)

    return middleware
