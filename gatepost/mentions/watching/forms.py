"""Names, places, and the questions of the assessment."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.mentions.forms import AREA, INPUT, SELECT
from gatepost.mentions.models.searches import KINDS as PLACES
from gatepost.mentions.models.watched import SPANS, USUAL
from gatepost.mentions.naming import KINDS

MOST = 3_000
# What only the school can answer; each is printed with its answer.
QUESTIONS = {
    "need": ("Why does the school need to know, and why is there no gentler way?", "Such as: so that a false account of the school is found before parents fall for it."),
    "asked": ("Whom did you ask, and what did they say?", "Staff, governors, parents, the data protection officer."),
    "risks": ("What could go wrong for people, and what do you do against it?", "Such as: criticism is held against a parent. It is left alone, and nobody is spoken to about it."),
    "law": ("On what does it rest in law?", "As a rule the school’s public task. Ask your data protection officer."),
    "decision": ("What did the data protection officer advise, and what is decided?", ""),
}  # fmt: skip


class NameForm(forms.Form):
    """A name to look for."""

    words = forms.CharField(
        label="The name",
        help_text="Of the school, its trust, its accounts or its website, as people write it. Never of a person.",
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Enter the name."},
    )
    kind = forms.ChoiceField(label="What is it?", choices=KINDS, widget=forms.Select(attrs=SELECT))
    purpose = forms.CharField(
        label="What do you look for it for?",
        help_text="Such as: to put right what is wrong, and to find false accounts.",
        max_length=300,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Say what it is for. Nothing is looked for without a purpose."},
    )
    keep_days = forms.TypedChoiceField(
        label="How long is what led to nothing kept?",
        choices=[(days, f"{days} days") for days in SPANS],
        coerce=int,
        initial=USUAL,
        widget=forms.Select(attrs=SELECT),
    )


class PlaceForm(forms.Form):
    """A place to look."""

    kind = forms.ChoiceField(label="Where", choices=PLACES, widget=forms.Select(attrs=SELECT))
    address = forms.URLField(
        label="Its address",
        help_text="For a feed, a page or a Mastodon server. Bluesky and Reddit need none.",
        required=False,
        assume_scheme="https",
        max_length=1000,
        widget=forms.URLInput(attrs=INPUT),
        error_messages={"invalid": "Write the whole address, such as https://www.example.org/."},
    )
    keeps_all = forms.BooleanField(
        label="This feed is a search for our name already (Google Alerts): take all of it",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )


class AssessmentForm(forms.Form):
    """The questions that only the school can answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (asks, hint) in QUESTIONS.items():
            self.fields[key] = forms.CharField(
                label=asks,
                help_text=hint,
                max_length=MOST,
                widget=forms.Textarea(attrs=AREA),
                error_messages={"required": f"Answer: {asks}"},
            )
