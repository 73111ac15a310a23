"""What people have told about themselves and their ties, and what goes once they have left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.declarations.models import (
    Advice,
    Agreement,
    Confirmation,
    Departure,
    PolicyException,
    Reply,
    Stop,
    Tie,
    TieEnding,
    TieReading,
)
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, after, fields, rows_about

TOLD = "declarations"
TABLES = (
    Rows(Tie, TOLD, "at", {"person": "A tie that you told of"}, text=fields("whom", "since", "words")),
    Rows(TieEnding, TOLD, "at", {"tie__person": "A tie that you said has ended"}, text=fields("why")),
    Rows(TieReading, TOLD, "at", {"tie__person": "Somebody read of a tie of yours", "by": "You read of a colleague’s tie"}),
    Rows(Confirmation, TOLD, "at", {"person": "Your word that there is nothing more to tell"}),
    Rows(PolicyException, TOLD, "asked_at", {"author": "An exception that you asked for", "owner": "An exception that you look after"}, text=fields("whom", "reason")),
    Rows(Agreement, TOLD, "at", {"exception__author": "An answer to an exception of yours", "by": "Your answer to an exception"}, text=fields("conditions", "heard")),
    Rows(Stop, TOLD, "at", {"exception__author": "The end of an exception of yours", "by": "An exception that you ended"}, text=fields("why")),
    Rows(Departure, TOLD, "told_at", {"author": "A departure from the policy that you told of"}, text=fields("what", "why")),
    Rows(Advice, TOLD, "at", {"departure__author": "Advice on a departure of yours", "by": "Advice on a departure that you put down"}, text=fields("says")),
    Rows(Reply, TOLD, "at", {"departure__author": "The answer to a departure of yours", "by": "Your answer to a departure"}, text=fields("words")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}


def held_about(subject: Subject) -> Iterator[Held]:
    """Ties, exceptions, departures, and what was said to them. Ties in which others name somebody are theirs, too."""
    yield from rows_about(subject, TABLES)
    if subject.words:
        for tie in Tie.objects.filter(person__school=subject.school).exclude(person=subject.person):
            if subject.is_in(tie.whom):
                yield Held(f"declarations.tie:{tie.pk}:whom", TOLD, "A member of staff told of a tie to you or your family", tie.at, fields("since", "words")(tie))  # fmt: skip


FORGETTINGS = (
    Forgetting(
        TOLD, Tie, "person__left_on", school="person__school", person="person",
        remove=after((TieReading, "tie"), (TieEnding, "tie")),
    ),
    Forgetting(TOLD, Confirmation, "person__left_on", school="person__school", person="person"),
    Forgetting(
        TOLD, PolicyException, "author__left_on", person="author",
        remove=after((Agreement, "exception"), (Stop, "exception")),
    ),
    Forgetting(
        TOLD, Departure, "author__left_on", person="author",
        remove=after((Advice, "departure"), (Reply, "departure")),
    ),
)  # fmt: skip
