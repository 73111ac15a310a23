"""The form of an application: what the adopted policy asks, and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.channels.applications.asked import RUNNERS, Case
from gatepost.channels.models import Application, Wish
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person

MOST = 4000
OWN = "point-"  # before the names of the policy's own questions


class WishForm(forms.Form):
    """Where, under what name, who runs it, and the points of the business case. Nothing has to be whole before it is handed in."""

    network = forms.ChoiceField(
        label="Network",
        choices=lambda: [(slug, about.name) for slug, about in NETWORKS.items()],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose the network."},
    )
    name = forms.CharField(
        label="What people at the school would call it",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={"required": "Give it a name, such as “Friends of the school”."},
    )
    runners = forms.ModelMultipleChoiceField(
        label="Who would run it",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"invalid_choice": "Choose people who are at the school."},
    )

    def __init__(self, *args: Any, case: Case, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["runners"].queryset = people  # type: ignore[attr-defined]
        for point in case.points:
            if point.key != RUNNERS:
                self.fields[f"{OWN}{point.key}"] = forms.CharField(
                    label=point.asks,
                    help_text=f"Clause {point.clause.number}",
                    required=False,
                    max_length=MOST,
                    widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
                    error_messages={"max_length": f"Say it in {MOST:,} characters or fewer."},
                )

    def wish(self) -> Wish:
        """What was entered."""
        given = self.cleaned_data
        answers = {
            name.removeprefix(OWN): words for name, words in given.items() if name.startswith(OWN)
        }
        return Wish(given["network"], given["name"], answers, list(given["runners"]))


def initial_of(application: Application) -> dict[str, Any]:
    """What the form holds when it is opened again."""
    answers = {f"{OWN}{key}": words for key, words in application.answers.items()}
    runners = list(application.runners.values_list("pk", flat=True))
    return {
        "network": application.network,
        "name": application.name,
        "runners": runners,
        **answers,
    }


class OpeningForm(forms.Form):
    """Where the account is, once it has been opened on the network."""

    handle = forms.CharField(
        label="Its name on the network",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
    )
    url = forms.URLField(
        label="Where the public finds it",
        required=False,
        assume_scheme="https",
        max_length=500,
        widget=forms.URLInput(attrs={"class": "govuk-input"}),
        error_messages={"invalid": "Write the whole address, such as https://www.example.org/."},
    )
