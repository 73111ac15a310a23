"""The page after signing in: what needs somebody, what is late, what is coming. Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import gatepost.channels.waiting as channels
import gatepost.consents.waiting as consents
import gatepost.declarations.waiting as declarations
import gatepost.inbox.waiting as inbox
import gatepost.incidents.waiting as incidents
import gatepost.joining.waiting as joining
import gatepost.mentions.waiting as mentions
import gatepost.monitoring.waiting as monitoring
import gatepost.people.waiting_for as people
import gatepost.policies.acts.waiting as acts
import gatepost.policies.campaigns.waiting as campaigns
import gatepost.policies.register.waiting as register
import gatepost.posts.waiting as posts
import gatepost.reports.waiting as reports
import gatepost.rights.waiting as rights
import gatepost.school_year.waiting as school_year
import gatepost.training.waiting as training
from gatepost.people.models import Person
from gatepost.people.once import reading_once
from gatepost.people.waiting import Waiting

# Each folder reads its own rows; this is the one place where they meet.
GIVERS: Sequence[Callable[..., list[Waiting]]] = (
    incidents.waiting_for,
    inbox.waiting_for,
    posts.waiting_for,
    mentions.waiting_for,
    channels.waiting_for,
    acts.waiting_for,
    register.waiting_for,
    campaigns.waiting_for,
    training.waiting_for,
    joining.waiting_for,
    declarations.waiting_for,
    consents.waiting_for,
    monitoring.waiting_for,
    reports.waiting_for,
    rights.waiting_for,
    school_year.waiting_for,
    people.waiting_for,
)


@dataclass(frozen=True)
class Today:
    """Three lists at most. What others let slip comes after one's own."""

    needs: tuple[Waiting, ...]
    late: tuple[Waiting, ...]
    coming: tuple[Waiting, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits at all."""
        return not (self.needs or self.late or self.coming)


def today_of(person: Person, *, on: date) -> Today:
    """What waits for somebody on a day, the most pressing first."""
    with reading_once():
        waiting = sorted((one for giver in GIVERS for one in giver(person, on=on)), key=_pressing)
    late = tuple(one for one in waiting if one.is_late(on))
    coming = tuple(one for one in waiting if one.is_coming(on))
    needs = tuple(one for one in waiting if one not in late and one not in coming)
    return Today(needs, late, coming)


def _pressing(one: Waiting) -> tuple[bool, date, str]:
    return one.for_others, one.due_on or date.max, one.says
