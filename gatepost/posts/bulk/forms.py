"""What is asked when many posts are brought in."""

from __future__ import annotations

from django import forms

from gatepost.people.forms import PlainForm


class TableForm(PlainForm):
    """The table itself."""

    file = forms.FileField(
        label="The table",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text="CSV, at most 2 MB and 500 posts.",
        error_messages={"required": "Choose a file first.", "invalid": "Choose a file first."},
    )
