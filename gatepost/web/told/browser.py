"""What a browser asks for so that it can show messages: the script that receives them, and what the app is called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

SIZES = (192, 512)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """It stands at the top, since a browser lets it receive messages for what lies below its address alone."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """With it a telephone can put Gatepost among its apps; some show messages of such apps alone."""
    said = {
        "name": "Gatepost",
        "short_name": "Gatepost",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5d56",
        "icons": [
            {
                "src": static(f"gatepost/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in SIZES
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@cache
def _script() -> str:
    return files("gatepost.web.told").joinpath("service_worker.js").read_text("utf-8")
