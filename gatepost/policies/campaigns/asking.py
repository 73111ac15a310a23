"""Asking people to read a version: all at once when a round is opened, and everybody who joins later."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from gatepost.people.models import Person, School
from gatepost.people.telling import Teller
from gatepost.policies.campaigns.links import way_for
from gatepost.policies.campaigns.whom import NEVER_ASKED, given, terms
from gatepost.policies.models import Ask, Campaign, Version
from gatepost.records.door import record

DAYS_TO_READ = 14  # for somebody who joins while a round runs


class CannotAsk(Exception):
    """A round that cannot be opened; the message says why."""


def day_at(school: School, at: datetime) -> date:
    """Which day a moment falls on at a school."""
    return at.astimezone(school.clock_zone).date()


def open_campaign(
    version: Version, *, by: Person, at: datetime, due_on: date, also: Collection[str] = ()
) -> Campaign:
    """Ask everybody whom the policy brings in, and the groups in `also`, to read the version that is in force."""
    on = day_at(version.school, at)
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=version.school_id)
        _check(version, on=on, due_on=due_on)
        groups = sorted((given(version.pack) | set(also)) - NEVER_ASKED)
        campaign = Campaign.objects.create(
            version=version, groups=groups, opened_at=at, opened_by=by, due_on=due_on
        )
        asked = _ask(campaign, _people(campaign, on=on), at=at, due_on=due_on)
        record(
            "campaign.opened",
            subject=campaign,
            by=by,
            at=at,
            because=references(version, terms(version.pack).clauses),
            version=version.pk,
            people=len(asked),
        )
    return campaign


def ask_newcomers(*, at: datetime) -> int:
    """Ask those who have joined since a round was opened; ends the rounds of policies no longer in force."""
    asked = 0
    for campaign in Campaign.objects.running().select_related("version__school"):
        on = day_at(campaign.school, at)
        if Version.objects.in_force(campaign.school, on=on) == campaign.version:
            asked += _ask_newcomers(campaign, on=on, at=at)
        elif Version.objects.filter(pk=campaign.version_id).begun(on=on).exists():
            campaign.close(by=None, at=at)
    return asked


def references(version: Version, clauses: Iterable[object]) -> list[str]:
    """Clauses as the ledger names them."""
    return [f"{version.reference}/{getattr(clause, 'id', clause)}" for clause in clauses]


def people_asked(version: Version, groups: Collection[str], *, on: date) -> list[Person]:
    """The people of some groups who are at the school now."""
    here = Person.objects.at(version.school).current(on).select_related("account")
    return [person for person in here if set(person.actors) & set(groups)]


def _check(version: Version, *, on: date, due_on: date) -> None:
    if Version.objects.in_force(version.school, on=on) != version:
        raise CannotAsk("Only the policy that is in force can be given to people to read.")
    if due_on < on:
        raise CannotAsk("The day by which people read it has passed. Choose a later one.")
    if Campaign.objects.running().filter(version=version).exists():
        raise CannotAsk(
            "People are asked to read this version already. See “Who has read it”, or close that round first."
        )


def _people(campaign: Campaign, *, on: date) -> list[Person]:
    there = set(campaign.asks.values_list("person_id", flat=True))
    everybody = people_asked(campaign.version, campaign.groups, on=on)
    return [person for person in everybody if person.pk not in there]


def _ask_newcomers(campaign: Campaign, *, on: date, at: datetime) -> int:
    with transaction.atomic(durable=True):
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.closed_at is not None:
            return 0
        due_on = max(campaign.due_on, on + timedelta(days=DAYS_TO_READ))
        return len(_ask(campaign, _people(campaign, on=on), at=at, due_on=due_on))


def _ask(campaign: Campaign, people: Iterable[Person], *, at: datetime, due_on: date) -> list[Ask]:
    version = campaign.version
    said = terms(version.pack)
    asks, teller = [], Teller(campaign.school, at=at)
    for person in people:
        because = references(version, said.clauses_for(person.actors))
        ask = Ask.objects.create(
            campaign=campaign, person=person, asked_at=at, due_on=due_on, because=because
        )
        asks.append(ask)
        send(ask, "acknowledge", key="asked", by=teller)
    return asks


def send(ask: Ask, kind: str, *, key: str, by: Teller) -> None:
    """A notice to the person who is asked, if there is a way to tell them. The same key is sent once."""
    by.tell(ask.person, kind, link=way_for(ask), key=f"acknowledge/{ask.pk}/{key}")
