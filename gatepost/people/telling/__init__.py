"""Telling people: by the ways they chose, in the hours they are there, and what is grave at once."""

from __future__ import annotations

from gatepost.people.telling.saying import GRAVE, PLAIN, ROLE, How, Teller, tell

__all__ = ["GRAVE", "PLAIN", "ROLE", "How", "Teller", "tell"]
