"""What one contact is shown: their own answers, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms

from gatepost.consents.answering import seen_of
from gatepost.consents.forms import AnswersForm
from gatepost.consents.lights import Board
from gatepost.consents.models import Answer, Link, Use


@dataclass(frozen=True)
class Own:
    """What somebody has said about one use."""

    use: Use
    answer: Answer | None
    last_on: date | None  # the last day on which their yes counts
    has_run_out: bool

    @property
    def is_yes(self) -> bool:
        """Whether their newest word is a yes."""
        return self.answer is not None and self.answer.kind == Answer.Kind.GIVEN


@dataclass(frozen=True)
class Sheet:
    """Everything that one link shows."""

    link: Link
    own: tuple[Own, ...]

    @classmethod
    def of(cls, link: Link, *, on: date) -> Sheet:
        """What a link shows on a day."""
        board = Board.of([link.contact.pupil], on=on)
        missing = {use.pk for use in board.missing(link.contact)}
        newest = {
            answer.use_id: answer
            for answer in sorted(
                board.answers.get(link.contact.pupil_id, ()), key=lambda a: (a.said_at, a.pk)
            )
            if answer.contact_id == link.contact_id
        }
        own = [_own(use, newest.get(use.pk), board, missing) for use in board.asked]
        return cls(link, tuple(own))

    @property
    def uses(self) -> list[Use]:
        """What is asked."""
        return [one.use for one in self.own]

    @property
    def seen(self) -> str:
        """What stands for the words."""
        return seen_of(use.words for use in self.uses)

    @property
    def is_answered(self) -> bool:
        """Whether anything has been said."""
        return any(one.answer for one in self.own)

    def questions(self, form: AnswersForm) -> Sequence[tuple[Own, forms.BoundField]]:
        """Each use with what was said and the field that asks."""
        return [(one, form[f"use-{one.use.pk}"]) for one in self.own]


def _own(use: Use, answer: Answer | None, board: Board, missing: set[int]) -> Own:
    said = answer if answer and answer.kind != Answer.Kind.SET_ASIDE else None
    is_yes = said is not None and said.kind == Answer.Kind.GIVEN
    end = board.runs_out(said) if said and is_yes else None
    last_on = date.fromordinal(end.toordinal() - 1) if end else None
    return Own(use, said, last_on, is_yes and use.pk in missing)
