"""The child's birthday, which whoever holds the link has to know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gatepost.people.forms import PlainForm

UNREADABLE = "Write the child’s date of birth as three numbers, such as 31 12 2018."


class BirthdayForm(PlainForm):
    """Day, month and year, each in a box of its own."""

    day = forms.CharField(label="Day", required=False, max_length=10)
    month = forms.CharField(label="Month", required=False, max_length=10)
    year = forms.CharField(label="Year", required=False, max_length=10)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget.attrs |= {
                "inputmode": "numeric",
                "autocomplete": "off",
                "aria-describedby": "birthday-hint",
            }

    def clean(self) -> dict[str, Any]:
        """A day of the calendar; whether it is the right one is not for a form to say."""
        cleaned = super().clean() or {}
        if not self.errors and self.born_on is None:
            raise forms.ValidationError(UNREADABLE)
        return cleaned

    @property
    def born_on(self) -> date | None:
        """The date that was typed, if it is one."""
        typed = [self.cleaned_data.get(name, "").strip() for name in ("year", "month", "day")]
        if not all(part.isascii() and part.isdigit() for part in typed):
            return None
        try:
            return date(*map(int, typed))
        except (ValueError, OverflowError):
            return None
