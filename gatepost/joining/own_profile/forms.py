"""The text of one's own profile, for the length of one answer."""

from __future__ import annotations

from django import forms

from gatepost.joining.own_profile.looking import LONGEST


class ProfileForm(forms.Form):
    """What strangers can read about oneself."""

    text = forms.CharField(
        label="What strangers can read about you",
        help_text="Open your page without signing in, or as the network shows it to the public, and copy the text.",
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "class": "govuk-textarea",
                "rows": 8,
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Paste the text of your profile.",
            "max_length": f"Paste at most {LONGEST:,} characters at a time.",
        },
    )
