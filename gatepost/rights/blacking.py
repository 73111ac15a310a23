"""Where the names of other people stand in a text that is given to somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gatepost.consents.models import Contact
from gatepost.core.matching import LAST, PUPIL, STAFF, WHOLE, Known, Register, find, fold
from gatepost.people.models import Person, Pupil
from gatepost.people.subjects import Subject

Names = Callable[[str], list[tuple[int, int]]]
_BLACK = (WHOLE, LAST)  # a family name alone tells who is meant, as in “Mr Cole”


def names_of_others(subject: Subject, *, on: date) -> Names:
    """Finds the whole and the family names of everybody on the school's lists but the one whose copy it is."""
    register = Register([*_staff(subject), *_pupils(subject), *_contacts(subject)])
    own = {word for one in subject.folded for word in one.split()}

    def found(text: str) -> list[tuple[int, int]]:
        folded = fold(text)
        names = [one for one in find(register, folded) if one.kind in _BLACK]
        spans = [folded.span(one.start, one.end) for one in names]
        return [one for one in spans if _is_name(text[slice(*one)], own)]

    return found


def _is_name(words: str, own: set[str]) -> bool:
    """A family name that is an English word, too, counts with a capital; one’s own name is nobody else’s."""
    return not words.islower() and bool(set(words.casefold().split()) - own)


def _staff(subject: Subject) -> list[Known]:
    others = Person.objects.at(subject.school)
    others = others.exclude(pk=subject.person.pk) if subject.person else others
    return [Known(given, family, role=STAFF) for given, family in others.values_list("given_name", "family_name")]  # fmt: skip


def _pupils(subject: Subject) -> list[Known]:
    others = Pupil.objects.filter(school=subject.school)
    others = others.exclude(pk=subject.pupil.pk) if subject.pupil else others
    rows = others.values_list("given_name", "family_name", "preferred_name")
    return [Known(given, family, role=PUPIL, called=(called,) if called else ()) for given, family, called in rows]  # fmt: skip


def _contacts(subject: Subject) -> list[Known]:
    others = Contact.objects.at(subject.school).exclude(pk__in=subject.contacts)
    parted = (name.rpartition(" ") for name in others.values_list("name", flat=True))
    return [Known(given, family) for given, _, family in parted if given and family]
