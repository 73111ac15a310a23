"""What people write into the register. Each form cleans; none saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator

from gatepost.policies.models import Review, Settlement
from gatepost.policies.register.uploading import MOST_BYTES


def _text(label: str, *, rows: int = 3, most: int = 2000, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "class": "govuk-textarea"}),
        error_messages={
            "required": "Write something here.",
            "max_length": f"Say it in {most:,} characters or fewer.",
        },
        **more,
    )


def _line(label: str, *, most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={
            "required": "Write something here.",
            "max_length": f"Say it in {most} characters or fewer.",
        },
        **more,
    )


class WebAddress(forms.URLField):
    """An address on the web; none of another kind, such as javascript:."""

    default_validators: list[Any] = [  # noqa: RUF012  Django's own attribute
        URLValidator(
            schemes=["http", "https"],
            message="Write a web address such as https://school.example/policy.",
        ),
    ]


def _url(label: str, **more: Any) -> forms.URLField:
    return WebAddress(
        label=label,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "govuk-input"}),
        error_messages={"invalid": "Write a web address such as https://school.example/policy."},
        **more,
    )


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(
            attrs={"type": "date", "class": "govuk-input govuk-input--width-10"}, format="%Y-%m-%d"
        ),
        error_messages={
            "required": "Give the day.",
            "invalid": "Write the day as 2026-11-21.",
        },
        **more,
    )


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    missing = {"required": "Choose one.", "invalid_choice": "Choose one of those that are shown."}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=missing
    )


class Upload(forms.Form):
    """A ZIP with the folder of a pack."""

    pack = forms.FileField(
        label="A policy’s folder as a ZIP",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".zip"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "missing": "Choose a file.",
        },
    )

    def clean_pack(self) -> Any:
        """A pack is small: whatever is not is refused before it is opened."""
        upload = self.cleaned_data["pack"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file is {upload.size:,} bytes; a policy may have {MOST_BYTES:,}. "
                "Check that it is the file you meant."
            )
        return upload


class Filling(forms.Form):
    """What fills a blank."""

    text = _text("What the school puts here")
    url = _url("Web address, if there is one", required=False)


class Rewording(forms.Form):
    """A clause in the school’s own words."""

    text = _text("The clause in the school’s words")


class Settling(forms.Form):
    """Which of two clauses holds."""

    holds = _choice("Which of the two holds?", Settlement.Holds.choices)


class Placing(forms.Form):
    """Where a document is."""

    url = _url("Web address", required=False)
    ask = _line("Or whom to ask", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is enough."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("url") and not cleaned.get("ask"):
            raise forms.ValidationError("Give a web address, or say whom to ask.")
        return cleaned


class MeetingHeld(forms.Form):
    """A meeting that approved a version."""

    met_on = _day("Day of the meeting")
    minute = _line("Number of the minute", most=60)
    seen = forms.CharField(widget=forms.HiddenInput)


class Signing(forms.Form):
    """Somebody signs what they have seen."""

    read = forms.BooleanField(
        label="I have read the whole policy and sign it.",
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"required": "Tick the box if you have read the policy and sign it."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class Reason(forms.Form):
    """Why."""

    reason = _text("Why")


class Beginning(forms.Form):
    """The day from which a version holds."""

    from_on = _day("In force from")
    reason = _text("Why it counts from a day that has passed", rows=2, required=False)


class Reviewing(forms.Form):
    """What came of a review."""

    outcome = _choice("What came of it", Review.Outcome.choices)
    reason = _text("What was looked at, and why")
