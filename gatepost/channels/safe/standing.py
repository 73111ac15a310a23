"""How the safe of an account stands: what the policy wants in it and what there is, and what has to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gatepost.channels.models import Channel, Secret
from gatepost.channels.models.accounts import KEEPS
from gatepost.channels.models.secrets import grown_old, may_keep, may_look, still_to_change
from gatepost.channels.safe.asked import Kind, asked_by
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable


@dataclass(frozen=True)
class Wanted:
    """Something that the policy wants kept, whether it is, and the clauses as a page shows them."""

    kind: Kind
    is_kept: bool
    clauses: list[object]


@dataclass(frozen=True)
class Safe:
    """A safe as somebody sees it who may open it."""

    wanted: list[Wanted]
    to_change: int
    may_keep: bool


def safe_of(channel: Channel, person: Person, *, on: date) -> Safe | None:
    """What the page of an account says of its safe; None for whom it is shut."""
    if not may_look(channel, person, on=on):
        return None
    kept = {one.kind for one in channel.secrets.open()}
    wanted = [
        Wanted(kind, kind.key in kept, [*readable(clauses, school=channel.school, on=on)])
        for kind, clauses in asked_by(policy_at(channel.school, on=on)).keeps.items()
    ]
    to_change = len(still_to_change(channel, on=on))
    return Safe(wanted, to_change, may_keep(channel, person, on=on))


def waiting_for_keeper(person: Person, *, on: date) -> list[Waiting]:
    """Safes in which something has to be changed, for whoever keeps the school's accounts."""
    named = asked_by(policy_at(person.school, on=on)).keepers
    if not person.holds(*KEEPS, *named, on=on):
        return []
    kept = Secret.objects.open().filter(channel__school=person.school_id)
    accounts = Channel.objects.open().filter(pk__in=kept.values("channel"))
    return [
        Waiting(says, reverse("channels:safe", args=[person.school.slug, one.pk]))
        for one in accounts.select_related("school")
        if (says := _says(one, on=on))
    ]


def _says(channel: Channel, *, on: date) -> str:
    """What is wrong with it, the graver first; nothing where all is well."""
    if still_to_change(channel, on=on):
        return f"Change what opens {channel}: others may know it"
    if grown_old(channel, on=on):
        return f"Look over what opens {channel}: it has been the same for a long time"
    return ""
