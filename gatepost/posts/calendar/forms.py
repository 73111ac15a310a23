"""What is asked when a post is moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from gatepost.core.clock import Calendar
from gatepost.people.models import School

NARROW = "govuk-input govuk-input--width-10"


class MoveForm(forms.Form):
    """Another day and hour."""

    on = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date", "class": NARROW}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day of the calendar."},
    )
    hour = forms.TimeField(
        label="Hour",
        widget=forms.TimeInput(attrs={"type": "time", "class": NARROW}, format="%H:%M"),
        help_text="For example 17:00",
        error_messages={"required": "Choose an hour.", "invalid": "Write the hour as 17:00."},
    )

    def __init__(self, *args: Any, school: School, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.clock, self.at = Calendar(zone=school.clock_zone), at

    def clean(self) -> dict[str, Any]:
        """The hour is the school's, wherever its author is, and still to come."""
        cleaned = super().clean() or {}
        if {"on", "hour"} <= set(cleaned):
            to = self.clock.local(datetime.combine(cleaned["on"], cleaned["hour"]))
            if to <= self.at:
                self.add_error("on", "That hour has passed. Choose one that is still to come.")
            cleaned["to"] = to
        return cleaned
