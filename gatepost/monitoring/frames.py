"""What every page of the network is given."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from gatepost.people.access import SignedInRequest
from gatepost.people.rules import NotPossible


def frame(request: SignedInRequest) -> dict[str, object]:
    """Where one is, and who."""
    return {"school": request.school, "person": request.person, "here": "school"}


def done(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Do what a sound form asks for; whether it was done. What cannot be stands on the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    return True
