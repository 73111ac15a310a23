"""What people enter about something that is said."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.incidents.forms import CHILD_IMAGE
from gatepost.incidents.kinds import known as cases
from gatepost.mentions.processes import known
from gatepost.people.models import Person

INPUT, AREA = {"class": "govuk-input"}, {"class": "govuk-textarea", "rows": 4}
SELECT = {"class": "govuk-select"}
DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}
MOST = 4_000
_NO_DAY = "Write the day as 2026-12-18, or choose it from the calendar."


class TellForm(forms.Form):
    """Something that no program may look for, told in words."""

    words = forms.CharField(
        label="What is said?",
        help_text="In your own words, or as it stands there. Send no picture and take none.",
        max_length=MOST,
        widget=forms.Textarea(attrs=AREA),
        error_messages={"required": "Write at least one sentence."},
    )
    url = forms.URLField(
        label="Its address, if it has one",
        required=False,
        assume_scheme="https",
        max_length=500,
        widget=forms.URLInput(attrs=INPUT),
        error_messages={"invalid": "Write the whole address, such as https://www.example.org/."},
    )
    handle = forms.CharField(
        label="Where, and under what name it was written",
        help_text="Such as: the parents’ group of Year 3 on Facebook.",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=INPUT),
    )
    about = forms.ModelMultipleChoiceField(
        label="Is it about somebody who works here?",
        help_text="They will not see it here. Leave all empty if it is about nobody.",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"invalid_choice": "Choose people who are at the school."},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = people  # type: ignore[attr-defined]


class JudgeForm(forms.Form):
    """What it is and who wrote it: for a person to say."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=lambda: [
            ("", "Choose what comes nearest"),
            *((key, one.says) for key, one in known().classes.items()),
        ],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose what comes nearest."},
    )
    who = forms.ChoiceField(
        label="Who wrote it?",
        choices=lambda: list(known().who.items()),
        initial="unknown",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose who wrote it, or “I do not know”."},
    )


class LetterForm(forms.Form):
    """A letter, begun from a text of ours."""

    words = forms.CharField(
        label="The words",
        help_text="Fill in what stands in square brackets. Do not name a child, and do not say that one is at the school.",
        max_length=MOST,
        widget=forms.Textarea(attrs={**AREA, "rows": 14}),
        error_messages={"required": "Write the letter."},
    )


class ReportedForm(forms.Form):
    """A report that was made to the network."""

    network = forms.CharField(
        label="To which network",
        max_length=60,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Write which network it was reported to."},
    )
    reported_on = forms.DateField(
        label="On which day",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day.", "invalid": _NO_DAY},
    )
    reference = forms.CharField(
        label="The number it gave you",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )
    answer = forms.CharField(
        label="What it answered, if it has",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=INPUT),
    )
    look_on = forms.DateField(
        label="When to look whether it is gone",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"invalid": _NO_DAY},
    )


class CaseForm(forms.Form):
    """What it is as a case. The question about a picture comes first, as everywhere."""

    child_image = forms.ChoiceField(
        label="Is there, or might there be, a sexual picture or film of somebody under 18?",
        choices=CHILD_IMAGE,
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes, no, or that you are not sure."},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=lambda: [(one.key, one.says) for one in cases().kinds.values()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose what comes nearest. “Something else” is fine."},
    )
    about = forms.ChoiceField(
        label="Who is it about?",
        choices=lambda: [(one.key, one.says) for one in cases().about.values()],
        initial="nobody",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose whom it is about, or “Nobody in particular”."},
    )


class CloseForm(forms.Form):
    """What came of it."""

    kind = forms.ChoiceField(
        label="What came of it?",
        choices=lambda: list(known().outcomes.items()),
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose what came of it."},
    )
    note = forms.CharField(
        label="In a sentence",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs=INPUT),
    )
