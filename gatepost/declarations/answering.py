"""Fields of the forms with which people tell something, each with its own sentence where it stays empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

MOST, LINE = 4000, 200
Choices = Iterable[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]


def words(label: str, *, rows: int = 3, hint: str = "", required: str = "") -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=MOST,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": rows}),
        error_messages={
            "required": required,
            "max_length": f"Say it in {MOST:,} characters or fewer.",
        },
    )


def line(label: str, *, hint: str = "", required: str = "") -> forms.CharField:
    """A few words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=LINE,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={
            "required": required,
            "max_length": f"Say it in {LINE} characters or fewer.",
        },
    )


def one_of(label: str, choices: Choices, *, required: str, hint: str = "") -> forms.ChoiceField:
    """One of a few answers."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": required, "invalid_choice": required},
    )


def tick(label: str) -> forms.BooleanField:
    """Something that is so or is not."""
    box = forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"})
    return forms.BooleanField(label=label, required=False, widget=box)


def day(label: str, *, hint: str = "", required: str = "") -> forms.DateField:
    """A day."""
    attrs: dict[str, Any] = {"type": "date", "class": "govuk-input govuk-input--width-10"}
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(required),
        widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
        error_messages={
            "required": required,
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )
