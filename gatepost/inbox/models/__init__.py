"""What came in on accounts, who is at it, what was answered, and how far each account was read."""

from __future__ import annotations

from gatepost.inbox.models.answers import Answer, Letter
from gatepost.inbox.models.care import Escalated, NotMe, PictureSaid
from gatepost.inbox.models.holders import Holder, Note
from gatepost.inbox.models.items import Content, Item, Version
from gatepost.inbox.models.looks import Looked, Watched
from gatepost.inbox.models.moderations import Moderation, Wish
from gatepost.inbox.models.press import PressMark
from gatepost.inbox.models.readings import Reading
from gatepost.inbox.models.reviews import Explanation, Review
from gatepost.inbox.models.rotas import HolidayNotice, Shift, Swap

__all__ = [
    "Answer",
    "Content",
    "Escalated",
    "Explanation",
    "Holder",
    "HolidayNotice",
    "Item",
    "Letter",
    "Looked",
    "Moderation",
    "NotMe",
    "Note",
    "PictureSaid",
    "PressMark",
    "Reading",
    "Review",
    "Shift",
    "Swap",
    "Version",
    "Watched",
    "Wish",
]
