"""Rows of what is said about the school."""

from __future__ import annotations

from gatepost.mentions.models.assessments import Assessment
from gatepost.mentions.models.doings import Judged, Letter, NetworkReport, Outcome, StepTaken
from gatepost.mentions.models.mentions import WATCHERS, Mention, MentionConcerned
from gatepost.mentions.models.searches import DayOfLooks, Search
from gatepost.mentions.models.streams import Stream
from gatepost.mentions.models.watched import KEEPS, Watched

__all__ = [
    "KEEPS",
    "WATCHERS",
    "Assessment",
    "DayOfLooks",
    "Judged",
    "Letter",
    "Mention",
    "MentionConcerned",
    "NetworkReport",
    "Outcome",
    "Search",
    "StepTaken",
    "Stream",
    "Watched",
]
