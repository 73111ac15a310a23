"""Forms of the office."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gatepost.consents.details import ContactDetails
from gatepost.consents.forms import AnswersForm, DayForm
from gatepost.consents.models import Contact
from gatepost.people.forms import DayField, PlainForm
from gatepost.people.importing import cells
from gatepost.vault.papers import NotTaken, kind_of


class ContactForm(PlainForm):
    """Somebody for a child."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={
            "required": "Write the name.",
            "max_length": "At most 200 characters have room here.",
        },
    )
    kind = forms.ChoiceField(label="What they are to the child", choices=Contact.Kind.choices)
    email = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="Links go there. Leave it blank for somebody who gets a letter.",
    )
    telephone = forms.CharField(label="Telephone", required=False, max_length=40)
    may_decide = forms.BooleanField(
        label="They may decide: they have parental responsibility, or are the pupil",
        required=False,
    )

    def clean_name(self) -> str:
        """A name, not a formula."""
        return self._checked("name", lambda cell: cells.name(cell, longest=200))

    def clean_email(self) -> str:
        """An address, or nothing."""
        return self._checked("email", lambda cell: cells.email(cell) if cell else "")

    def clean_telephone(self) -> str:
        """Any short text."""
        return self._checked("telephone", lambda cell: cells.text(cell, longest=40))

    def _checked(self, name: str, read: Any) -> str:
        try:
            return str(read(cells.cleaned(self.cleaned_data[name])))
        except cells.CellRefused as problem:
            raise forms.ValidationError(str(problem)) from None

    @property
    def details(self) -> ContactDetails:
        """What was filled in."""
        return ContactDetails(**self.cleaned_data)


class SaidForm(AnswersForm, DayForm):
    """What somebody said to a colleague, and when."""

    said_on = DayField(label="Said on", error_messages={"required": "Write the day."})
    until_on = DayField(
        label="Last day, if they said how long",
        required=False,
        help_text="For example 31/12/2026. Leave it blank if they did not say.",
    )
    field_order: tuple[str, ...] = ("said_on", "until_on")


class PaperFormForm(SaidForm):
    """A form that was signed on paper."""

    file = forms.FileField(
        label="The form, scanned or photographed",
        help_text="PDF, JPEG or PNG. It is kept encrypted.",
        error_messages={
            "required": "Choose the file with the form.",
            "empty": "The file is empty. Scan the form again.",
            "missing": "Choose the file with the form.",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )
    field_order = ("said_on", "until_on", "file")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["said_on"].label = "Signed on"

    def clean_file(self) -> UploadedFile[Any]:
        """A file that is what it says it is."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            kind_of(cast(BinaryIO, file), size=file.size or 0)
        except NotTaken as why:
            raise forms.ValidationError(str(why)) from None
        return file


class RoundForm(DayForm):
    """By when families answer."""

    due_on = DayField(label="Families answer by", error_messages={"required": "Write the day."})


class UploadForm(PlainForm):
    """A table of contacts."""

    file = forms.FileField(
        label="The file",
        help_text="CSV",
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Choose another.",
            "missing": "Choose a file first.",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )
