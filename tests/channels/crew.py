"""People who are ready to run an account, where the policy in force wants some."""

from __future__ import annotations

from datetime import datetime

from gatepost.channels.models import Channel
from gatepost.channels.stopping import why_stopped
from gatepost.people.models import Person
from gatepost.policies.models import Version
from gatepost.policies.models.campaigns import Acknowledgement, Ask, Campaign
from gatepost.training.models import Course
from gatepost.training.setting_up import set_up
from tests.conftest import make_person

CREW = ("Teasel Marsh", "Yarrow Ferrow")


def staffed(channel: Channel, *, by: Person, at: datetime) -> Channel:
    """The account with two people who are ready, unless it needs nobody. Nothing is asked of anybody else."""
    on = channel.school.day_of(at)
    if why_stopped(channel, on=on) is None:
        return channel
    crew = list(Person.objects.at(channel.school).filter(given_name__in=["Teasel", "Yarrow"]))
    crew = crew or [make_person(channel.school, name, actors=["teacher"]) for name in CREW]
    for person in crew:
        has_read(person, by=by, at=at)
        is_trained(person, by=by, at=at)
        if not channel.runners.current(on).filter(person=person).exists():
            channel.appoint(person, by=by, at=at)
    assert why_stopped(channel, on=on) is None
    return channel


def has_read(person: Person, *, by: Person, at: datetime) -> None:
    """Somebody has read the policy in force, in a round that is over."""
    on = person.school.day_of(at)
    version = Version.objects.in_force(person.school, on=on)
    given = {"version": version, "at": at}
    if Acknowledgement.objects.filter(ask__person=person, **given).exists():
        return
    closed = {"opened_at": at, "opened_by": by, "closed_at": at, "closed_by": by}
    campaign = Campaign.objects.create(version=version, groups=[], due_on=on, **closed)
    ask = Ask.objects.create(campaign=campaign, person=person, asked_at=at, due_on=on)
    Acknowledgement.objects.create(ask=ask, seen="", **given)


def is_trained(person: Person, *, by: Person, at: datetime) -> None:
    """Somebody has been to every course of the school."""
    set_up(person.school, by=by, at=at)
    for course in Course.objects.filter(school=person.school_id):
        on = person.school.day_of(at)
        course.hold(on=on, held_by="Rook Training", people=[person], by=by, at=at)
