"""What a policy wants kept for each account, who keeps it, and how often it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.clock import Span, later
from gatepost.core.policy import Clause, Pack

VAULT = "channels.vault"
# No bundled policy says how often; once a year is what those who keep accounts can be expected to look after.
USUAL = Span(1, "year")


@dataclass(frozen=True)
class Kind:
    """One kind of thing that a safe holds."""

    key: str
    heading: str
    hint: str = ""
    shape: str = "lines"
    ages: bool = True

    def __str__(self) -> str:
        return self.heading


@dataclass(frozen=True)
class Asked:
    """What a policy wants kept, with the clauses that want it; the roles that keep it; after how long it is changed."""

    keeps: Mapping[Kind, tuple[Clause, ...]]
    keepers: tuple[str, ...]
    every: Span

    def offered(self) -> list[Kind]:
        """Every kind that can be entered: what Gatepost knows, and what the policy names beside it."""
        return list(dict.fromkeys([*known_kinds(), *self.keeps]))


def asked_by(pack: Pack | None) -> Asked:
    """What a policy asks; nothing but the usual time where it is silent. Of several times the shortest counts."""
    clauses = [one for one in pack.clauses if one.live.get("by") == VAULT] if pack else []
    keeps: dict[Kind, list[Clause]] = {}
    for one in clauses:
        for key in one.live["keeps"]:
            keeps.setdefault(kind_of(str(key)), []).append(one)
    roles = dict.fromkeys(str(one.live["by-whom"]) for one in clauses if "by-whom" in one.live)
    spans = [Span.parse(str(one.live["every"])) for one in clauses if "every" in one.live]
    said = [span for span in spans if span and span.is_in_dates]
    every = min(said, key=lambda span: later(date(2000, 1, 1), span), default=USUAL)
    return Asked({kind: tuple(of) for kind, of in keeps.items()}, tuple(roles), every)


def kind_of(key: str) -> Kind:
    """A kind by the name that packs and rows have for it; what Gatepost does not know is several lines of text."""
    known = _written().get(key)
    return Kind(key, **known) if known else Kind(key, key.replace("-", " ").capitalize())


def known_kinds() -> list[Kind]:
    """Those that any account may have."""
    return [kind_of(key) for key in _written()]


@cache
def _written() -> Mapping[str, Mapping[str, Any]]:
    return tomli.loads((files(__package__) / "kinds.toml").read_text("utf-8"))
