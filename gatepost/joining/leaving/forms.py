"""On which day a leaver was given the words on paper."""

from __future__ import annotations

from django import forms

DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}


class PaperForm(forms.Form):
    """The day."""

    on = forms.DateField(
        label="On which day you handed it over",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day on which you handed it over.",
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )
