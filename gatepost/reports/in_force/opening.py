"""Who sees figures, and which links lead somewhere for whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.urls import Resolver404, resolve

from gatepost.reports.in_force.clauses import Section, Standing
from gatepost.reports.in_force.shown import Shown

SEES_FIGURES = frozenset({"headteacher", "chair-of-governors", "governors", "administrator"})


def for_reader(sections: Iterable[Section], *, held: frozenset[str]) -> list[Section]:
    """The sections as somebody with some roles may see them: figures for some, and only links that open to them."""
    opens_to, figures = opens(held), bool(held & SEES_FIGURES)

    def seen(one: Shown) -> Shown:
        url = one.url if one.url and opens_to(one.url) else ""
        if figures:
            return replace(one, url=url)
        return replace(one, url=url, figure="", last_on=None)

    def read(clause: Standing) -> Standing:
        return replace(clause, shown=tuple(seen(one) for one in clause.shown))

    return [replace(one, clauses=tuple(map(read, one.clauses))) for one in sections]


def opens(held: frozenset[str]) -> Callable[[str], bool]:
    """Tells of an address of a school whether it opens to somebody with some roles: its view says for whom it is."""
    known: dict[str, bool] = {}

    def opens_to(url: str) -> bool:
        path = url.partition("#")[0].partition("?")[0]
        if path not in known:
            known[path] = _opens(path, held)
        return known[path]

    return opens_to


def _opens(path: str, held: frozenset[str]) -> bool:
    try:
        roles = getattr(resolve(path).func, "roles", ())
    except Resolver404:
        return False
    return not roles or bool(held & set(roles))
