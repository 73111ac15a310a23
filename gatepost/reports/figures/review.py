"""When the policy has to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.policies.models import Review
from gatepost.policies.register.reviewing import review_due_on
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """The day, and how often it was looked at."""
    yield Figure("due", on=review_due_on(term.version) if term.version else None)
    done = Review.objects.filter(version__school=term.school, **term.during("at"))
    yield Figure("reviews", done.count())
