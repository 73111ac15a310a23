"""Courses and who took part, evidence of one's own study, the programme for pupils and parents, and where help is found."""

from __future__ import annotations

from gatepost.training.models.courses import Attendance, Course, SelfStudy, Session
from gatepost.training.models.programme import ProgrammeItem
from gatepost.training.models.resources import Resource

__all__ = ["Attendance", "Course", "ProgrammeItem", "Resource", "SelfStudy", "Session"]
