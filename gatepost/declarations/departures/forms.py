"""What somebody tells of a departure, and what is said to it."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.declarations.answering import day, line, one_of, tick, words
from gatepost.declarations.models.departures import Account


class DepartureForm(forms.Form):
    """A departure of one's own."""

    when = one_of(
        "Is it done already?",
        (("planned", "No, I plan it"), ("done", "Yes, I have done it")),
        required="Say whether you plan it or have done it.",
    )
    happens_on = day("On which day?", required="Enter the day.")
    what = words(
        "What do you do, or did you do, other than the policy says?",
        hint="Name no more people than you have to. It is encrypted.",
        required="Say what it is.",
    )
    why = words("Why?", rows=4, required="Say why, in your own words.")

    def account(self) -> Account:
        """What was told."""
        said: dict[str, Any] = self.cleaned_data
        return Account(said["when"] == "planned", said["happens_on"], said["what"], said["why"])


class AdviceForm(forms.Form):
    """An adviser's view."""

    body = line("Who gave the advice?", required="Write which body or adviser you asked.")
    on = day("On which day?", required="Enter the day of the advice.")
    says = words("What did they say?", required="Write in a sentence what they said.")


class ReplyForm(forms.Form):
    """The answer in writing."""

    words = words("Your answer", rows=4, required="Write at least one sentence.")
    change_policy = tick("The policy should be looked at because of this")
