"""What is asked when somebody adds evidence, has a page captured, disposes of an item or exports a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gatepost.incidents.evidence.keeping import Incoming
from gatepost.incidents.evidence.kinds_of_files import media_type_of
from gatepost.incidents.evidence.uploads import LARGEST, LetGo
from gatepost.incidents.forms import INPUT, text
from gatepost.incidents.models.evidence import Told
from gatepost.vault.papers import NotTaken

MOST_FILES = 10
TOO_LARGE = f"The files are larger than {LARGEST // (1024 * 1024)} MB together. Choose fewer or smaller ones; what you wrote is still here."
LONGEST_NAME = 200


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several; the form gets a list of those that can be taken, with their media types."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[UploadedFile[Any], str]]:
        """Each of the files, or what is wrong with the first that cannot be taken."""
        chosen = data if isinstance(data, list | tuple) else [data]
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files at most at a time.")
        cleaned = [super(_FilesField, self).clean(one, initial) for one in chosen or [None]]
        return [(one, _media_type(one)) for one in cleaned]


def _media_type(file: UploadedFile[Any]) -> str:
    if isinstance(file, LetGo):
        raise forms.ValidationError(TOO_LARGE)
    try:
        return media_type_of(file, size=file.size or 0)  # type: ignore[arg-type]
    except NotTaken as problem:
        raise forms.ValidationError(f"{file.name}: {problem}") from None


class FilesForm(forms.Form):
    """Files, and what is known of them."""

    file = _FilesField(
        label="The files",
        help_text="Screenshots or photographs (JPEG, PNG), a PDF, or plain text. Up to ten at a time.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first.", "invalid": "Choose a file first."},
    )
    what = text("What does it show?", hint="In words, so that nobody needs to look.", required="Write in words what it shows.")  # fmt: skip
    where = text("Where was it?", hint="The network and account, the address, the group or the place.")  # fmt: skip
    happened = text("When did it happen?", hint="As far as you know.")
    seen = text("When did you see it, and who else did?")
    how = text("How did you get it?", hint="For example: a screenshot on my phone; sent to me by a parent.", required="Write how you got it.")  # fmt: skip
    captured = forms.DateTimeField(
        label="When was the screenshot or copy made, if you know",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={**INPUT, "type": "datetime-local"}),
        error_messages={"invalid": "Write the date and time, or leave it empty."},
    )

    def __init__(self, *args: Any, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.at = at
        self.fields["file"].widget.attrs |= {
            "class": "govuk-file-upload",
            "accept": "image/jpeg,image/png,application/pdf,text/plain",
        }

    def clean_captured(self) -> datetime | None:
        """Not later than now."""
        captured: datetime | None = self.cleaned_data["captured"]
        if captured is not None and captured > self.at:
            raise forms.ValidationError("This lies in the future. Correct the date.")
        return captured

    def brought(self) -> list[Incoming]:
        """The files as they are to be kept."""
        said = self.cleaned_data
        return [
            Incoming(
                file, media_type,
                Told(
                    what=said["what"], how=said["how"], name=(file.name or "file")[-LONGEST_NAME:],
                    happened=said["happened"], seen=said["seen"],
                    descriptive={"where": said["where"]} if said["where"] else {},
                ),
                captured_at=said["captured"],
            )
            for file, media_type in said["file"]
        ]  # fmt: skip


class CaptureForm(forms.Form):
    """A public page to keep."""

    address = text("Address of the public page", hint="https:// and so on. Gatepost opens it as a visitor who is not signed in.", required="Write the address of the page.")  # fmt: skip
    what = text("What does it show?", required="Write in words what it shows.")

    def clean_address(self) -> str:
        """A web address."""
        address: str = self.cleaned_data["address"].strip()
        try:
            parts = urlsplit(address)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_one = False
        if not is_one or parts.username:
            raise forms.ValidationError("Write a web address that begins with https:// or http://.")
        return address


class ExportForm(forms.Form):
    """Why a bundle is made."""

    reason = text("What is the bundle for, and who gets it?", required="Write what the bundle is for, and who gets it.")  # fmt: skip


class AdviceForm(forms.Form):
    """What the police advised about a sealed item."""

    source = text("Who advised", hint="Name, force, and their reference.", required="Write who advised.")  # fmt: skip
    advice = text("What they said about keeping or destroying it", rows=2, required="Write what they said.")  # fmt: skip


class DisposalForm(forms.Form):
    """On whose advice an item is destroyed."""

    release = forms.ChoiceField(
        label="The advice it rests on",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose the advice of the police.", "invalid_choice": "Choose the advice of the police."},
    )  # fmt: skip
    words = text("What the police said: whose words, when, and their reference", rows=2, required="Write what the police said: whose words, when, and their reference.")  # fmt: skip

    def __init__(self, *args: Any, advice: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["release"].choices = [("", "Choose"), *advice]  # type: ignore[attr-defined]
