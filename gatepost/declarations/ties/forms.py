"""What somebody tells of a tie."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.declarations.answering import line, one_of, tick, words
from gatepost.declarations.models.ties import OTHERS, Told


class TieForm(forms.Form):
    """A tie of one's own."""

    other = one_of(
        "Who is it?",
        OTHERS.items(),
        required="Say whether it is a pupil, a relative of a pupil or a former pupil.",
    )
    whom = line(
        "Their name",
        hint="It is encrypted and shown to nobody but you and those who are told.",
        required="Write the name, so that it is clear whom you mean.",
    )
    kind = one_of("How do you know them?", (), required="Choose what comes nearest.")
    own_relative = tick("They are a relative of mine")
    predates = tick("We knew each other before, or share a circle of friends")
    since = line("Since when?", hint="As far as you remember. You can leave this out.")
    words = words("What should be known about it?", hint="You can leave this out.")

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]

    def told(self) -> Told:
        """What was told."""
        return Told(**self.cleaned_data)


class EndForm(forms.Form):
    """Why a tie is over."""

    why = words("Why is it over?", hint="You can leave this out.", rows=2)
