"""What is looked at before a call is understood: its size, its form, and what no database takes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest

from gatepost.api.problems import Problem

LARGEST = 1_000_000  # bytes of what is sent as JSON
DEEPEST = 20
JSON, FILES = "application/json", "multipart/form-data"


def check(request: HttpRequest) -> Any:
    """What was sent, as data; None where nothing was, or where it is a file. Raises Problem."""
    if b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
        raise Problem(400, "No address has a character without a sign in it.")
    if request.method in ("GET", "HEAD", "DELETE") or request.content_type == FILES:
        return None
    if _length(request) > LARGEST:
        raise Problem(413, "That is more than is taken at once: 1 MB.")
    if not request.body:
        return None
    if request.content_type != JSON:
        raise Problem(415, "Send what you send as application/json.")
    return parsed(request.body)


def parsed(body: bytes) -> Any:
    """JSON of bounded depth, with nothing in it that cannot be kept."""
    try:
        data = json.loads(body)
        _check(data, DEEPEST)
        json.dumps(data, ensure_ascii=False).encode()  # half a character of two cannot be written
    except (ValueError, RecursionError):
        raise Problem(400, "What was sent is not JSON that can be understood.") from None
    return data


def _check(data: Any, depth: int) -> None:
    if depth == 0:
        raise Problem(400, f"What was sent is nested more than {DEEPEST} deep.")
    if isinstance(data, str) and "\0" in data:
        raise Problem(400, "What was sent has a character without a sign in it.")
    inner = [*data.keys(), *data.values()] if isinstance(data, dict) else data
    if isinstance(inner, list):
        for one in inner:
            _check(one, depth - 1)


def _length(request: HttpRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if written.isdigit() else 0
