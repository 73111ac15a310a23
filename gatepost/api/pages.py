"""For whom the page is that does the same as a call: the page itself says so, and a call is for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@cache
def roles_of_pages() -> dict[str, tuple[str, ...]]:
    """The roles that open each page of the table of addresses; none where everybody at the school may open it."""
    return dict(_walk(get_resolver().url_patterns, ""))


def roles_of(page: str) -> tuple[str, ...]:
    """The roles that open a page. KeyError where there is no such page."""
    return roles_of_pages()[page]


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = ":".join(filter(None, (namespace, one.namespace or "")))
            yield from _walk(one.url_patterns, inner)
        elif one.name:
            name = ":".join(filter(None, (namespace, one.name)))
            yield name, tuple(getattr(one.callback, "roles", ()))
