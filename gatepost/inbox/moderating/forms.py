"""Forms of moderation."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.inbox.models.moderations import REASONS
from gatepost.inbox.moderating.asked import Ground
from gatepost.networks.arriving import Act
from gatepost.posts.forms import AREA

SELECT = {"class": "govuk-select"}
MOST = 5_000
TOO_LONG = "Say it in at most 5,000 characters."
DAY = {"type": "date", "class": "govuk-input govuk-input--width-10"}


class ActForm(forms.Form):
    """One act: by which clause, why, and for a report of what kind it is."""

    clause = forms.ChoiceField(
        label="By which clause",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={
            "required": "Choose the clause that the reason goes by.",
            "invalid_choice": "Choose one of the clauses.",
        },
    )
    report_as = forms.ChoiceField(
        label="What the network is told",
        choices=[(one.value, words) for one, words in REASONS.items()],
        widget=forms.Select(attrs=SELECT),
    )
    reason = forms.CharField(
        label="Why, in a sentence that somebody else can follow",
        max_length=MOST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        help_text="It stays at the school.",
        error_messages={"required": "Write why, in a sentence.", "max_length": TOO_LONG},
    )

    def __init__(
        self, data: Any = None, *, what: Act, grounds: list[Ground], needs_reason: bool = True
    ) -> None:
        first = {"report_as": "abuse", "clause": grounds[0].key if len(grounds) == 1 else None}
        super().__init__(data, prefix=what.value, initial=first)
        clause: Any = self.fields["clause"]
        clause.choices = [(one.key, _in_words(one)) for one in grounds]
        self.fields["reason"].required = needs_reason
        if not grounds:
            del self.fields["clause"]
        if what is not Act.REPORT:
            del self.fields["report_as"]


class WordsForm(forms.Form):
    """The words of an explanation."""

    words = forms.CharField(
        label="What you say",
        max_length=MOST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 6}),
        error_messages={"required": "Write the words.", "max_length": TOO_LONG},
    )


class WhyForm(forms.Form):
    """Some words about why."""

    why = forms.CharField(
        label="Why",
        max_length=MOST,
        strip=True,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        error_messages={"required": "Write in a sentence why.", "max_length": TOO_LONG},
    )


class ReviewForm(WhyForm):
    """What somebody else finds."""

    upheld = forms.ChoiceField(
        label="What you find",
        choices=[("yes", "It was right: it stays"), ("no", "It was not right: it is taken back")],
        widget=forms.Select(attrs=SELECT),
    )
    ends_on = forms.DateField(
        label="If it is a block that stays: until when, if you can say",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="On that day it ends by itself.",
        error_messages={"invalid": "Choose a day from the calendar, or leave it empty."},
    )
    field_order = ("upheld", "ends_on", "why")


def _in_words(ground: Ground) -> str:
    number = f"{'Law' if ground.is_law else 'Clause'} {ground.clause.number}"
    return f"{number}: {ground.clause.says}"
