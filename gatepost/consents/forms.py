"""Forms that more than one page of consents uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from gatepost.consents.models import Use
from gatepost.people.forms import DayField, PlainForm
from gatepost.people.importing import cells

YES_OR_NO = (("yes", "Yes, you may"), ("no", "No"))


class LongField(forms.CharField):
    """Several lines of text."""

    bound_field_class = forms.BoundField

    def __init__(self, *, longest: int, missing: str, **more: Any) -> None:
        super().__init__(
            max_length=longest,
            widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
            error_messages={
                "required": missing,
                "max_length": f"Write at most {longest} characters.",
            },
            **more,
        )


class ReasonForm(PlainForm):
    """Why."""

    reason = LongField(label="Why", longest=2000, missing="Write why.")


class AnswersForm(PlainForm):
    """A yes or a no for each use. Nothing is chosen beforehand, and what is left open is not answered."""

    def __init__(self, *args: Any, uses: Sequence[Use], **more: Any) -> None:
        super().__init__(*args, **more)
        self.uses = uses
        for use in uses:
            self.fields[f"use-{use.pk}"] = forms.ChoiceField(
                label=use.words.title,
                help_text=use.words.says,
                choices=YES_OR_NO,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose yes or no."},
            )

    def clean(self) -> dict[str, Any]:
        """Something has to be answered."""
        cleaned = super().clean() or {}
        if not self.errors and not self.said:
            raise forms.ValidationError("Choose yes or no for at least one of the questions.")
        return cleaned

    @property
    def said(self) -> dict[int, bool]:
        """The uses that were answered, by their keys."""
        chosen = {use.pk: self.cleaned_data.get(f"use-{use.pk}") for use in self.uses}
        return {key: answer == "yes" for key, answer in chosen.items() if answer}

    @property
    def questions(self) -> list[tuple[Use, forms.BoundField]]:
        """Each use with its field."""
        return [(use, self[f"use-{use.pk}"]) for use in self.uses]


class DayForm(PlainForm):
    """A form with days in it; it has to know today to understand years of two digits."""

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into days."""
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, DayField) and name in cleaned:
                try:
                    cleaned[name] = cells.day(cells.cleaned(cleaned[name] or ""), on=self.on)
                except cells.CellRefused as problem:
                    self.add_error(name, str(problem))
                    continue
                if cleaned[name] is None and field.required:
                    self.add_error(name, "Write the day, such as 31/12/2026.")
        return cleaned
