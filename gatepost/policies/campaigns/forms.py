"""Forms for asking people to read, and for their answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gatepost.core.policy import Pack
from gatepost.policies.campaigns.whom import groups

LONGEST = 2000


class OpenForm(forms.Form):
    """By when people read the policy, and who is asked beside those whom it brings in."""

    due_on = forms.DateField(
        label="Read by",
        widget=forms.DateInput(
            attrs={"type": "date", "class": "govuk-input govuk-input--width-10"}
        ),
        error_messages={
            "required": "Choose the day by which people read it.",
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )
    also = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, pack: Pack, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        field = self.fields["also"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(g.actor, g.label) for g in groups(pack) if not g.is_given]

    def clean_due_on(self) -> date:
        """A day that has not passed."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.on:
            raise forms.ValidationError("That day has passed. Choose a later one.")
        return due_on


class CommentForm(forms.Form):
    """Why somebody does not agree; they need not say."""

    text = forms.CharField(
        label="What do you not agree with?",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 5}),
        error_messages={"max_length": f"Write at most {LONGEST} characters; the rest can be said."},
    )


class QuestionForm(forms.Form):
    """A question about the policy."""

    text = forms.CharField(
        label="What would you like to know?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 5}),
        error_messages={
            "required": "Write your question.",
            "max_length": f"Write at most {LONGEST} characters; the rest can be said.",
        },
    )


class AnswerForm(forms.Form):
    """What the headteacher answers, where it is to be written."""

    answer = forms.CharField(
        label="Your answer",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
        error_messages={"max_length": f"Write at most {LONGEST} characters; the rest can be said."},
    )
