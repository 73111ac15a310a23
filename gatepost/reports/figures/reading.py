"""Who has read the policy, by the newest round of reading."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.people.models import Person
from gatepost.policies.models import Ask, Campaign
from gatepost.policies.models.campaigns import AskQuerySet
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many were asked, and how many of them have not said yes."""
    asked = _asked(term)
    if asked is not None:
        _, after = term.moments
        read = asked.filter(acknowledgement__at__lt=after).count()
        everybody = asked.count()
        yield Figure("unread", everybody - read, of=everybody)


def rows(term: Term, person: Person) -> AskQuerySet:
    """Those who were asked and had not said yes, for whoever may see names."""
    asked = _asked(term)
    if asked is None or person.school_id != term.school.pk:
        return Ask.objects.none()
    _, after = term.moments
    found = asked.exclude(acknowledgement__at__lt=after)
    return found.select_related("person__school").order_by("person__family_name", "pk")


def _asked(term: Term) -> AskQuerySet | None:
    """The requests of the newest round that had begun, to people who were there at the end."""
    _, after = term.moments
    rounds = Campaign.objects.filter(version__school=term.school, opened_at__lt=after)
    newest = rounds.order_by("-opened_at", "-pk").first()
    if newest is None:
        return None
    there = Person.objects.at(term.school).current(term.last_on)
    return newest.asks.filter(asked_at__lt=after, person__in=there.values("pk")).order_by()
