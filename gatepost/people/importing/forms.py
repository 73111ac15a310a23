"""What is asked when a file is brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from gatepost.people.forms import PlainForm
from gatepost.people.importing.columns import COLUMNS, recognise, tells_names
from gatepost.people.importing.contents import STAFF

ACCEPTED = {STAFF: ".csv,.txt,.zip,text/csv", "pupils": ".csv,.txt,.xml,text/csv,text/xml"}


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several; the form gets a list."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of the files, or the message that there is none."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in chosen or [None]]


class UploadForm(PlainForm):
    """The file itself."""

    file = _FilesField(
        label="The file",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first.", "invalid": "Choose a file first."},
    )

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED[kind]
        if kind == STAFF:
            self.fields[
                "file"
            ].help_text = "CSV, or the ZIP or the CSV files of a OneRoster export."
        else:
            self.fields["file"].help_text = "CSV, or a Common Transfer File (XML)."


class ColumnsForm(PlainForm):
    """Which column of a table is which of ours."""

    def __init__(self, *args: Any, kind: str, headings: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        guessed = recognise(headings, kind=kind)
        choices = [("", "Not in the file")]
        choices += [
            (str(place), f"{_letters(place)}: {heading}" if heading else f"{_letters(place)}")
            for place, heading in enumerate(headings)
        ]
        for column in COLUMNS[kind]:
            self.fields[column.name] = forms.ChoiceField(
                label=column.label,
                help_text=column.hint,
                choices=choices,
                required=False,
                initial=str(guessed.get(column.name, "")),
                error_messages={"invalid_choice": "Choose one of the columns of the file."},
            )

    def clean(self) -> dict[str, Any]:
        """Nobody can be entered without a name, and no column can be two things."""
        cleaned = super().clean() or {}
        places = self.places
        if not tells_names(places):
            raise forms.ValidationError(
                "Choose the columns of the first name and the surname, or that of the whole name."
            )
        if {"given_name", "family_name"} & set(places) and "full_name" in places:
            raise forms.ValidationError(
                "Choose either the whole name, or the first name and the surname."
            )
        if len(set(places.values())) < len(places):
            raise forms.ValidationError("One column of the file is chosen twice.")
        return cleaned

    @property
    def places(self) -> Mapping[str, int]:
        """Which of our columns is where, as chosen."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place}


def _letters(place: int) -> str:
    """The letters above a column of a spreadsheet."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"Column {letters}"
