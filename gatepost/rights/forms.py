"""What is entered about requests, and about how long things are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gatepost.core.clock import Span
from gatepost.declarations.answering import day, line, words
from gatepost.people.models import Person, Pupil
from gatepost.rights.asked import reasons
from gatepost.rights.keeping.table import kinds
from gatepost.rights.models import Request, Wanted
from gatepost.rights.models.requests import BY_HAND, Step

SELECT = {"class": "govuk-select"}
UNITS = (("year", "years"), ("month", "months"), ("week", "weeks"), ("day", "days"))


def choice(label: str, choices: Any, *, hint: str = "", required: str) -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, widget=forms.Select(attrs=SELECT),
        error_messages={"required": required, "invalid_choice": required},
    )  # fmt: skip


class AskForm(forms.Form):
    """What anybody asks on the public page."""

    kind = choice("What do you want?", Request.Kind.choices, required="Choose what you want.")
    asked_by = choice("Who are you?", Request.By.choices, required="Choose who you are.")
    name = line("Whose data is it? Their name", required="Write the name of the person whose data it is.")  # fmt: skip
    asker = line("Your own name, if that is somebody else")
    contact = line("Your e-mail address or telephone number", hint="So that the school can reach you and make sure who you are.", required="Write an e-mail address or a telephone number.")  # fmt: skip
    known_as = words("Other names, e-mail addresses and account names to look for", rows=2, hint="One a line. You can leave this out.")  # fmt: skip
    words = words("What else should the school know?", rows=4, hint="What you are looking for, and from when. You can leave this out.")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whoever asks for somebody else says their own name."""
        said = super().clean() or {}
        if said.get("asked_by") in (Request.By.PARENT, Request.By.OTHER) and not said.get("asker"):
            self.add_error("asker", "Write your own name, too.")
        return said

    @property
    def wanted(self) -> Wanted:
        """What is asked."""
        said = {name: value for name, value in self.cleaned_data.items() if name in _OF_WANTED}
        return Wanted(**said)


_OF_WANTED = frozenset(Wanted.__dataclass_fields__)


class EnterForm(AskForm):
    """The same for a request that came by letter, by telephone or at the gate."""

    received_on = day("On which day did it come in?", required="Enter the day on which it came in.")
    how = line("How did it come in?", hint="By letter, by e-mail, by telephone, at the gate.", required="Write how it came in.")  # fmt: skip
    field_order = ("received_on", "how")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].help_text = "How the school answers."


class WhoseForm(forms.Form):
    """Whose data it is, chosen from those whom some words fit."""

    whose = choice("Whose data is it?", (), required="Choose somebody, or nobody.")

    def __init__(self, *args: Any, people: list[Person], pupils: list[Pupil], **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.found: dict[str, Person | Pupil | None] = {"nobody": None}
        self.found |= {f"person-{one.pk}": one for one in people}
        self.found |= {f"pupil-{one.pk}": one for one in pupils}
        self.fields["whose"].choices = [(key, _called(one)) for key, one in self.found.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Person | Pupil | None:
        """Whoever was chosen."""
        return self.found[self.cleaned_data["whose"]]


def _called(one: Person | Pupil | None) -> str:
    if one is None:
        return "Nobody on our lists: look for names and addresses alone"
    if isinstance(one, Pupil):
        return f"{one} (pupil{f', {one.form}' if one.form else ''})"
    return f"{one.name} ({one.actor_words})"


class StepForm(forms.Form):
    """Something that was done about a request."""

    kind = choice("What was done?", [(one.value, one.label) for one in BY_HAND], required="Choose what was done.")  # fmt: skip
    on = day("On which day?", required="Enter the day.")
    words = words("In words", rows=3, hint="Whoever asked can read this where you ask them something, put them off, refuse or answer.")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Most steps need words: how it was made sure who asks, why it takes longer."""
        said = super().clean() or {}
        if said.get("kind") not in (None, Step.CLARIFIED) and not said.get("words"):
            self.add_error("words", "Write it in words: how, or why.")
        return said


class PieceForm(forms.Form):
    """What becomes of a piece, or of one name in it."""

    name = forms.IntegerField(required=False, widget=forms.HiddenInput)
    do = choice("What becomes of it?", (("hide", "Leave it out"), ("show", "Give it")), required="Choose what becomes of it.")  # fmt: skip
    clause = forms.ChoiceField(label="By which law is it left out?", required=False, widget=forms.Select(attrs=SELECT))  # fmt: skip
    reason = words("Why?", rows=2, required="Write why.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, str(one.live["because"]).capitalize()) for one in reasons(on=on)]
        self.fields["clause"].choices = [("", "It is given"), *named]  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    """One piece of a case that is given."""

    case = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)
    reason = words("Why it can be given", rows=2, required="Write why this piece can be given.")


class SpanForm(forms.Form):
    """For how long a kind of record is kept."""

    kind = choice("Kind of record", lambda: [(one.key, one.says) for one in kinds().values() if one.is_timed], required="Choose a kind of record.")  # fmt: skip
    number = forms.IntegerField(
        label="For how long",
        min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a number, such as 6.", "min_value": "Enter a number from 1 on."},
    )  # fmt: skip
    unit = choice("Counted in", UNITS, required="Choose years, months, weeks or days.")
    reason = words("Why", rows=2, required="Write why.")

    @property
    def span(self) -> Span:
        """The span of time."""
        return Span(self.cleaned_data["number"], self.cleaned_data["unit"])


class HoldRecordsForm(forms.Form):
    """What must not be deleted."""

    kind = forms.ChoiceField(label="A whole kind of record", required=False, widget=forms.Select(attrs=SELECT), choices=lambda: [("", "No, what is about one person"), *((one.key, one.says) for one in kinds().values() if one.is_timed)])  # fmt: skip
    name = line("Or what is about one person: the name as it stands on the list")
    reason = words("Why must it be kept?", rows=2, hint="A claim, an inquiry, a request of the police. Write no more names.", required="Write why this must be kept.")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if bool(said.get("kind")) == bool(said.get("name")):
            self.add_error("name", "Choose a kind of record, or write one name.")
        return said


class LiftRecordsForm(forms.Form):
    """Why a hold ends."""

    reason = words("Why need it not be kept any longer, and who says so?", rows=2, required="Write why it need not be kept any longer, and who says so.")  # fmt: skip
