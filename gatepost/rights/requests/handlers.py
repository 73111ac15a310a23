"""The roles that may come to handle a request: the page opens to them, and shows each what is theirs."""

from __future__ import annotations

HANDLERS = ("dpo", "headteacher", "chair-of-governors")
