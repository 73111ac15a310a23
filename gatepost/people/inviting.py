"""Invites everybody at a school who could sign in and cannot yet."""

from __future__ import annotations

from datetime import datetime

from gatepost.people.models import Invitation, Person, School
from gatepost.people.models.staff import PersonQuerySet


def not_invited(school: School, *, at: datetime) -> PersonQuerySet:
    """Those at the school, or about to join, who have an address, and neither an account nor an open invitation."""
    on = school.day_of(at)
    waiting = Invitation.objects.waiting(at).filter(person__school=school)
    here = Person.objects.at(school).exclude(pk__in=Person.objects.gone(on).values("pk"))
    return here.without_account().exclude(pk__in=waiting.values("person_id"))


def expired(school: School, *, at: datetime) -> PersonQuerySet:
    """Those of them whose invitation ran out unused."""
    ran_out = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__lte=at)
    return not_invited(school, at=at).filter(invitations__in=ran_out).distinct()


def invite_all(school: School, *, by: Person, at: datetime) -> int:
    """Invite them; gives how many."""
    waiting = list(not_invited(school, at=at))
    for person in waiting:
        person.invite(by=by, at=at)
    return len(waiting)
