"""What one page asks many times is read once: the roles somebody holds, the policy in force."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Read = TypeVar("Read")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within this, what goes through `once` is read at the first asking: for what only looks, and changes nothing."""
    if _known.get() is not None:
        yield
        return
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives, kept under its key within `reading_once`, and read anew everywhere else."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: Read = known[key]
    return found


def pages_read_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page that is looked at changes neither roles nor policies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with reading_once():
            return get_response(request)

    return middleware
