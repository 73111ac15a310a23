"""Forms for accounts and for how Gatepost signs in to them."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.networks.about import About
from gatepost.networks.known import NETWORKS

TEXT = {"class": "govuk-input"}


class ChannelForm(forms.Form):
    """An account that the school has."""

    network = forms.ChoiceField(
        label="Network",
        choices=lambda: [(slug, about.name) for slug, about in NETWORKS.items()],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose the network."},
    )
    name = forms.CharField(
        label="What people at the school call it",
        max_length=100,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "Give it a name, such as “School page”."},
    )
    handle = forms.CharField(
        label="Its name on the network",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
    url = forms.URLField(
        label="Where the public finds it",
        required=False,
        assume_scheme="https",
        max_length=500,
        widget=forms.URLInput(attrs=TEXT),
        error_messages={"invalid": "Write the whole address, such as https://www.example.org/."},
    )


class ConnectionForm(forms.Form):
    """What a network asks for, so that Gatepost can sign in there."""

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in about.asks:
            widget = forms.PasswordInput if one.secret else forms.TextInput
            self.fields[one.key] = forms.CharField(
                label=one.label,
                help_text=one.hint,
                initial=one.default,
                max_length=2000,
                widget=widget(attrs={**TEXT, "autocomplete": "off", "spellcheck": "false"}),
                error_messages={"required": f"Enter: {one.label}."},
            )
