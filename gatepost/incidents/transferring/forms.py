"""What is entered when a case goes to another school, and when its receipt comes."""

from __future__ import annotations

from django import forms

from gatepost.incidents.forms import SELECT, text
from gatepost.incidents.keeping_time.forms import day_field
from gatepost.incidents.transferring.sending import Sent

PAPER, BUNDLE = "paper", "bundle"


class TransferForm(forms.Form):
    """To whom it went, and how."""

    school = text("Which school", required="Write to which school it went.")
    name = text(
        "Who there got it",
        hint="Usually their safeguarding lead.",
        required="Write who there got it.",
    )
    form = forms.ChoiceField(
        label="What was sent",
        choices=((PAPER, "Papers"), (BUNDLE, "The bundle that was made last")),
        widget=forms.Select(attrs=SELECT),
    )
    how = text(
        "How it was kept safe on the way",
        hint="Handed over in person, a signed-for parcel, a secure service for files.",
        required="Write how it was kept safe on the way.",
    )
    sent_on = day_field("On which day", required="Enter the day on which it was sent.")

    @property
    def sent(self) -> Sent:
        """What somebody says."""
        said = dict(self.cleaned_data)
        return Sent(is_bundle=said.pop("form") == BUNDLE, **said)


class ReceiptForm(forms.Form):
    """Who confirmed that it came."""

    who = text(
        "Who at the other school confirmed it",
        required="Write who at the other school confirmed it.",
    )
    on = day_field("On which day", required="Enter the day of the receipt.")
