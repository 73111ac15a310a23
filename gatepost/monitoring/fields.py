"""Fields of the forms of the network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from gatepost.core.blocking.times import WEEKDAYS
from gatepost.declarations.answering import day, line, tick, words
from gatepost.monitoring.groups import GROUPS

__all__ = ["choice", "clock", "day", "group", "line", "tick", "weekdays", "words"]
INPUT = {"class": "govuk-input"}


def choice(label: str, choices: Iterable[tuple[str, str]], *, hint: str = "") -> forms.ChoiceField:
    """One of some, from a list."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the list."},
    )


def group(label: str = "For whom?") -> forms.ChoiceField:
    """One of the groups."""
    return choice(label, [(one.key, one.name) for one in GROUPS.values()])


def clock(label: str) -> forms.TimeField:
    """A time of day."""
    attrs: dict[str, Any] = {"type": "time", "class": "govuk-input govuk-input--width-5"}
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs=attrs, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"required": "Enter the time.", "invalid": "Write the time as 12:15."},
    )


def weekdays() -> forms.TypedMultipleChoiceField:
    """Days of the week."""
    return forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"required": "Tick at least one day."},
    )
