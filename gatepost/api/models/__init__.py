"""Tokens, answers that are kept, addresses that are told, and what a directory calls people."""

from __future__ import annotations

from gatepost.api.models.directory import DirectoryEntry
from gatepost.api.models.hooks import Hook
from gatepost.api.models.kept_answers import KeptAnswer
from gatepost.api.models.tokens import Token

__all__ = ["DirectoryEntry", "Hook", "KeptAnswer", "Token"]
