"""What families answered about pictures."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.consents.models import Answer
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many said yes, and how many no."""
    said = Answer.objects.filter(contact__pupil__school=term.school, **term.during("at"))
    yield Figure("yes", said.filter(kind=Answer.Kind.GIVEN).count())
    no = (Answer.Kind.REFUSED, Answer.Kind.WITHDRAWN)
    yield Figure("no", said.filter(kind__in=no).count())
