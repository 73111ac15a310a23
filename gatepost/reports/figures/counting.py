"""Counts everything for a term and keeps of it what may be told: the one place where true numbers are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gatepost.reports.figures import (
    accounts,
    answers,
    consents,
    departures,
    incidents,
    looks,
    network,
    posts,
    reading,
    review,
    training,
)
from gatepost.reports.figures.known import Topic, topics
from gatepost.reports.figures.shapes import Figure, Term, told

# One counter for each topic of figures.toml.
COUNTERS: Mapping[str, Callable[[Term], Iterable[Figure]]] = {
    "answers": answers.figures,
    "looks": looks.figures,
    "posts": posts.figures,
    "consents": consents.figures,
    "accounts": accounts.figures,
    "reading": reading.figures,
    "training": training.figures,
    "incidents": incidents.figures,
    "departures": departures.figures,
    "network": network.figures,
    "review": review.figures,
}


def counted(term: Term) -> list[dict[str, Any]]:
    """Every topic with its clauses and its protected figures, as a report keeps them."""
    return [
        {
            "key": topic.key,
            "title": topic.title,
            "total": topic.total,
            "clauses": _clauses(topic, term),
            "figures": [
                told(one, written=topic.figures[one.key]).as_kept()
                for one in COUNTERS[topic.key](term)
            ],
        }
        for topic in topics().values()
    ]


def _clauses(topic: Topic, term: Term) -> list[str]:
    """The clauses of the policy that the topic is measured against, as the ledger names them."""
    if term.version is None or term.pack is None:
        return []
    found = [one for one in term.pack.clauses if one.live.get("by") in topic.mechanisms]
    return term.version.cites(*found)
