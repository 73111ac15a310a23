"""Forms for the words of what is asked."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.consents.asked import Terms
from gatepost.consents.forms import LongField
from gatepost.consents.models import Use
from gatepost.consents.models.uses import Words
from gatepost.core.policy import vocabulary
from gatepost.people.forms import PlainForm

NETWORKS = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "threads": "Threads",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}
ASKED_CHANNELS = ("website", "blog", "social-media", "email", "text", "in-person")


def ways() -> list[tuple[str, str]]:
    """The ways of showing a picture that a use can stand for, and each network by itself."""
    known = vocabulary().facts["channel"].values
    own = [(way, known[way]) for way in ASKED_CHANNELS]
    own += [(f"social-media/{key}", f"Social media: {name}") for key, name in NETWORKS.items()]
    return own


class WordsForm(PlainForm):
    """What is asked about one use."""

    title = forms.CharField(
        label="Where pictures are shown",
        max_length=80,
        help_text="For example: On the school’s website",
        error_messages={
            "required": "Write where pictures are shown.",
            "max_length": "Write at most 80 characters.",
        },
    )
    says = LongField(
        label="What a yes means",
        longest=600,
        missing="Write what a yes means, so that a parent knows what they say yes to.",
        help_text="In plain words: who can see the picture, and what can no longer be undone.",
    )
    channels = forms.MultipleChoiceField(
        label="What this covers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A post that goes one of these ways needs this yes. Choose none for print.",
        error_messages={"invalid_choice": "Choose from the list."},
    )
    is_same = forms.BooleanField(
        label="This means the same as before: answers that were given go on counting",
        required=False,
    )

    def __init__(self, *args: Any, terms: Terms, use: Use | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.terms = terms
        field = self.fields["channels"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = ways()
        if use is None:
            del self.fields["is_same"]

    def clean_channels(self) -> list[str]:
        """One only, where the policy wants each use asked about by itself."""
        chosen: list[str] = self.cleaned_data["channels"]
        if self.terms.is_one_use_each and len(chosen) > 1:
            raise forms.ValidationError(
                "The policy asks about each use by itself. Choose one, and make another use for the rest."
            )
        return chosen

    @property
    def words(self) -> Words:
        """What was filled in."""
        said = self.cleaned_data
        return Words(said["title"], said["says"], tuple(said["channels"]))


class PracticeForm(PlainForm):
    """How long a yes counts at this school."""

    months = forms.ChoiceField(
        label="How long a yes counts",
        required=False,
        choices=[("", "As long as the policy says"), ("12", "One year"), ("24", "Two years")],
        error_messages={"invalid_choice": "Choose from the list."},
    )
