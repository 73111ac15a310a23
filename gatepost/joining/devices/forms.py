"""What people write about phones."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.core.checks.numbers import is_imei
from gatepost.joining.devices.issued import Issued
from gatepost.people.models import Person

INPUT = {"class": "govuk-input", "autocomplete": "off"}
SELECT = {"class": "govuk-select"}


class PhoneForm(forms.Form):
    """The number of one's own phone."""

    imei = forms.CharField(
        label="IMEI number",
        help_text="Dial *#06# on the phone to see it. It has 15 digits.",
        max_length=40,
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "numeric"}),
        error_messages={"required": "Enter the 15 digits of the IMEI number."},
    )
    name = forms.CharField(
        label="What you call the phone",
        help_text="Only if you have more than one.",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )

    def clean_imei(self) -> str:
        """Fifteen digits, of which the last is a check digit."""
        digits = "".join(one for one in self.cleaned_data["imei"] if one not in " -/.")
        if not (digits.isascii() and digits.isdigit() and is_imei(digits)):
            raise forms.ValidationError(
                "This is no IMEI number: the check digit at its end does not fit. Look again, all 15 digits."
            )
        return digits


class LookForm(forms.Form):
    """Why somebody needs the number of a lost phone."""

    why = forms.CharField(
        label="What do you need the number for?",
        max_length=500,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Say what you need it for: it goes on record."},
    )


class IssuedForm(forms.Form):
    """Something that was given to somebody."""

    person = forms.ChoiceField(label="To whom?", widget=forms.Select(attrs=SELECT))
    kind = forms.ChoiceField(
        label="What is it?", choices=Issued.Kind.choices, widget=forms.Select(attrs=SELECT)
    )
    what = forms.CharField(
        label="Which one?",
        help_text="The number, the address, or what is written on the phone.",
        max_length=200,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Write the number, the address or the mark of the phone."},
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        choices = [(pk, one.name) for pk, one in self.people.items()]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
