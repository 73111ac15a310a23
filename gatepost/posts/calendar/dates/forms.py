"""What is asked when dates of the school are entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gatepost.people.forms import DayField, PlainForm
from gatepost.people.importing import cells
from gatepost.people.models import SchoolDates


class DatesForm(PlainForm):
    """A term, or days on which the school is closed."""

    kind = forms.ChoiceField(
        label="What these days are",
        choices=[("", "Choose"), *SchoolDates.Kind.choices],
        error_messages={"required": "Choose what these days are."},
    )
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=60,
        help_text="For example Autumn term. It may stay empty.",
        error_messages={"max_length": "At most 60 characters have room here."},
    )
    first_on = DayField(label="First day", error_messages={"required": "Write the first day."})
    last_on = DayField(
        label="Last day",
        required=False,
        help_text="Leave it empty for a single day.",
    )

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.on = on

    def clean_first_on(self) -> date:
        """A day as it is written in Britain."""
        first = self._day("first_on")
        if first is None:
            raise forms.ValidationError("Write the first day.")
        return first

    def clean_last_on(self) -> date | None:
        """The same, or nothing."""
        return self._day("last_on")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first. Change one of them.")
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        first = self.cleaned_data["first_on"]
        return first, self.cleaned_data["last_on"] or first

    def _day(self, name: str) -> date | None:
        try:
            return cells.day(cells.cleaned(self.cleaned_data[name]), on=self.on)
        except cells.CellRefused as problem:
            raise forms.ValidationError(str(problem)) from None
