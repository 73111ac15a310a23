"""Forms for courses and for evidence of one's own study."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gatepost.core.policy import vocabulary
from gatepost.people.models import Person
from gatepost.vault.papers import NotTaken, kind_of

NEVER = frozenset({"pupil", "former-staff"})
TEXT = {"class": "govuk-input"}
SHORT = {"class": "govuk-input govuk-input--width-3", "inputmode": "numeric"}
DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}


def day_field(label: str, missing: str) -> forms.DateField:
    """A day, with sentences for what can be wrong with it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=DAY),
        error_messages={
            "required": missing,
            "invalid": "Write the day as 2026-12-18, or choose it from the calendar.",
        },
    )


def groups() -> list[tuple[str, str]]:
    """What people are at school, but those whom nobody sends on a course."""
    actors = vocabulary().facts["actor"].values
    return [(actor, label) for actor, label in actors.items() if actor not in NEVER]


class CourseForm(forms.Form):
    """How long a course counts and whom the school wants there beside the policy."""

    valid_for_months = forms.IntegerField(
        label="For how many months it counts",
        required=False,
        min_value=1,
        max_value=120,
        widget=forms.TextInput(attrs=SHORT),
        error_messages={
            "invalid": "Write a number of months, such as 12, or leave it empty.",
            "min_value": "Write at least 1 month, or leave it empty.",
            "max_value": "Write at most 120 months, or leave it empty.",
        },
    )
    days_to_start = forms.IntegerField(
        label="Days that somebody new has for it",
        initial=30,
        min_value=0,
        max_value=365,
        widget=forms.TextInput(attrs=SHORT),
        error_messages={
            "required": "Write how many days somebody new has for it, such as 30.",
            "invalid": "Write a number of days, such as 30.",
            "min_value": "Write 0 or more days.",
            "max_value": "Write at most 365 days.",
        },
    )
    for_actors = forms.MultipleChoiceField(label="Who else has to do it", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["for_actors"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = groups()


class NewCourseForm(CourseForm):
    """A course of the school's own."""

    topic = forms.CharField(
        label="What it is about",
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "Write what the course is about."},
    )
    field_order = ("topic",)


class SessionForm(forms.Form):
    """A course was held: when, by whom, who was there."""

    on = day_field("Held on", "Choose the day on which it was held.")
    held_by = forms.CharField(
        label="Held by",
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "Write who held it: a colleague, or a body from outside."},
    )
    people = forms.ModelMultipleChoiceField(
        label="Who was there",
        queryset=Person.objects.none(),
        error_messages={
            "required": "Choose at least one person who was there.",
            "invalid_choice": "Choose people of this school.",
            "invalid_pk_value": "Choose people of this school.",
        },
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])


class EvidenceForm(forms.Form):
    """A certificate or the like, and the day."""

    done_on = day_field("Finished on", "Choose the day on which you finished.")
    file = forms.FileField(
        label="Your certificate",
        widget=forms.FileInput(
            attrs={"class": "govuk-file-upload", "accept": ".pdf,.jpg,.jpeg,.png"}
        ),
        error_messages={
            "required": "Choose the file that shows it.",
            "empty": "The file is empty. Choose another.",
            "missing": "Choose the file that shows it.",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.kind = ""

    def clean_done_on(self) -> date:
        """A day that has come."""
        done_on: date = self.cleaned_data["done_on"]
        if done_on > self.on:
            raise forms.ValidationError(
                "That day is yet to come. Enter the day on which you finished."
            )
        return done_on

    def clean_file(self) -> UploadedFile[Any]:
        """A file that is what it says it is, told from its content."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            self.kind = kind_of(cast(BinaryIO, file), size=file.size or 0)
        except NotTaken as why:
            raise forms.ValidationError(str(why)) from None
        return file


class LookForm(forms.Form):
    """Whether evidence counts."""

    answer = forms.ChoiceField(choices=[("yes", "It counts"), ("no", "It does not count")])
    reason = forms.CharField(max_length=300, required=False)
