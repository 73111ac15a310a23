"""Accounts to which Gatepost has to be connected anew: told to whoever keeps the school's accounts, and to those who run this one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse

from gatepost.channels.applications.asked import case_of
from gatepost.channels.handing_over.today import to_hand_over
from gatepost.channels.models import Application, Channel, Connection, FakeReport
from gatepost.channels.models.listings import SEES_REPORTS
from gatepost.channels.safe.standing import waiting_for_keeper
from gatepost.channels.stopping import why_stopped
from gatepost.channels.verifying.today import to_verify
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.acts.waiting import asked_of
from gatepost.policies.door import policy_at
from gatepost.policies.models import Step

CONNECTS = ("administrator",)  # who is told to connect an account anew
LEADERS = ("headteacher", "slt")


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What waits for somebody about the school's accounts."""
    if not person.is_current(on):
        return []
    applied = [*_to_decide(person, on=on), *asked_of(person, Application.objects.open())]
    once = {one.url: one for one in applied}
    return [
        *once.values(),
        *_fakes(person, on=on),
        *_sent_back(person),
        *_connections(person, on=on),
        *to_hand_over(person, on=on),
        *to_verify(person, on=on),
        *_stopped(person, on=on),
        *waiting_for_keeper(person, on=on),
    ]


def _to_decide(person: Person, *, on: date) -> list[Waiting]:
    """Applications that the policy sends to somebody and on which nobody has said yes or no yet."""
    roles = case_of(policy_at(person.school, on=on)).decided_by
    if not roles or not person.holds(*roles, on=on):
        return []
    rows = Application.objects.open().filter(school=person.school_id, handed_in_at__isnull=False)
    return [
        Waiting(f"{one.author.name} applies for an account: {one}", one.get_absolute_url())
        for one in rows.exclude(author=person).select_related("author", "school")
        if not Step.objects.on(one).exists()
    ]


def _fakes(person: Person, *, on: date) -> list[Waiting]:
    """Pages that somebody takes for false ones and that nobody has seen to."""
    reports = FakeReport.objects.filter(school=person.school_id, settled_at=None)
    if not person.holds(*SEES_REPORTS, on=on) or not reports.exists():
        return []
    url = reverse("channels:fakes", args=[person.school.slug])
    return [Waiting("Somebody reported a page that pretends to be the school’s", url)]


def _sent_back(person: Person) -> list[Waiting]:
    drafts = person.applications.open().filter(handed_in_at=None, notes__isnull=False)
    return [
        Waiting(f"Sent back to you: {one}", one.get_absolute_url())
        for one in drafts.select_related("school").distinct()
    ]


def _stopped(person: Person, *, on: date) -> list[Waiting]:
    """Accounts through which nothing goes out for now, for the leadership team."""
    if not person.holds(*CONNECTS, *LEADERS, on=on):
        return []
    accounts = Channel.objects.open().filter(school=person.school_id).select_related("school")
    return [
        Waiting(f"Nothing goes out: {stop.says}", one.get_absolute_url())
        for one in accounts
        if (stop := why_stopped(one, on=on))
    ]


def _connections(person: Person, *, on: date) -> list[Waiting]:
    found = Connection.objects.open().filter(channel__school=person.school_id)
    if not person.holds(*CONNECTS, on=on):
        if not person.is_current(on):
            return []
        found = found.filter(channel__runners__in=person.runs.current(on))
    ending = found.filter(Q(refused_at__isnull=False) | Q(expires_at__isnull=False))
    return [
        Waiting(one.says(on=on), one.channel.get_absolute_url(), one.ends_on)
        for one in ending.select_related("channel__school").distinct()
        if one.has_to_be_renewed(on=on)
    ]
