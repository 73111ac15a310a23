"""What the page of a hand-over and the page of an account show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gatepost.channels.handing_over.asked import (
    CLOSED,
    TRANSFERRED,
    asked_at,
    may_look,
    may_see_to_it,
)
from gatepost.channels.handing_over.needed import A_DAY, due_of, need_of, others, wanted
from gatepost.channels.handing_over.steps import Kind, to_transfer, ways_out
from gatepost.channels.models import Channel, Handover, HandoverStep
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.policies.in_force import readable


@dataclass(frozen=True)
class Line:
    """One step: what it is, and who did it when, or nothing."""

    kind: str
    says: str
    done: HandoverStep | None


def page_of(handover: Handover, *, person: Person, on: date) -> dict[str, object]:
    """Everything on the page of a hand-over."""
    asked, channel = asked_at(handover.school, on=on), handover.channel
    steps = list(handover.steps.select_related("by", "person"))
    due_on = due_of(handover.runner) or handover.due_on
    after = max(on, due_on + A_DAY)
    is_open = handover.ended_at is None and channel.closed_at is None
    return {
        "handover": handover,
        "channel": channel,
        "network": NETWORKS[channel.network].name,
        "due_on": handover.due_on if handover.ended_at else due_on,
        "is_past": due_on < on,
        "clauses": readable(asked.clauses, school=handover.school, on=on),
        "is_open": is_open,
        "may_act": is_open and handover.leaver.pk != person.pk and may_see_to_it(person, on=on),
        "is_leaver": handover.leaver.pk == person.pk,
        "ready": [
            (one.runner.person, one.says)
            for one in others(channel, without=handover.runner, on=after)
        ],
        "wanted": wanted(channel, on=after),
        "people": _candidates(handover, on=on, after=after),
        "steps": steps,
        "named": [one for one in steps if one.step == Kind.NAMED],
        "is_still_run": handover.is_still_run(on=on),
        "ways_out": ways_out(channel.network),
        "needs_words": to_transfer(channel.network),
        "secrets": _line(Kind.SECRETS, steps),
        "access": _line(Kind.ACCESS, steps),
        "readers": _line(Kind.READERS, steps),
        "archive": _line(Kind.ARCHIVE, steps),
        "transfers": TRANSFERRED in asked.ends_in,
        "closes": CLOSED in asked.ends_in,
        "before_closing": asked.before_closing,
        "missing_to_transfer": handover.missing_to_transfer(on=on) if is_open else [],
        "missing_to_close": handover.missing_to_close(on=on) if is_open else [],
    }


def of_channel(channel: Channel, *, person: Person, on: date) -> dict[str, object] | None:
    """What the page of an account shows: hand-overs under way, those to begin, and those that ended; None for others."""
    if not may_look(person, on=on):
        return None
    rows = Handover.objects.filter(runner__channel=channel).whole()
    runners = channel.runners.select_related("person__school", "channel__school")
    needs = [need for one in runners if (need := need_of(one, on=on))]
    return {
        "begun": list(rows.open()),
        "to_begin": needs,
        "ended": list(rows.exclude(ended_at=None)),
        "may_see_to_it": may_see_to_it(person, on=on),
        "on": on,
    }


def _candidates(handover: Handover, *, on: date, after: date) -> list[Person]:
    """Who could run it: still at the school afterwards, and not running it yet."""
    runs = handover.channel.runners.current(on).values("person_id")
    here = Person.objects.at(handover.school).current(on).exclude(pk=handover.leaver.pk)
    return [one for one in here.exclude(pk__in=runs) if one.is_current(after)]


def _line(kind: Kind, steps: list[HandoverStep]) -> Line:
    done = next((one for one in steps if one.step == kind), None)
    return Line(str(kind.value), str(kind.label), done)
