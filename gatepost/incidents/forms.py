"""What somebody tells when they report something, and what is put down in a case."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.incidents.kinds import known
from gatepost.incidents.models import Report

INPUT, AREA = {"class": "govuk-input"}, {"class": "govuk-textarea", "rows": 4}
SELECT = {"class": "govuk-select"}
MANY = {"class": "govuk-textarea"}  # as tall as it says; a select has the height of one line
MOST = 10_000
CHILD_IMAGE = (
    ("no", "No"),
    ("yes", "Yes"),
    ("unsure", "I am not sure"),
)
WHO = (
    ("parent", "A parent or carer"),
    ("pupil", "A pupil"),
    ("teacher", "Somebody who works at the school"),
    ("governor", "A governor"),
    ("former-staff", "Somebody who used to work at the school"),
    ("", "Somebody else, or I would rather not say"),
)


def text(label: str, *, hint: str = "", rows: int = 0, required: str = "") -> forms.CharField:
    """A field for words; `required` is what is said where it stays empty."""
    widget = forms.Textarea(attrs={**AREA, "rows": rows}) if rows else forms.TextInput(attrs=INPUT)
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=MOST if rows else 500,
        widget=widget,
        error_messages={"required": required},
    )


class WhatForm(forms.Form):
    """What it is. The question about a picture comes before everything that could be sent."""

    child_image = forms.ChoiceField(
        label="Is there, or might there be, a sexual picture or film of somebody under 18?",
        choices=CHILD_IMAGE,
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes, no, or that you are not sure."},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=lambda: [(one.key, one.says) for one in known().kinds.values()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes nearest. “Something else” is fine."},
    )
    about = forms.ChoiceField(
        label="Who is it about?",
        choices=lambda: [(one.key, one.says) for one in known().about.values()],
        widget=forms.RadioSelect,
        initial="nobody",
        error_messages={"required": "Choose whom it is about, or “Nobody in particular”."},
    )


class ReportForm(forms.Form):
    """What happened, in words alone. Only the words are needed; a concern in one sentence is a full concern."""

    words = text(
        "What happened, or what worries you?",
        rows=6,
        hint="In your own words. Describe pictures in words; do not send any.",
        required="Write at least one sentence.",
    )
    where = text(
        "Where did it happen or where did you see it?", hint="A network, an address, a place."
    )
    happened = text("When did it happen?", hint="As far as you know.")
    noticed = text("When did you notice it?")
    affected = text("Who is affected?", rows=2)
    seen_by = text("Who else has seen it?", rows=2)
    wishes = text(
        "What do you wish to happen, and about the police?",
        rows=3,
        hint="It is written down and followed as far as children’s safety allows.",
    )
    is_victim = forms.BooleanField(
        label="It happened to me",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def report(self, what: dict[str, Any]) -> Report:
        """All that was told."""
        return Report(**what, **self.cleaned_data)


class StaffReportForm(ReportForm):
    """The same for people of the school, who can say which colleagues it is about: those never see it."""

    people = forms.MultipleChoiceField(
        label="Which people of the school is it about?",
        help_text="They are not told and cannot see it.",
        required=False,
        widget=forms.SelectMultiple(attrs=MANY | {"size": 6}),
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]

    def clean_people(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(int(pk) for pk in self.cleaned_data["people"])


class PublicReportForm(ReportForm):
    """The same for everybody else, named or not."""

    name = text("Your name and how we can reach you, if you wish", hint="You can leave this empty.")
    who = forms.ChoiceField(
        label="You are", choices=WHO, required=False, widget=forms.Select(attrs=SELECT)
    )


class StepForm(forms.Form):
    """Something that was done."""

    action = forms.ChoiceField(
        label="What was done",
        choices=lambda: [(one.key, one.says) for one in known().actions.values()],
        widget=forms.Select(attrs=SELECT),
    )
    whom = text("Who was told or asked, if anybody")
    words = text("In words", rows=3, required="Write what was done.")
    happened = text("When, if it was not just now")


class OutcomeForm(forms.Form):
    """What came of it."""

    broken = forms.MultipleChoiceField(
        label="Which clauses were not kept?",
        required=False,
        widget=forms.SelectMultiple(attrs=MANY | {"size": 8}),
    )
    outcome = forms.ChoiceField(
        label="What comes of it", required=False, widget=forms.Select(attrs=SELECT)
    )
    weighed = text(
        "What was weighed",
        rows=3,
        hint="How it was said, how far it went, what harm it did, and the person’s rights to speak and to believe.",
    )
    advice = text("HR advice: whose, when, and what it was", rows=2)
    reasons = text("Reasons", rows=3, required="Write the reasons.")

    def __init__(self, *args: Any, broken: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["broken"].choices = broken  # type: ignore[attr-defined]
        nothing = ("", "Nothing more: it is put right, or it was not so")
        self.fields["outcome"].choices = [nothing, *outcomes]  # type: ignore[attr-defined]
