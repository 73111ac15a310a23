"""What may be entered on a list, and what somebody tells of a false page."""

from __future__ import annotations

from django import forms

INPUT, AREA = {"class": "govuk-input"}, {"class": "govuk-textarea", "rows": 3}


class ListedForm(forms.Form):
    """An entry of a list."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Say what it is, such as “School trips”."},
    )
    value = forms.CharField(
        label="Number or address",
        max_length=500,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Enter the number or the address."},
    )


class FakeForm(forms.Form):
    """A page that pretends to be the school's. The address is kept as it was written and never opened."""

    url = forms.CharField(
        label="The address or name of the page",
        max_length=1000,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Say which page you mean."},
    )
    says = forms.CharField(
        label="What is wrong with it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=AREA),
        help_text="Do not write the names of children.",
    )
    contact = forms.CharField(
        label="How we can reach you, if you wish",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=INPUT),
    )


class OutcomeForm(forms.Form):
    """What was done about it."""

    outcome = forms.CharField(
        label="What was done",
        max_length=2000,
        widget=forms.Textarea(attrs=AREA),
        error_messages={"required": "Write a sentence on what was done."},
    )
