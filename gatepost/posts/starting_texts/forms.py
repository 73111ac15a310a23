"""What is asked of a starting text."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.channels.models import Channel
from gatepost.people.models import School
from gatepost.posts.forms import AREA, LONGEST, MOST_SENTENCE, TEXT
from gatepost.posts.models import StartingText
from gatepost.posts.models.starting_texts import Wording


class StartingTextForm(forms.Form):
    """Its name, the words, and where it usually goes."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs=TEXT),
        help_text="By which people find it, such as School closed for snow.",
        error_messages={
            "required": "Give it a name.",
            "max_length": "At most 100 characters have room here.",
        },
    )
    text = forms.CharField(
        label="Text",
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 7}),
        help_text="Write in square brackets what has to be filled in each time, such as [day]. A post in which "
        "something in square brackets is left cannot be handed in.",
        error_messages={"required": "Write the text.", "max_length": MOST_SENTENCE},
    )
    channels = forms.ModelMultipleChoiceField(
        label="Where it usually goes",
        required=False,
        queryset=Channel.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, *args: Any, school: School, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["channels"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Channel.objects.open().filter(school=school)

    @property
    def wording(self) -> Wording:
        """What was filled in."""
        data = self.cleaned_data
        return Wording(data["name"], data["text"], list(data["channels"]))


def initial_of_text(kept: StartingText) -> dict[str, Any]:
    """A form's beginnings, from what is kept."""
    channels = [one.pk for one in kept.channels.all() if one.closed_at is None]
    return {"name": kept.name, "text": kept.text, "channels": channels}
