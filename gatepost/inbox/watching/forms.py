"""What is entered about who looks at accounts, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from gatepost.channels.models import Channel
from gatepost.people.models import Person

SELECT, AREA = {"class": "govuk-select"}, {"class": "govuk-textarea", "rows": 5}
INPUT = {"class": "govuk-input"}
DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}
WEEKDAYS = tuple(
    (str(number), name)
    for number, name in enumerate(
        ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
    )
)
MOST_WORDS = 2_000


def day(label: str, *, hint: str = "", required: str = "") -> forms.DateField:
    """A day; `required` is what is said where it stays empty."""
    return forms.DateField(
        label=label, help_text=hint, required=bool(required),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "Write the day as 2026-12-18, or choose it from the calendar."},
    )  # fmt: skip


class ShiftForm(forms.Form):
    """Somebody's days on the rota."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Who", widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose who looks.", "invalid_choice": "Choose somebody from the list."},
    )  # fmt: skip
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label="Which account", required=False, empty_label="All accounts",
        widget=forms.Select(attrs=SELECT), error_messages={"invalid_choice": "Choose an account from the list."},
    )  # fmt: skip
    from_on = day("First day", required="Choose the first day.")
    until_on = day("Last day", required="Choose the last day.")
    weekdays = forms.MultipleChoiceField(
        label="On which days of the week", choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"required": "Choose at least one day of the week."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: QuerySet[Person], channels: QuerySet[Channel], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]

    @property
    def days(self) -> tuple[date, date]:
        """First and last."""
        return self.cleaned_data["from_on"], self.cleaned_data["until_on"]


class SwapForm(forms.Form):
    """Days for which somebody asks a colleague."""

    other = forms.ModelChoiceField(
        Person.objects.none(), label="Whom do you ask?", widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose whom you ask.", "invalid_choice": "Choose somebody from the list."},
    )  # fmt: skip
    first_on = day("Your first day that they would take", required="Choose the first day.")
    last_on = day("Your last day that they would take", required="Choose the last day.")
    back_first_on = day(
        "Their first day that you would take", hint="Leave it empty if you offer none."
    )
    back_last_on = day("Their last day that you would take")

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["other"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days in return have a first and a last."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("back_first_on")) != bool(cleaned.get("back_last_on")):
            self.add_error("back_last_on", "Give the first and the last of these days, or neither.")
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        """What is asked for."""
        return self.cleaned_data["first_on"], self.cleaned_data["last_on"]

    @property
    def back(self) -> tuple[date, date] | None:
        """What is offered in return."""
        first, last = self.cleaned_data["back_first_on"], self.cleaned_data["back_last_on"]
        return (first, last) if first and last else None


class NoticeForm(forms.Form):
    """A notice on an account."""

    first_on = day("First day", required="Choose the first day.")
    last_on = day("Last day", required="Choose the last day.")
    words = forms.CharField(
        label="What it says", max_length=MOST_WORDS, widget=forms.Textarea(attrs=AREA),
        help_text="Change it as you like. Everybody reads it.",
        error_messages={"required": "Write what the notice says.", "max_length": "Write less: 2,000 characters at most."},
    )  # fmt: skip


class LaterForm(forms.Form):
    """A look on a day that is over."""

    on = day("Day", required="Choose the day.")
    note = forms.CharField(
        label="Why it is entered later", max_length=500, widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Write why it is entered later.", "max_length": "Write less: 500 characters at most."},
    )  # fmt: skip
