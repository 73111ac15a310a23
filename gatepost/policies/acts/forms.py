"""What a person may say of a plan."""

from __future__ import annotations

from django import forms


class Reason(forms.Form):
    """Why, in the person's own words."""

    reason = forms.CharField(
        label="Why",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
        error_messages={
            "required": "Write a sentence that says why.",
            "max_length": "Say it in 2,000 characters or fewer.",
        },
    )
