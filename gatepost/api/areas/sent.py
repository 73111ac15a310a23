"""What every body that is sent has in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeVar

from django.forms import BaseForm
from pydantic import BaseModel, ConfigDict, Field

from gatepost.api.problems import Problem

Form = TypeVar("Form", bound=BaseForm)
Reason = Annotated[str, Field(max_length=2000, description="Why, in a person’s own words")]
Digest = Annotated[
    str,
    Field(
        max_length=64, description="The `content_hash` of what was read; any change makes it void"
    ),
]
Answers = Annotated[
    dict[str, str],
    Field(description="Answers to the policy’s own questions, by the keys that the page uses"),
]


class Sent(BaseModel):
    """Nothing is taken that nobody asked for: a slip of the pen would otherwise go unseen."""

    model_config = ConfigDict(extra="forbid")


class Done(BaseModel):
    """It is done."""

    done: bool = True


def good(form: Form) -> Form:
    """A form of the pages that takes what was sent; raises Problem with its own sentences."""
    if not form.is_valid():
        raise Problem.of_form(form)
    return form


def as_typed(day: date | None) -> str:
    """A day as it is typed into a page."""
    return day.strftime("%d/%m/%Y") if day else ""
