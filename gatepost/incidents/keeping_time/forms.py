"""What is entered about how long records are kept."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.incidents.forms import SELECT, text
from gatepost.incidents.keeping_time.asked import table
from gatepost.incidents.keeping_time.entering import Entered
from gatepost.incidents.models.retention import MOST_YEARS
from gatepost.people.models import Person

DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}

YEARS = {"class": "govuk-input govuk-input--width-3", "inputmode": "numeric"}


def day_field(label: str, *, hint: str = "", required: str = "") -> forms.DateField:
    """A day; `required` is what is said where it stays empty."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(required),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={
            "required": required,
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )


def _records() -> list[tuple[str, str]]:
    return [(one.key, one.says) for one in table().records.values()]


class RuleForm(forms.Form):
    """How many years a kind of record is kept."""

    record = forms.ChoiceField(
        label="Kind of record", choices=_records, widget=forms.Select(attrs=SELECT)
    )
    years = forms.IntegerField(
        label="For how many years",
        min_value=0,
        max_value=MOST_YEARS,
        widget=forms.TextInput(attrs=YEARS),
        error_messages={
            "required": "Enter a number of years.",
            "invalid": "Enter a number of years, such as 6.",
            "min_value": "Enter a number of years from 0 on.",
            "max_value": f"Enter {MOST_YEARS} years at most.",
        },
    )
    reason = text("Why", rows=2, required="Write why.")


class KeptAsForm(forms.Form):
    """What a case counts as, and the days that only people know."""

    record = forms.ChoiceField(
        label="Kind of record", choices=_records, widget=forms.Select(attrs=SELECT)
    )
    starts_on = day_field(
        "Day that its years count from", hint="A date of birth or the day on which somebody left."
    )
    until_on = day_field(
        "Day that must have passed, too", hint="Normal pension age, for an allegation."
    )
    reason = text(
        "Why, or where the day is known from",
        rows=2,
        required="Write why, or where the day is known from.",
    )

    @property
    def entered(self) -> Entered:
        """What somebody says."""
        return Entered(**self.cleaned_data)


class HoldForm(forms.Form):
    """Why a case must be kept."""

    reason = text("Why it must be kept", rows=2, required="Write why this case must be kept.")


class LiftForm(forms.Form):
    """Why a case need not be held any longer."""

    reason = text(
        "Why it need not be held, and who says so",
        rows=2,
        required="Write why it need not be held any longer, and who says so.",
    )


class DeletionForm(forms.Form):
    """Why a case is deleted, and who confirms it."""

    reason = text(
        "Why it is deleted",
        rows=2,
        hint="Write no names: this stays on the certificate.",
        required="Write why it is deleted.",
    )
    second = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who confirms it",
        help_text="Only where nobody else sees the whole case: this person is let in.",
        required=False,
        empty_label="Whoever else sees the whole case",
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = others  # type: ignore[attr-defined]
