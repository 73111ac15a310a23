"""What waits for somebody about reading the policy: their own reading, and what they look after."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.campaigns.asking import day_at
from gatepost.policies.campaigns.reminding import long_overdue
from gatepost.policies.campaigns.whom import terms
from gatepost.policies.models import Ask, Campaign, Remark, Version
from gatepost.policies.models.campaigns import LOOKS_AFTER

ASK_AGAIN = timedelta(days=330)  # where a policy wants a yearly reading: time to prepare it


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """Everything about reading the policy that waits for somebody on a day."""
    return [
        *_own(person, on=on),
        *_remarks(person, on=on),
        *_overdue(person, on=on),
        *_to_open(person, on=on),
    ]


def _own(person: Person, *, on: date) -> list[Waiting]:
    asks = Ask.objects.waiting().filter(person=person, campaign__version__school=person.school_id)
    return [
        Waiting(
            says="Read the social media policy and say that you have"
            if not ask.is_voluntary
            else "Read the social media policy (the school asks you to; the policy leaves it to you)",
            url=reverse("policies:reading", args=[person.school.slug, ask.pk]),
            due_on=ask.due_on,
            because=_numbers(ask),
        )
        for ask in asks.select_related("campaign__version__source")
        if person.is_current(on)
    ]


def _remarks(person: Person, *, on: date) -> list[Waiting]:
    remarks = Remark.objects.open().for_answering(person, on=on).select_related("ask__person")
    url = reverse("policies:remarks", args=[person.school.slug])
    says = {
        Remark.Kind.QUESTION: "{} has a question about the policy",
        Remark.Kind.DECLINED: "Talk with {}, who does not agree with the policy",
    }
    return [
        Waiting(
            says=says[Remark.Kind(remark.kind)].format(remark.ask.person.name),
            url=f"{url}#remark-{remark.pk}",
        )
        for remark in remarks
    ]


def _overdue(person: Person, *, on: date) -> list[Waiting]:
    """The headteacher hears who is two weeks late, by name; their own lateness waits for them anyway."""
    if not person.holds("headteacher", on=on):
        return []
    return [
        Waiting(
            says=f"{ask.person.name} has not said that they have read the policy",
            url=reverse("policies:campaign", args=[person.school.slug, ask.campaign_id]),
            due_on=ask.due_on,
            because=_numbers(ask),
            for_others=True,
        )
        for ask in long_overdue(person.school, on=on)
        if ask.person_id != person.pk
    ]


def _to_open(person: Person, *, on: date) -> list[Waiting]:
    """Where the policy wants to be read and nobody has been asked."""
    version = Version.objects.in_force(person.school, on=on)
    if version is None or not person.holds(*LOOKS_AFTER, on=on):
        return []
    said = terms(version.pack)
    if said.is_voluntary or _is_asked(version, every_year=said.every_year, on=on):
        return []
    return [
        Waiting(
            says="Ask people to read the policy that is in force",
            url=reverse("policies:campaign-new", args=[person.school.slug]),
            because=", ".join(clause.number for clause in said.clauses),
        )
    ]


def _is_asked(version: Version, *, every_year: bool, on: date) -> bool:
    said = terms(version.pack)
    rounds = Campaign.objects.filter(version__school=version.school_id)
    # A policy that does not speak of new versions is content with having been read in an earlier one.
    rounds = rounds.filter(version=version) if said.every_version or every_year else rounds
    newest = rounds.order_by("-opened_at").first()
    if newest is None:
        return False
    return not every_year or on - day_at(version.school, newest.opened_at) < ASK_AGAIN


def _numbers(ask: Ask) -> str:
    by_id = ask.campaign.version.pack.by_id
    ids = [reference.rpartition("/")[2] for reference in ask.because]
    return ", ".join(by_id[one].number for one in ids if one in by_id)
