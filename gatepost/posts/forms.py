"""Forms for posts and pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import is_naive, make_aware

from gatepost.channels.models import Channel
from gatepost.people.models import School
from gatepost.posts.models import Post, Words

TEXT = {"class": "govuk-input"}
AREA = {"class": "govuk-textarea"}
LONGEST = 20_000
MOST_SENTENCE = "Say it in fewer words: this is longer than any network takes."


class WordsForm(forms.Form):
    """What is to be read, where, and when."""

    text = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 7}),
        error_messages={"max_length": MOST_SENTENCE},
    )
    link = forms.URLField(
        label="Link",
        required=False,
        assume_scheme="https",
        max_length=1000,
        widget=forms.URLInput(attrs=TEXT),
        help_text="If it points to a page, its address.",
        error_messages={
            "invalid": "Write the whole address, such as https://www.example.org/page."
        },
    )
    channels = forms.ModelMultipleChoiceField(
        label="Where it goes",
        queryset=Channel.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"required": "Choose at least one account."},
    )
    due_at = forms.DateTimeField(
        label="When",
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "govuk-input govuk-input--width-20"},
            format="%Y-%m-%dT%H:%M",
        ),
        help_text="Leave it empty and it goes out as soon as everybody who has to has agreed.",
        error_messages={"invalid": "Choose a day and an hour from the calendar."},
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        channels = Channel.objects.open().filter(school=school)
        field = self.fields["channels"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = channels
        for channel in channels:
            self.fields[f"text-{channel.pk}"] = forms.CharField(
                label=f"Other words on {channel.name}",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={**AREA, "rows": 4}),
                error_messages={"max_length": MOST_SENTENCE},
            )

    @property
    def own_texts(self) -> list[forms.BoundField]:
        """The fields for other words on one account."""
        return [self[name] for name in self.fields if name.startswith("text-")]

    def clean_due_at(self) -> datetime | None:
        """The hour is the school's, wherever its author is."""
        due_at: datetime | None = self.cleaned_data["due_at"]
        if due_at is None:
            return None
        zone = self.school.clock_zone
        return make_aware(due_at, zone) if is_naive(due_at) else due_at.replace(tzinfo=zone)

    def words(self) -> Words:
        """What was filled in."""
        data = self.cleaned_data
        texts = {one.pk: data[f"text-{one.pk}"] for one in data["channels"]}
        return Words(
            text=data["text"],
            channels=list(data["channels"]),
            texts={pk: text for pk, text in texts.items() if text},
            link=data["link"],
            due_at=data["due_at"],
        )


def initial_of(post: Post) -> dict[str, Any]:
    """A form's beginnings, from a post."""
    outlets = list(post.outlets.all())
    due_at = post.due_at.astimezone(post.school.clock_zone) if post.due_at else None
    return {
        "text": post.text,
        "link": post.link,
        "channels": [one.channel_id for one in outlets],
        "due_at": due_at,
        **{f"text-{one.channel_id}": one.text for one in outlets},
    }


class Note(forms.Form):
    """A few words of a person's own."""

    note = forms.CharField(
        label="Note",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        error_messages={
            "required": "Write a sentence.",
            "max_length": "Say it in 2,000 characters or fewer.",
        },
    )


class PictureForm(forms.Form):
    """A picture, and what it shows."""

    file = forms.FileField(
        label="Picture",
        widget=forms.ClearableFileInput(
            attrs={"class": "govuk-file-upload", "accept": "image/jpeg,image/png,image/webp"}
        ),
        help_text="JPEG, PNG or WebP. Where and with what it was taken is removed before it is kept.",
        error_messages={"required": "Choose a picture.", "empty": "The file is empty."},
    )
    alt = forms.CharField(
        label="Description",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        help_text="What somebody should know who cannot see it. Name nobody.",
    )


class DescriptionForm(forms.Form):
    """What a picture shows, and whose work it is."""

    alt = forms.CharField(
        label="Description",
        max_length=2000,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        help_text="What somebody should know who cannot see it. Name nobody.",
        error_messages={"required": "Say in a sentence what it shows."},
    )
    credit = forms.CharField(
        label="Whose work it is",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text="Leave it empty for the school’s own.",
    )
