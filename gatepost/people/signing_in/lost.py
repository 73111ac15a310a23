"""Helps a colleague who has lost the telephone or passkey that they confirm it is them with."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse

from gatepost import notices
from gatepost.people.models import Account, Person, School
from gatepost.people.rules import NotPossible, check_keeps_people
from gatepost.records.door import record


def remove_second_factor(person: Person, *, by: Person, at: datetime) -> None:
    """Remove what was lost and end every session, on record at each school of the account; or raise NotPossible."""
    with transaction.atomic(durable=True):
        school = School.objects.select_for_update().get(pk=person.school_id)
        check_keeps_people(by, school_id=school.pk, on=school.day_of(at))
        account = Account.objects.select_for_update().filter(people=person).first()
        if by.pk == person.pk or account is None:
            raise NotPossible(
                "Nobody does this for themselves: use “How you sign in”, or ask another administrator."
                if account
                else f"{person} cannot sign in yet, so nothing can be lost. Invite them."
            )
        removed, _ = Authenticator.objects.filter(user=account).delete()
        if not removed:
            raise NotPossible(f"{person} has no second factor. Their password lets them in.")
        for session in UserSession.objects.filter(user=account):
            session.end()
        for one in Person.objects.filter(account=account):
            record("account.second-factor-removed", subject=one, by=by, at=at)
        notices.send("sign-in-changed", to=account.email, link=reverse("people:account"), at=at)
