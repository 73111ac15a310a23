"""Takes in what anybody asks about their data, without an account: a code opens what the school answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from gatepost.incidents.reporting import digest_of, new_code
from gatepost.people.models import School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import tell
from gatepost.records.door import record
from gatepost.rights.asked import handlers_of
from gatepost.rights.models import Request, Wanted
from gatepost.rights.models.requests import Step

# Whoever floods the page is stopped before the database is full; the school can always be rung.
MOST_A_DAY = 50
MOST_REPLIES = 20


def receive(school: School, wanted: Wanted, *, at: datetime) -> str:
    """Keep a request and tell who handles it. The code opens the answer, and is shown once."""
    code, on = new_code(), school.day_of(at)
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)
        today = Request.objects.filter(
            school=school, entered_by=None, entered_at__gt=at - timedelta(days=1)
        )
        if today.count() >= MOST_A_DAY:
            raise NotPossible(
                "So many requests came in today that no more can be taken here. Please ring or write to the school: it counts just the same."
            )
        made = Request.take_in(school, wanted, received_on=on, at=at, code=code)
        tell_handlers(made, at=at, about="received")
    return code


def request_of(school: School, code: str) -> Request | None:
    """What was asked under a code."""
    if not code:
        return None
    return Request.objects.filter(school=school, receipt=digest_of(code)).select_related("school").first()  # fmt: skip


def write_more(request: Request, words: str, *, at: datetime) -> None:
    """A line from whoever asked. It moves no clock: whoever handles it says what it settles."""
    with transaction.atomic(durable=True):
        row = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if not row.is_open:
            raise NotPossible("This request is answered. Ask anew if something is missing.")
        if row.steps.filter(kind=Step.REPLY).count() >= MOST_REPLIES:
            raise NotPossible("No more can be written here. Please ring the school.")
        step = row.steps.create(
            kind=Step.REPLY, words=words.strip(), on=row.school.day_of(at), by=None, at=at
        )
        record("data-request.written-to", subject=row, by=None, at=at)
        tell_handlers(row, at=at, about=f"reply-{step.pk}")


def tell_handlers(request: Request, *, at: datetime, about: str) -> None:
    """Let those who handle a request know that there is something to do, within the caller's transaction."""
    on = request.school.day_of(at)
    people, _ = handlers_of(request.school, on=on, besides=request.person)
    link = reverse("rights:requests", args=[request.school.slug])
    for person in people:
        key = f"data-request-{request.pk}-{about}-{person.pk}"
        tell(person, "something-to-do", link=link, at=at, key=key)
