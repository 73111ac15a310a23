"""Forms for the programme and for links."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.people.models import School
from gatepost.training.forms import TEXT, day_field
from gatepost.training.models import ProgrammeItem, Resource

AUDIENCES = (("pupils", "Pupils"), ("parents", "Parents and carers"), ("staff", "Staff"))


class PlanForm(forms.Form):
    """Something that is going to take place."""

    audience = forms.ChoiceField(
        label="For",
        choices=ProgrammeItem.Audience.choices,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose for whom it is."},
    )
    topic = forms.CharField(
        label="Topic",
        max_length=200,
        widget=forms.TextInput(attrs={**TEXT, "list": "topics"}),
        error_messages={"required": "Write what it is about."},
    )
    planned_on = day_field("Planned for", "Choose the day for which it is planned.")
    resources = forms.ModelMultipleChoiceField(
        label="Links that go with it", queryset=Resource.objects.none(), required=False
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resources"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Resource.objects.kept().filter(school=school).exclude(url="")


class DeliveryForm(forms.Form):
    """It has taken place."""

    on = day_field("Took place on", "Choose the day on which it took place.")
    notes = forms.CharField(
        label="Notes", max_length=500, required=False, widget=forms.TextInput(attrs=TEXT)
    )


class AddressForm(forms.Form):
    """Where something is found."""

    title = forms.CharField(
        label="Name",
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "Write what it is called."},
    )
    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs=TEXT),
        error_messages={
            "required": "Write its address, such as https://www.ashlands.example/online-safety.",
            "invalid": "Write a whole address, such as https://www.ashlands.example/online-safety.",
        },
    )

    def clean_url(self) -> str:
        """An address of the web."""
        url: str = self.cleaned_data["url"]
        if not url.startswith(("https://", "http://")):
            raise forms.ValidationError("The address has to begin with https:// or http://.")
        return url


class ResourceForm(AddressForm):
    """A link of the school's own."""

    audiences = forms.MultipleChoiceField(
        label="For",
        choices=AUDIENCES,
        error_messages={"required": "Choose at least one group whom it is for."},
    )
