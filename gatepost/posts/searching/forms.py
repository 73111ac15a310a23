"""What may be asked of the search."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gatepost.channels.models import Channel
from gatepost.people.forms import DayField, PlainForm
from gatepost.people.importing import cells
from gatepost.people.models import Person
from gatepost.posts.models import Post
from gatepost.posts.searching.finding import STATES, Wanted


class SearchForm(PlainForm):
    """Words, account, state, author, days; all may be left open."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    account = forms.ModelChoiceField(
        label="Account", required=False, queryset=Channel.objects.none(), empty_label="All"
    )
    state = forms.ChoiceField(
        label="How far", required=False, choices=[("", "All"), *STATES.items()]
    )
    author = forms.ModelChoiceField(
        label="Written by", required=False, queryset=Person.objects.none(), empty_label="Anybody"
    )
    first_on = DayField(label="From", required=False)
    last_on = DayField(label="Until", required=False)

    def __init__(self, *args: Any, person: Person, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.on = on
        account, author = self.fields["account"], self.fields["author"]
        assert isinstance(account, forms.ModelChoiceField)
        assert isinstance(author, forms.ModelChoiceField)
        account.queryset = Channel.objects.visible_to(person)
        seen = Post.objects.visible_to(person).order_by()
        author.queryset = Person.objects.at(person.school).filter(pk__in=seen.values("author_id"))

    def clean_first_on(self) -> date | None:
        """A day as it is written in Britain, or nothing."""
        return self._day("first_on")

    def clean_last_on(self) -> date | None:
        """The same."""
        return self._day("last_on")

    @property
    def wanted(self) -> Wanted:
        """What was asked."""
        asked = self.cleaned_data
        return Wanted(
            words=asked["q"],
            account=asked["account"],
            state=asked["state"],
            author=asked["author"],
            first_on=asked["first_on"],
            last_on=asked["last_on"],
        )

    def _day(self, name: str) -> date | None:
        try:
            return cells.day(cells.cleaned(self.cleaned_data[name]), on=self.on)
        except cells.CellRefused as problem:
            raise forms.ValidationError(str(problem)) from None
