"""What came in on accounts, who is at it, what was answered, and how far each account was read."""

from __future__ import annotations

from gatepost.inbox.models.answers import Answer, Letter
from gatepost.inbox.models.holders import Holder, Note
from gatepost.inbox.models.items import Content, Item, Version
from gatepost.inbox.models.readings import Reading

__all__ = ["Answer", "Content", "Holder", "Item", "Letter", "Note", "Reading", "Version"]
