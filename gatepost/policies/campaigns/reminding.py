"""Reminders: a week before, on the day, every week after; when two weeks have passed the headteacher is told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from gatepost.people.models import Person, School
from gatepost.people.telling import ROLE, Teller, tell
from gatepost.policies.campaigns.asking import day_at, send
from gatepost.policies.models import Ask, Campaign, Escalation, Reminder
from gatepost.records.door import record

WEEK = 7
LONG_OVERDUE = 14  # days


def remind(*, at: datetime) -> int:
    """Remind whoever is due and was not reminded for this week; says how many were."""
    reminded = 0
    for campaign in Campaign.objects.running().select_related("version__school"):
        reminded += _remind(campaign, on=day_at(campaign.school, at), at=at)
    return reminded


def stage_on(ask: Ask, *, on: date) -> int | None:
    """Which reminder a day falls to: -7, 0, 7, 14 … days from the day it is due; None before the first.

    What no clause asks for is not pursued beyond its day.
    """
    weeks = (on - ask.due_on).days // WEEK
    if weeks < -1:
        return None
    return min(weeks, 0) * WEEK if ask.is_voluntary else weeks * WEEK


def long_overdue(school: School, *, on: date) -> list[Ask]:
    """Requests that clauses make, unanswered two weeks after their day, of people who are there."""
    waiting = Ask.objects.waiting().of_people_here(on=on).filter(campaign__version__school=school)
    late = waiting.select_related("person", "campaign__version__school")
    return [ask for ask in late if is_long_overdue(ask, on=on)]


def is_long_overdue(ask: Ask, *, on: date) -> bool:
    """Whether the headteacher is to know."""
    return not ask.is_voluntary and (on - ask.due_on).days >= LONG_OVERDUE


def _remind(campaign: Campaign, *, on: date, at: datetime) -> int:
    with transaction.atomic(durable=True):
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.closed_at is not None:
            return 0
        waiting = campaign.asks.waiting().of_people_here(on=on)
        asks = list(waiting.select_related("person", "campaign__version__school"))
        teller = Teller(campaign.school, at=at)
        reminded = [ask for ask in asks if _remind_one(ask, on=on, by=teller)]
        escalated = [ask for ask in asks if _escalate(ask, on=on, at=at)]
        if escalated:
            _tell_heads(campaign, on=on, at=at)
        if reminded:
            record(
                "campaign.reminded", subject=campaign, by=None, at=at,
                people=len(reminded), escalated=len(escalated),
            )  # fmt: skip
    return len(reminded)


def _remind_one(ask: Ask, *, on: date, by: Teller) -> bool:
    stage = stage_on(ask, on=on)
    asked_on = day_at(ask.campaign.school, ask.asked_at)
    # Who has only just been asked is not reminded of it in the same week.
    if stage is None or (on - asked_on).days < max(1, min(WEEK, (ask.due_on - asked_on).days)):
        return False
    is_new = Reminder.objects.get_or_create(ask=ask, stage=stage, defaults={"at": by.at})[1]
    if is_new:
        send(ask, "acknowledge-reminder", key=f"reminder{stage}", by=by)
    return is_new


def _escalate(ask: Ask, *, on: date, at: datetime) -> bool:
    return (
        is_long_overdue(ask, on=on)
        and Escalation.objects.get_or_create(ask=ask, defaults={"at": at})[1]
    )


def _tell_heads(campaign: Campaign, *, on: date, at: datetime) -> None:
    """One notice for all who became long overdue on the same day; it names nobody."""
    link = reverse("policies:campaign", args=[campaign.school.slug, campaign.pk])
    heads = Person.objects.at(campaign.school).holding(["headteacher"], on=on)
    for head in heads:
        key = f"acknowledge-escalation/{campaign.pk}/{head.pk}/{on}"
        tell(head, "acknowledge-escalation", link=link, at=at, key=key, how=ROLE)
