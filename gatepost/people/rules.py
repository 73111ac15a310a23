"""Who may give which role, and what may never happen to a school's last administrator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gatepost.people.roles import ROLES, in_words

if TYPE_CHECKING:
    from gatepost.people.models import Person

# Whoever keeps the list of people: the administrator, and the headteacher.
KEEPERS = ("administrator", "headteacher")
# Two roles stand above or beside the headteacher: the administrator alone enters who holds them.
ADMINISTRATOR_ALONE = frozenset({"headteacher", "chair-of-governors"})
# Who hears of it when somebody is given a role that sees much.
TOLD = {
    "administrator": "headteacher",
    "chair-of-governors": "headteacher",
    "deputy-dsl": "headteacher",
    "dsl": "headteacher",
    "headteacher": "chair-of-governors",
}


class NotPossible(Exception):
    """What somebody asked for cannot be; the message is a sentence for them."""


def check_keeps_people(by: Person | None, *, school_id: int, on: date) -> None:
    """Refuse everybody but a keeper of that school's people; nobody stands for the command line."""
    if by is None:
        return
    if by.school_id != school_id or not by.holds(*KEEPERS, on=on):
        raise NotPossible(
            "Only the administrator and the headteacher of the school can change who is at it."
        )


def check_may_give(role: str, *, to: Person, by: Person | None, on: date) -> None:
    """Refuse a role that somebody gives to themselves, or that is not theirs to give or end."""
    if role not in ROLES:
        raise NotPossible(f"There is no role “{role}”.")
    check_keeps_people(by, school_id=to.school_id, on=on)
    if by is None:
        return
    if by.pk == to.pk:
        raise NotPossible(
            "Nobody gives themselves a role. Ask another administrator, or the headteacher, to do it."
        )
    check_is_theirs(role, by=by, on=on)


def check_is_theirs(role: str, *, by: Person, on: date) -> None:
    """Refuse a role that is not somebody's to give or end."""
    if role in ADMINISTRATOR_ALONE and not by.holds("administrator", on=on):
        raise NotPossible(
            f"Only an administrator enters who is {in_words(role)}. Ask one to do it."
        )


def check_an_administrator_stays(person: Person, *, after: date) -> None:
    """Refuse what would leave the school without an administrator after a day."""
    from gatepost.people.models import Role

    there = Role.objects.lasting("administrator", school_id=person.school_id, after=after)
    if there.filter(person=person).exists() and not there.exclude(person=person).exists():
        raise NotPossible(
            f"{person} is the only administrator who stays. Give somebody else the role first, "
            "so that the school is never without one."
        )
