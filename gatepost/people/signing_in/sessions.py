"""Sessions: they last while they are used, can be seen and ended one by one, and end everywhere at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gatepost.people.models import Account, Person
from gatepost.records.door import record

# Writing at every request would make every page wait for the database’s one writer.
SEEN_EVERY = timedelta(minutes=5)
SEEN = "seen_at"


def keep_awake(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a session that is used ends twelve hours after its last use, not after its first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _note_use(request, at=timezone.localtime())
        return answer(request)

    return middleware


def _note_use(request: HttpRequest, *, at: datetime) -> None:
    last = request.session.get(SEEN, 0)
    if at.timestamp() - last < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = int(at.timestamp())
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=at)


def end_everywhere(account: Account, *, at: datetime) -> int:
    """End every session of an account, on record at each school where its owner is; how many there were."""
    with transaction.atomic(durable=True):
        sessions = list(UserSession.objects.filter(user=account))
        for session in sessions:
            session.end()
        for person in Person.objects.filter(account=account).select_related("school"):
            if person.is_current(person.school.day_of(at)):
                record(
                    "account.signed-out-everywhere",
                    subject=person,
                    by=person,
                    at=at,
                    sessions=len(sessions),
                )
    return len(sessions)
