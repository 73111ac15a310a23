"""What is kept of public words about the school, by whom they are, whom they are about and who dealt with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from gatepost.mentions.models import (
    Assessment,
    Judged,
    Letter,
    Mention,
    MentionConcerned,
    NetworkReport,
    Outcome,
    Search,
    StepTaken,
    Watched,
)
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, fields, rows_about

SAID = "mentions"
_NO_CASE = Q(mention__case=None)
TABLES = (
    Rows(Assessment, SAID, "at", {"by": "The assessment of watching public words, by you"}),
    Rows(Search, SAID, "entered_at", {"entered_by": "A place to look that you entered", "ended_by": "A place to look that you ended"}),
    Rows(Watched, SAID, "entered_at", {"entered_by": "Words to look for that you entered", "ended_by": "Words to look for that you ended"}, text=fields("words")),
    Rows(Mention, SAID, "found_at", {"told_by": "Something said about the school that you told of"}, text=lambda row: str(row.told["text"]), only=Q(case=None)),
    Rows(MentionConcerned, SAID, "at", {"person": "Something said in public that may be about you"}, text=lambda row: str(row.mention.told["text"]), only=_NO_CASE),
    Rows(Judged, SAID, "at", {"by": "Something said in public that you classed"}, only=_NO_CASE),
    Rows(StepTaken, SAID, "at", {"by": "A step that you took about something said in public"}, text=fields("note"), only=_NO_CASE),
    Rows(Letter, SAID, "at", {"by": "A letter that you wrote"}, text=fields("words"), only=_NO_CASE),
    Rows(NetworkReport, SAID, "at", {"by": "A report to a network that you made"}, text=fields("answer"), only=_NO_CASE),
    Rows(Outcome, SAID, "at", {"by": "An outcome that you put down"}, text=fields("note"), only=_NO_CASE),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "mentions.DayOfLooks": "how often a place was looked at",
    "mentions.Stream": "where a stream stands",
}


def held_about(subject: Subject) -> Iterator[Held]:
    """What they did, what is about them, and what they wrote themselves or what names them. Nothing that became a case."""
    yield from rows_about(subject, TABLES)
    if not subject.words:
        return
    there = Mention.objects.filter(school=subject.school, case=None)
    there = there.exclude(told_by=subject.person) if subject.person else there
    for one in there.iterator(chunk_size=500):
        told = one.told
        if subject.is_in(told["text"], told["title"], told["handle"]):
            what = "Something said in public, by you or about you"
            text = "\n".join(filter(None, (told["handle"], told["title"], told["text"])))
            yield Held(f"mentions.mention:{one.pk}:told", SAID, what, one.found_at, text)


FORGETTINGS = (Forgetting(SAID, Mention, "closed_at", only=Q(case=None) & ~Q(closed_at=None)),)
