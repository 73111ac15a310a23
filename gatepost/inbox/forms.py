"""Forms of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.channels.models import Channel
from gatepost.incidents.kinds import known
from gatepost.networks.arriving import Came
from gatepost.posts.forms import AREA, LONGEST, MOST_SENTENCE, TEXT

SELECT = {"class": "govuk-select"}
MOMENT = {"type": "datetime-local", "class": "govuk-input govuk-input--width-20"}
MOST_WORDS = 5_000


class AnswerForm(forms.Form):
    """The words of an answer, and whether it only says that the message has come."""

    words = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 5}),
        error_messages={"required": "Write the answer.", "max_length": MOST_SENTENCE},
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            ("answer", "The answer"),
            ("acknowledgement", "Only that it has come; the answer follows"),
        ],
        widget=forms.Select(attrs=SELECT),
    )


class HandOnForm(forms.Form):
    """What it is, in the words of a report."""

    kind = forms.ChoiceField(label="What it is", widget=forms.Select(attrs=SELECT))
    about = forms.ChoiceField(label="Who it is about", widget=forms.Select(attrs=SELECT))
    child_image = forms.ChoiceField(
        label="Is there, or might there be, a sexual picture of somebody under 18?",
        choices=[("no", "No"), ("unsure", "I am not sure, or have not looked"), ("yes", "Yes")],
        widget=forms.Select(attrs=SELECT),
        help_text="Do not look to find out. If it might be, nothing of it is copied.",
    )
    words = forms.CharField(
        label="Why you pass it on",
        max_length=MOST_WORDS,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        error_messages={"required": "Say in a sentence why."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        about: Any = self.fields["about"]
        kinds.choices = [(one.key, one.says) for one in known().kinds.values() if one.says]
        about.choices = [(one.key, one.says) for one in known().about.values()]


class FoundForm(forms.Form):
    """Something that a person found on an account that Gatepost does not read."""

    channel = forms.ModelChoiceField(
        label="Account",
        queryset=Channel.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=SELECT),
        error_messages={
            "required": "Choose the account.",
            "invalid_choice": "Choose an account of the list.",
        },
    )
    came = forms.ChoiceField(
        label="What it is",
        choices=[
            (Came.COMMENT.value, "A comment"),
            (Came.MENTION.value, "A mention of us"),
            (Came.MESSAGE.value, "A private message"),
        ],
        widget=forms.Select(attrs=SELECT),
    )
    text = forms.CharField(
        label="What it says",
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 5}),
        help_text="Words alone: no pictures.",
        error_messages={"required": "Write what it says.", "max_length": MOST_SENTENCE},
    )
    who = forms.CharField(
        label="Who wrote it",
        max_length=200,
        strip=True,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )
    url = forms.URLField(
        label="Link to it",
        required=False,
        assume_scheme="https",
        max_length=1000,
        widget=forms.URLInput(attrs=TEXT),
        error_messages={
            "invalid": "Write the whole address, such as https://www.example.org/page."
        },
    )
    written_at = forms.DateTimeField(
        label="When it was written",
        widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Choose the day and the hour.",
            "invalid": "Choose a day and an hour from the calendar.",
        },
    )

    def __init__(self, *args: Any, channels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["channel"]
        field.queryset = channels


class LetterForm(forms.Form):
    """What somebody writes to the school on its own page."""

    text = forms.CharField(
        label="Your message",
        max_length=MOST_WORDS,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 7}),
        help_text="Do not send pictures, passwords or anything about a child’s health.",
        error_messages={
            "required": "Write your message.",
            "max_length": "Say it in at most 5,000 characters.",
        },
    )
    name = forms.CharField(
        label="Your name, if you like",
        required=False,
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your e-mail address, if you want to be told when there is an answer",
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={**TEXT, "autocomplete": "email"}),
        error_messages={
            "invalid": "Write an e-mail address such as name@example.org, or leave it empty."
        },
    )
