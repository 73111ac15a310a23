"""A log that is brought in, and lines that a case asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from gatepost.incidents.models import Case
from gatepost.monitoring import fields


class LogForm(forms.Form):
    """A file of the filter's."""

    file = forms.FileField(
        label="The filter’s log",
        help_text="Squid’s access.log, or a CSV file whose first line names its columns. 400 MB at most.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"class": "govuk-file-upload"}),
        error_messages={"required": "Choose the log."},
    )


class LinesForm(forms.Form):
    """Whose lines, of what time, and why."""

    case = fields.choice("For which case?", [])
    who = fields.line(
        "Whose lines?",
        hint="The name of their account on the network, or the address of a device, as the filter writes it.",
        required="Enter the name of the account or the address of the device.",
    )
    first_on = fields.day("From which day?", required="Enter the first day.")
    last_on = fields.day("To which day?", required="Enter the last day.")
    why = fields.words(
        "Why are they needed?",
        hint="And why nothing milder does. It stands in the case, encrypted.",
        required="Say why they are needed: it goes on record.",
    )

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {one.key: one for one in cases}
        choices = [(one.key, f"{one.reported_as.says}, {one.opened_at:%-d %B %Y}") for one in cases]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("first_on") and said.get("last_on") and said["first_on"] > said["last_on"]:
            self.add_error("last_on", "The last day cannot be before the first.")
        return said

    def span(self, zone: Any) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last."""
        first, last = self.cleaned_data["first_on"], self.cleaned_data["last_on"]
        start = datetime.combine(first, datetime.min.time(), zone)
        return start, datetime.combine(last, datetime.max.time(), zone)
