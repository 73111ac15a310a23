"""What the school writes for its notice and its assessment."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django import forms

from gatepost.monitoring import fields
from gatepost.monitoring.models.notices import USUAL_DAYS, Details

MOST_DAYS = 730


class DetailsForm(forms.Form):
    """What policies never say and the law wants told."""

    watchers = fields.words(
        "Who watches?",
        rows=2,
        hint="By what they are, not by name: “the ICT technician, and the company Filterco for us”.",
        required="Say who watches.",
    )
    why = fields.words("Why?", rows=3, hint="What it is for.", required="Say why.")
    kept_days = forms.IntegerField(
        label="For how many days is what the filter saw kept?",
        help_text="Gatepost deletes its counts after as many days.",
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-3"}),
        error_messages={
            "required": "Enter a number of days.",
            "invalid": "Enter a number of days, such as 90.",
            "min_value": "Enter at least one day.",
            "max_value": f"Enter {MOST_DAYS} days at most: nobody needs it for longer.",
        },
    )
    ask = fields.words(
        "Whom can people ask?",
        rows=2,
        hint="Where the data protection officer is reached, and that the Information Commissioner takes complaints.",
        required="Say whom people can ask.",
    )
    also = fields.words("Anything else?", rows=2)

    def said(self) -> Details:
        """As the notice keeps it."""
        return Details(**self.cleaned_data)


@cache
def questions() -> dict[str, dict[str, str]]:
    """What an assessment has to answer, by key."""
    return tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))


class AssessmentForm(forms.Form):
    """The answers, and when they are looked at again."""

    review_on = fields.day(
        "On which day is it looked at again?",
        hint="A year from now at the latest, and before anything new is watched.",
        required="Enter the day on which it is looked at again.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, one in questions().items():
            required = "Answer this; a sentence is enough."
            self.fields[key] = fields.words(one["asks"], hint=one["hint"], required=required)
        self.order_fields([*questions(), "review_on"])

    def answers(self) -> dict[str, str]:
        """What was answered, by key."""
        return {key: self.cleaned_data[key] for key in questions()}
