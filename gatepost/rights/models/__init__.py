"""What is kept of requests about data, and of how long things are kept."""

from __future__ import annotations

from gatepost.rights.models.pieces import Copy, Piece, PieceDecision
from gatepost.rights.models.requests import Request, RequestStep, Wanted
from gatepost.rights.models.spans import DeletedRecords, Hold, KeptLongEnough, OwnSpan

__all__ = [
    "Copy",
    "DeletedRecords",
    "Hold",
    "KeptLongEnough",
    "OwnSpan",
    "Piece",
    "PieceDecision",
    "Request",
    "RequestStep",
    "Wanted",
]
