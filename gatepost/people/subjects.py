"""Whose data is asked for, what is held about them, and what may be deleted: the words in which every folder tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from gatepost.people.models import Person, Pupil, School

Counts = Mapping[str, int]
LEAST = 3  # letters: a shorter word would be found everywhere


@dataclass(frozen=True)
class Subject:
    """Somebody whose data is asked for: staff, a pupil, contacts of a child, or known by words alone."""

    school: School
    person: Person | None = None
    pupil: Pupil | None = None
    contacts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()  # names, addresses and handles

    def is_in(self, *texts: str) -> bool:
        """Whether one of the words stands in some texts, whatever its capitals."""
        whole = " ".join(" ".join(texts).casefold().split())
        return any(one in whole for one in self.folded)

    @property
    def folded(self) -> list[str]:
        """The words as they are compared."""
        plain = (" ".join(one.casefold().split()).lstrip("@") for one in self.words)
        return [one for one in plain if len(one) >= LEAST]


@dataclass(frozen=True)
class Held:
    """One thing that is held about somebody. What is withheld carries no text, and the law's clause for it."""

    key: str  # “posts.post:12”
    kind: str  # of the table of how long things are kept
    what: str
    at: date | datetime | None = None
    text: str = ""
    withheld: str = ""


def _no_text(row: Any) -> str:
    return ""


def fields(*names: str) -> Callable[[Any], str]:
    """The text of some fields, one below the other."""
    return lambda row: "\n".join(str(value) for name in names if (value := getattr(row, name)))


@dataclass(frozen=True)
class Rows:
    """Rows of a model that are about somebody: by which field, and what each says in plain words."""

    model: type[models.Model]
    kind: str
    at: str
    person: Mapping[str, str] = field(default_factory=dict)
    pupil: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    text: Callable[[Any], str] = _no_text
    only: Q = field(default_factory=Q)
    withheld: str = ""

    def about(self, subject: Subject) -> Iterator[Held]:
        """Each of them, by every field that points to somebody."""
        for name, value, what in self._asked(subject):
            found = self.model._default_manager.filter(self.only, **{name: value}).distinct()
            for row in found.iterator(chunk_size=500):
                yield self._held(row, name, what)

    def _asked(self, subject: Subject) -> Iterator[tuple[str, object, str]]:
        if subject.person is not None:
            yield from ((name, subject.person.pk, what) for name, what in self.person.items())
        if subject.pupil is not None:
            yield from ((name, subject.pupil.pk, what) for name, what in self.pupil.items())
        if subject.contacts:
            ids = list(subject.contacts)
            yield from ((f"{name}__in", ids, what) for name, what in self.contact.items())

    def _held(self, row: models.Model, name: str, what: str) -> Held:
        at = row
        for part in self.at.split("__"):
            at = getattr(at, part)
        key = f"{self.model._meta.label_lower}:{row.pk}:{name.partition('__')[0]}"
        text = "" if self.withheld else self.text(row)
        return Held(key, self.kind, what, at, text, self.withheld)  # type: ignore[arg-type]


def rows_about(subject: Subject, tables: Iterable[Rows]) -> Iterator[Held]:
    """All that some tables hold about somebody."""
    for one in tables:
        yield from one.about(subject)


def delete_rows(rows: models.QuerySet[Any]) -> Counter[str]:
    """Delete rows with what hangs on them: how many, by what they are called."""
    return Counter(rows.model._default_manager.filter(pk__in=[*_keys(rows)]).delete()[1])


def after(
    *before: tuple[type[models.Model], str],
) -> Callable[[models.QuerySet[Any]], Counter[str]]:
    """Delete what points to some rows first, then the rows."""

    def remove(rows: models.QuerySet[Any]) -> Counter[str]:
        keys, gone = list(_keys(rows)), Counter[str]()
        for model, path in before:
            gone += Counter(model._default_manager.filter(**{f"{path}__in": keys}).delete()[1])
        return gone + Counter(rows.model._default_manager.filter(pk__in=keys).delete()[1])

    return remove


@dataclass(frozen=True)
class Forgetting:
    """Rows that go once their span is over, or when somebody asks: from when it counts, and whose they are."""

    kind: str
    model: type[models.Model]
    start: str  # a day, or a moment where it is “at” or ends in “_at”
    school: str = "school"
    person: str = ""
    pupil: str = ""
    only: Q = field(default_factory=Q)
    remove: Callable[[models.QuerySet[Any]], Counter[str]] = delete_rows

    def over(self, school: School, *, until: date) -> models.QuerySet[Any]:
        """Those whose span began on a day or before it."""
        rows = self.model._default_manager.filter(self.only, **{self.school: school})
        if not f"_{self.start}".endswith("_at"):
            return rows.filter(**{f"{self.start}__lte": until})
        midnight = datetime.combine(until + timedelta(days=1), time(), tzinfo=school.clock_zone)
        return rows.filter(**{f"{self.start}__lt": midnight})

    def of(self, subject: Subject) -> models.QuerySet[Any]:
        """Those of somebody, however long they have been kept."""
        rows = self.model._default_manager.filter(self.only, **{self.school: subject.school})
        if self.person and subject.person is not None:
            return rows.filter(**{self.person: subject.person.pk})
        if self.pupil and subject.pupil is not None:
            return rows.filter(**{self.pupil: subject.pupil.pk})
        return rows.none()


def _keys(rows: models.QuerySet[Any]) -> Iterable[Any]:
    return rows.values_list("pk", flat=True)
