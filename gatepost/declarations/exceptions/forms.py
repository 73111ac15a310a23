"""What somebody asks for, and what is said to it."""

from __future__ import annotations

from typing import Any

from django import forms

from gatepost.core.policy import vocabulary
from gatepost.declarations.answering import day, line, one_of, words
from gatepost.declarations.asked import Exceptional
from gatepost.declarations.models.exceptions import HEARD, Answer, Asked
from gatepost.people.models import Person

OTHER = "other"


class ExceptionForm(forms.Form):
    """An exception of one's own."""

    which = one_of("What is it about?", (), required="Choose what comes nearest.")
    whom = line(
        "Whom does it concern?",
        hint="The pupil or parent, where it is about one. The name is encrypted.",
    )
    reason = words("Why is it needed?", rows=4, required="Say why, so that others can agree to it.")
    from_on = day("From", required="Enter the first day.")
    until_on = day(
        "Until",
        hint="Every exception has an end.",
        required="Enter the last day: every exception has an end.",
    )
    owner = forms.ChoiceField(
        label="Who sees to it that the conditions are kept and that it ends?",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def __init__(
        self, *args: Any, possible: list[Exceptional], people: list[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.possible = {one.clause.id: one for one in possible}
        self.people = {str(one.pk): one for one in people}
        self.fields["which"].choices = choices(possible)  # type: ignore[attr-defined]
        self.fields["owner"].choices = [(pk, one.name) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Where it is about one person, it has to be clear about whom."""
        said = super().clean() or {}
        clause, _, act = said.get("which", "").partition("/")
        about_one = clause in self.possible and self.possible[clause].concerns_somebody(act)
        if about_one and not said.get("whom"):
            self.add_error("whom", "Write the name of the person whom it concerns.")
        first, last = said.get("from_on"), said.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day cannot be before the first.")
        return said

    def asked(self) -> Asked:
        """What is asked for."""
        said = self.cleaned_data
        clause, _, act = said["which"].partition("/")
        return Asked(
            clause="" if clause == OTHER else clause,
            act=act,
            whom=said["whom"],
            reason=said["reason"],
            from_on=said["from_on"],
            until_on=said["until_on"],
            owner=self.people[said["owner"]],
        )


def choices(possible: list[Exceptional]) -> list[tuple[str, str]]:
    """Every act of every exception that the policy names, then whatever it does not name."""
    acts = vocabulary().acts
    found = [
        (f"{one.clause.id}/{act}", f"{acts[act].label} (clause {one.clause.number})")
        for one in possible
        for act in one.acts
    ]
    return [*found, (OTHER, "Something else")]


class AnswerForm(forms.Form):
    """A party's answer."""

    answer = one_of("Your answer", (("yes", "Yes"), ("no", "No")), required="Choose yes or no.")
    conditions = words(
        "Under what conditions, or why not?", hint="You can leave this out with a yes."
    )

    def __init__(self, *args: Any, fact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        said = super().clean() or {}
        if said.get("answer") == "no" and not said.get("conditions"):
            self.add_error("conditions", "Say why not, so that the person knows.")
        return said

    def said(self) -> Answer:
        """What was said."""
        said = self.cleaned_data
        return Answer(
            self.fact,
            said["answer"] == "yes",
            said["conditions"],
            said.get("heard", ""),
            said.get("heard_on"),
        )


class HeardForm(AnswerForm):
    """What somebody else said, or a paper that was seen: put down with how and when."""

    heard = one_of("How do you know?", HEARD.items(), required="Say how you heard or saw it.")
    heard_on = day("On which day?", required="Enter the day on which you heard or saw it.")


def form_for(fact: str, **more: Any) -> AnswerForm:
    """A senior leader's own word, or that of others which they put down."""
    named = vocabulary().facts[fact].given_by
    is_own = bool(set(named) - {"actor"})
    return (AnswerForm if is_own else HeardForm)(fact=fact, prefix=fact, **more)


class EndForm(forms.Form):
    """Why an exception ends before its time."""

    why = words("Why does it end?", rows=2, required="Say why it ends before its time.")
