"""The calls, one module for each area; each asks the very verb that the page asks."""

from __future__ import annotations

from ninja import Router

from gatepost.api.areas import (
    acknowledgements,
    channels,
    consents,
    inbox,
    ledger,
    mentions,
    outlets,
    pauses,
    people,
    pictures,
    policy,
    posts,
    reports,
    saying,
    school,
    training,
)
from gatepost.api.calls import DECLARED, Declared

ROUTERS: list[tuple[str, Router]] = [
    ("School", school.router),
    ("People", people.router),
    ("Policy", policy.router),
    ("Acknowledgements", acknowledgements.router),
    ("Training", training.router),
    ("Consents", consents.router),
    ("Channels", channels.router),
    ("Posts", posts.router),
    ("Posts", saying.router),
    ("Posts", outlets.router),
    ("Posts", pauses.router),
    ("Pictures", pictures.router),
    ("Inbox", inbox.router),
    ("Mentions", mentions.router),
    ("Reports", reports.router),
    ("Ledger", ledger.router),
]


def declared() -> list[Declared]:
    """Every call there is."""
    return list(DECLARED.values())
