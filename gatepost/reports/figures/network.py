"""Who knows that the school's network is watched, and what its filter stopped; of nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from gatepost.monitoring.models import LogCount, NetworkNotice, NoticeReceipt
from gatepost.people.models import Person
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many have not read the notice, where there is one, and how much was stopped, where a log was read."""
    _, after = term.moments
    notice = NetworkNotice.objects.filter(school=term.school, at__lt=after).first()
    if notice is not None:
        there = Person.objects.at(term.school).current(term.last_on)
        read = NoticeReceipt.objects.filter(notice=notice, at__lt=after, person__in=there)
        everybody = there.count()
        yield Figure("unread", everybody - read.count(), of=everybody)
    counts = LogCount.objects.filter(log__school=term.school, stopped=True)
    during = counts.filter(on__gte=term.first_on, on__lte=term.last_on)
    stopped = during.aggregate(number=Sum("number"))["number"]
    if stopped is not None:
        yield Figure("stopped", stopped)
