"""Who has read the policy and who has not: figures by group, lists of names for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gatepost.core.policy import vocabulary
from gatepost.policies.models import Ask, Campaign

FEWEST = 5  # people in a group, below which a percentage would tell who
STATUS_WORDS = {
    "acknowledged": "Has read and understood it",
    "declined": "Does not agree",
    "question": "Has a question",
    "waiting": "Has not answered",
}


@dataclass(frozen=True)
class Row:
    """A group with its figures."""

    label: str
    asks: tuple[Ask, ...]

    @property
    def people(self) -> int:
        """How many are asked."""
        return len(self.asks)

    @property
    def counts(self) -> dict[str, int]:
        """How many in each status."""
        statuses = [ask.status for ask in self.asks]
        return {status: statuses.count(status) for status in STATUS_WORDS}

    @property
    def read(self) -> int:
        """How many have said that they have read it."""
        return self.counts["acknowledged"]

    @property
    def percent(self) -> int:
        """Of a hundred, rounded down, so that 100 means all."""
        return 100 * self.read // self.people if self.people else 0

    @property
    def is_small(self) -> bool:
        """Whether figures alone would tell of single people."""
        return self.people < FEWEST


@dataclass(frozen=True)
class Register:
    """One round: everybody, by group and by status."""

    campaign: Campaign
    on: date
    whole: Row
    groups: tuple[Row, ...]

    def lists(self) -> list[tuple[str, list[tuple[Ask, bool]]]]:
        """Those of each status, by name, and whether each is late; empty lists are left out."""
        found = [
            (words, [(a, a.is_late(on=self.on)) for a in self.whole.asks if a.status == status])
            for status, words in reversed(STATUS_WORDS.items())
        ]
        return [(words, asks) for words, asks in found if asks]


def register(campaign: Campaign, *, on: date) -> Register:
    """The register of a round, of people who are at the school and of those who answered before they left."""
    asks = tuple(
        ask
        for ask in campaign.asks.with_answers()
        if ask.person.is_current(on) or ask.status in ("acknowledged", "declined")
    )
    rows = [
        Row(label, tuple(ask for ask in asks if actor in ask.person.actors))
        for actor, label in vocabulary().facts["actor"].values.items()
    ]
    return Register(campaign, on, Row("Everybody", asks), tuple(row for row in rows if row.asks))


def lines(asks: Iterable[Ask]) -> Iterator[list[str]]:
    """The register as a table for a file: who, what they are, what they answered and when."""
    yield ["Family name", "Given name", "At school", "Asked on", "Due on", "Answer", "Answered at", "Text they saw", "Version", "Asked by clauses"]  # fmt: skip
    for ask in asks:
        given, zone = ask.answered, ask.campaign.school.clock_zone
        yield [
            ask.person.family_name,
            ask.person.given_name,
            ask.person.actor_words,
            ask.asked_at.astimezone(zone).date().isoformat(),
            ask.due_on.isoformat(),
            STATUS_WORDS[ask.status],
            given.at.astimezone(zone).isoformat(timespec="seconds") if given else "",
            given.seen if given else "",
            str(ask.campaign.version.number),
            " ".join(ask.because) or "voluntary",
        ]
