"""Rows of what people tell: ties, exceptions, departures. What they wrote is encrypted."""

from __future__ import annotations

from gatepost.declarations.models.departures import Advice, Departure, Reply
from gatepost.declarations.models.exceptions import Agreement, PolicyException, Stop
from gatepost.declarations.models.ties import Confirmation, Tie, TieEnding, TieReading

__all__ = [
    "Advice",
    "Agreement",
    "Confirmation",
    "Departure",
    "PolicyException",
    "Reply",
    "Stop",
    "Tie",
    "TieEnding",
    "TieReading",
]
