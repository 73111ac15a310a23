"""What is asked when a token is made, or an address is to be told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms

from gatepost.api.scopes import FOR_ROLES, SCOPES
from gatepost.api.told import by_area
from gatepost.people.models import Person

TEXT = {"class": "govuk-input"}
DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}
TICK = {"class": "govuk-checkboxes__input"}
USUAL = timedelta(days=90)
AREAS = {
    "people": "Staff, governors and pupils",
    "policy": "The policy",
    "training": "Training",
    "channels": "Official accounts",
    "posts": "Posts and pictures",
    "inbox": "Comments and messages",
}


class TokenForm(forms.Form):
    """For which system, for what, and for how long."""

    name = forms.CharField(
        label="Which system is it for?",
        help_text="Such as: the MIS, the website, the timetable.",
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={
            "required": "Write which system it is for.",
            "max_length": "At most 100 characters have room here.",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        help_text="Choose only what the system needs. It can never do more than you can.",
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        error_messages={"required": "Choose at least one thing."},
    )
    expires_on = forms.DateField(
        label="Last day",
        help_text="Within a year. Make a new token before it ends.",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={
            "required": "Choose the last day.",
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )

    def __init__(self, *args: Any, person: Person, on: date, **more: Any) -> None:
        more.setdefault("initial", {"expires_on": on + USUAL})
        super().__init__(*args, **more)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (scope, says)
            for scope, says in SCOPES.items()
            if scope not in FOR_ROLES or person.holds(*FOR_ROLES[scope], on=on)
        ]


class HookForm(forms.Form):
    """Which address is told, and of what."""

    url = forms.URLField(
        label="Address",
        help_text="It begins with https:// and is on the public internet.",
        assume_scheme="https",
        max_length=500,
        widget=forms.URLInput(attrs=TEXT),
        error_messages={
            "required": "Write the address.",
            "invalid": "Write the whole address, such as https://www.example.org/gatepost.",
        },
    )
    areas = forms.MultipleChoiceField(
        label="What is it told of?",
        choices=list(AREAS.items()),
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        error_messages={"required": "Choose at least one thing."},
    )

    def clean_url(self) -> str:
        """Encrypted, and without a password in it."""
        url: str = self.cleaned_data["url"]
        parts = urlsplit(url)
        if parts.scheme != "https" or "@" in parts.netloc:
            raise forms.ValidationError(
                "The address has to begin with https://, with no user name or password in it."
            )
        return url

    @property
    def events(self) -> list[str]:
        """The events of the areas that were chosen."""
        known = by_area()
        return [event for area in self.cleaned_data["areas"] for event, _ in known[area]]
