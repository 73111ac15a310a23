"""What shows the clauses about the policy itself: published, widened, reviewed, signed, read, kept up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from gatepost.core import register
from gatepost.core.policy import Clause
from gatepost.core.policy.words import listed
from gatepost.policies.campaigns.whom import actors_of
from gatepost.policies.models import Ask, RelatedDocument
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Shown, State, Way, page


@dataclass(frozen=True)
class Reading:
    """How many were asked to read the version in force, and how many have said that they did."""

    asked: int
    read: int
    last_at: datetime | None

    @property
    def figure(self) -> str:
        """Both, as a page shows them."""
        return f"{self.read} of the {self.asked} people asked"


def reading(look: Look) -> Reading:
    """The acknowledgements of this version; somebody who was asked twice counts once."""
    asks = Ask.objects.filter(campaign__version=look.version)
    counted = asks.aggregate(
        asked=Count("person", distinct=True),
        read=Count("acknowledgement__ask__person", distinct=True),
        last_at=Max("acknowledgement__at"),
    )
    return Reading(**counted)


def acknowledged(look: Look, clause: Clause) -> Shown:
    """That people have said that they read it."""
    found, url = look.once(reading), page(look, "policies:campaigns")
    if found.last_at:
        says = "People have confirmed that they read this version."
        return Shown(State.USED, says, found.figure, look.school.day_of(found.last_at), url)
    if found.asked:
        return Shown(
            State.READY, "People have been asked to read this version.", found.figure, url=url
        )
    return Shown(State.NOTHING, "Nobody has been asked to read this version yet.", url=url)


def published(look: Look, clause: Clause) -> Shown:
    """A clause that can only be read."""
    url = f"{page(look, 'policies:policy')}#clause-{clause.id}"
    return Shown(State.READ, "Anybody can read it in the published policy.", url=url)


def group(look: Look, clause: Clause) -> Shown:
    """A clause that widens others: whom or what they reach by it."""
    fact = str(clause.live.get("fact", "actor"))
    if fact != "actor":
        return Shown(State.READY, "Every answer reads the policy’s words as this clause has them.")
    members = actors_of(look.pack, [str(one) for one in clause.live["members"]])
    people = sum(look.actors[member] for member in members)
    if people:
        says = "There are people here whom the rules reach by this clause."
        return Shown(State.USED, says, f"{people} {'person' if people == 1 else 'people'}")
    return Shown(
        State.NOTHING,
        "Nobody of this kind is on the list of people.",
        url=page(look, "people:people"),
    )


def in_force(look: Look, clause: Clause) -> Shown:
    """That this version was adopted."""
    begun = look.version.begun
    says, url = "This version is in force.", page(look, "policies:register")
    figure = f"version {look.version.number}"
    return Shown(State.USED, says, figure, begun.from_on if begun else None, url)


def related(look: Look, clause: Clause) -> Shown:
    """Whether somebody has said where each of the documents is."""
    placed, url = look.once(_placed), page(look, "policies:register")
    wanted = [str(key) for key in clause.live["documents"]]
    there = [placed[key] for key in wanted if key in placed]
    if len(there) == len(wanted):
        return Shown(
            State.USED,
            "Readers are told where each of these documents is.",
            _of(there, wanted),
            max(there),
            url,
        )
    missing = listed(look.pack.related.get(key, key) for key in wanted if key not in placed)
    says = f"The school has not said yet where to find: {missing}."
    return Shown(State.READY if there else State.NOTHING, says, _of(there, wanted), url=url)


def _placed(look: Look) -> Mapping[str, date]:
    rows = RelatedDocument.objects.filter(school=look.school)
    return {key: look.school.day_of(at) for key, at in rows.values_list("key", "at")}


def _of(there: list[date], wanted: list[str]) -> str:
    return f"{len(there)} of {len(wanted)} documents"


def _next_review(look: Look, clause: Clause) -> str:
    begun = look.version.begun
    due = (
        register.review(look.pack).due_on(from_on=begun.from_on, reviewed_on=None)
        if begun
        else None
    )
    if due is None:
        return ""
    when = f"{due.day} {due:%B %Y}"
    return (
        f"It was to be looked at by {when}."
        if due < look.on
        else f"The next look is due by {when}."
    )


REGISTER = "policies:register"
GIVERS: Mapping[str, Giver] = {
    "published-text": published,
    "policy.group": group,
    "policies.review": Way(
        ("policy.reviewed", "policy.review-asked"),
        "The policy was looked at again.",
        "Nobody has looked at it again, and it names no day.",
        REGISTER,
        ready=_next_review,
    ),
    "policies.sign-off": Way(
        ("policy.approved", "policy.signed"),
        "Those whom it names have approved or signed.",
        "Nobody whom it names has approved or signed this version in Gatepost.",
        REGISTER,
        cites=True,
    ),
    "policies.adoption": in_force,
    "policies.acknowledgement": acknowledged,
    "policies.related": related,
    "policies.upkeep": Way(
        ("upkeep.done",),
        "Somebody has put down that it was done.",
        "Nobody has put down yet that it was done.",
        REGISTER,
        cites=True,
    ),
}  # fmt: skip
