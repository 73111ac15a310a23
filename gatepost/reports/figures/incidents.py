"""How many cases were opened, by groups of kinds; never who, what or when.

Whoever can be given cases compares their number with those that they see. So a case that concerns one of them is
counted nowhere: no figure can tell somebody of a case about themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gatepost.incidents.models import Access, Case, CaseQuerySet, Concerned
from gatepost.people.models import Person, Role
from gatepost.reports.figures.known import topics
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many of each group."""
    groups = topics()["incidents"].figures
    group_of = {kind: key for key, one in groups.items() for kind in one.kinds}
    found = Counter(group_of[case.kind.key] for case in _counted(term))
    for key in groups:
        yield Figure(key, found[key])


def rows(term: Term, person: Person) -> CaseQuerySet:
    """Those that somebody was given. Which of them are counted is not told."""
    seen = Case.objects.visible_to(person, on=term.school.day_of(term.at))
    return seen.filter(**term.during("opened_at")).select_related("school").order_by("opened_at")


def _counted(term: Term) -> CaseQuerySet:
    concerned = Concerned.objects.filter(person__in=_who_compares(term))
    opened = Case.objects.filter(school=term.school, **term.during("opened_at"))
    return opened.exclude(pk__in=concerned.values("case_id")).order_by("pk")


def _who_compares(term: Term) -> set[int]:
    """Those who hold an office at the school, or were given a case by name, since the term began."""
    held = Role.objects.filter(person__school=term.school).not_over(term.first_on)
    given = Access.objects.filter(case__school=term.school, person__isnull=False)
    return {*held.values_list("person_id", flat=True), *given.values_list("person_id", flat=True)}
