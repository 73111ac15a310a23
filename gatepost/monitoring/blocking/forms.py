"""What somebody enters about the network: sites, hours, ranges of addresses, filters."""

from __future__ import annotations

import ipaddress
from typing import Any

from django import forms

from gatepost.core.blocking import FORMATS, NotADomain, domain_of
from gatepost.monitoring import fields
from gatepost.monitoring.models import WeeklyHours
from gatepost.monitoring.models.blocking import SAID

MOST_NAMES = 100


class RulesForm(forms.Form):
    """When each of some sites is blocked for a group."""

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "No rule"), *SAID.items()]
        for key in keys:
            self.fields[key] = forms.ChoiceField(choices=choices, required=False)


class OwnSiteForm(forms.Form):
    """A site that the table lacks."""

    name = fields.line("What is it called?", required="Say what it is called.")
    domains = forms.CharField(
        label="Its names",
        help_text="One a line, as example.org. What is below it is meant too.",
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
        error_messages={"required": "Enter at least one name, such as example.org."},
    )

    def clean_name(self) -> str:
        """Short enough for a list."""
        return str(self.cleaned_data["name"])[:60]

    def clean_domains(self) -> list[str]:
        """Names as filters know them, each once."""
        typed = self.cleaned_data["domains"].split()
        if len(typed) > MOST_NAMES:
            raise forms.ValidationError(f"Enter {MOST_NAMES} names at most for one site.")
        try:
            return sorted({domain_of(one) for one in typed})
        except NotADomain as problem:
            raise forms.ValidationError(str(problem)) from None


class HoursForm(forms.Form):
    """A break or a session."""

    kind = fields.choice("What is it?", WeeklyHours.Kind.choices)
    start = fields.clock("From")
    until = fields.clock("Until")
    weekdays = fields.weekdays()

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("start") and said.get("until") and said["start"] >= said["until"]:
            self.add_error("until", "It has to end later than it begins, on the same day.")
        return said


class RangeForm(forms.Form):
    """Addresses of a group."""

    group = fields.group("Whose addresses are they?")
    range = forms.CharField(
        label="Range of addresses",
        help_text="As 10.1.0.0/16.",
        max_length=50,
        widget=forms.TextInput(attrs=fields.INPUT),
        error_messages={"required": "Enter the range, such as 10.1.0.0/16."},
    )

    def clean_range(self) -> str:
        """In the one way of writing it."""
        try:
            return str(ipaddress.ip_network(self.cleaned_data["range"].strip(), strict=False))
        except ValueError:
            raise forms.ValidationError("Write the range as 10.1.0.0/16.") from None


class FilterForm(forms.Form):
    """A filter that fetches its own file."""

    name = fields.line(
        "Which filter is it for?", hint="“Proxy in the server room”.", required="Name the filter."
    )
    group = fields.group()
    format = fields.choice("In which format?", [(one.key, one.name) for one in FORMATS.values()])

    def clean_name(self) -> str:
        """Short enough for a list."""
        return str(self.cleaned_data["name"])[:60]
