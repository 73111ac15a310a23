"""What is entered into a safe, and why somebody opens it. What was typed never comes back in a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from gatepost.channels.safe.asked import Kind
from gatepost.channels.safe.codes import NoKey, check_makes_codes

INPUT = {"class": "govuk-input"}
LONGEST = 4000


class OneWay(forms.Textarea):
    """Several lines that are sent and never shown again, not even beside an error."""

    def format_value(self, value: Any) -> None:
        """Called by Django for what stands in the page."""


class ValueForm(forms.Form):
    """The new value of something that is kept."""

    value = forms.CharField(max_length=LONGEST, strip=False)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, field = kind, self.fields["value"]
        field.label, field.help_text = kind.heading, kind.hint
        field.widget = _widget(kind)
        field.error_messages["required"] = f"Enter: {kind.heading}."

    @sensitive_variables()
    def clean_value(self) -> str:
        """As it was typed; a password may begin with a space, everything else loses what stands around it."""
        value: str = self.cleaned_data["value"].replace("\r\n", "\n")
        if not value.strip():
            raise forms.ValidationError(f"Enter: {self.kind.heading}.")
        if self.kind.shape == "hidden":
            return value
        if self.kind.shape == "seed":
            _check_seed(value)
        return value.strip()


class EnterForm(ValueForm):
    """Something new that is kept."""

    name = forms.CharField(
        label="Which one, where there are several",
        help_text="Everybody who may open the safe sees this name beforehand. Write nothing secret here.",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )
    field_order = ("name", "value")


class LookForm(forms.Form):
    """Why somebody opens it."""

    reason = forms.CharField(
        max_length=300, error_messages={"required": "Say in a few words what you need it for."}
    )


class SuspectForm(forms.Form):
    """Why others may know what is kept."""

    note = forms.CharField(
        max_length=300, error_messages={"required": "Say in a few words what happened."}
    )


def _widget(kind: Kind) -> forms.Widget:
    attrs = {"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}
    if kind.shape == "lines":
        return OneWay(attrs=attrs | {"class": "govuk-textarea", "rows": 5})
    return _Line(attrs=attrs) if kind.shape == "line" else forms.PasswordInput(attrs=attrs)


class _Line(forms.TextInput):
    """One line that is sent and never shown again."""

    def format_value(self, value: Any) -> None:
        """See OneWay."""


@sensitive_variables()
def _check_seed(value: str) -> None:
    try:
        check_makes_codes(value)
    except NoKey as problem:
        raise forms.ValidationError(str(problem)) from None
