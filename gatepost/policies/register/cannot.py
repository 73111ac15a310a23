"""Why something cannot be done to a version, with the clauses that say so."""

from __future__ import annotations

from gatepost.core.policy import Clause


class Cannot(Exception):
    """An act that a version does not allow now; the message is for the person, the clauses stand behind it."""

    def __init__(self, says: str, *clauses: Clause) -> None:
        super().__init__(says)
        self.says, self.clauses = says, clauses
