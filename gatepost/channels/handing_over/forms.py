"""What somebody says of a step that they have done."""

from __future__ import annotations

from django import forms

from gatepost.channels.handing_over.steps import BY_WORD, Kind


class StepForm(forms.Form):
    """Which step, and where there is something to say, what was done."""

    step = forms.ChoiceField(choices=lambda: [(kind.value, kind.label) for kind in Kind])
    note = forms.CharField(
        required=False,
        max_length=500,
        error_messages={"max_length": "Say it in 500 characters or fewer."},
    )

    def clean_step(self) -> str:
        """Only what a person says: Gatepost sees the other steps for itself."""
        step = str(self.cleaned_data["step"])
        if step not in BY_WORD:
            raise forms.ValidationError("This is no step that somebody can say is done.")
        return step
