"""What the search of a school really does, in plain lines: for the assessment, and for everybody who asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

from gatepost.mentions.asked import watching
from gatepost.mentions.models.assessments import Assessment
from gatepost.mentions.models.searches import Search
from gatepost.mentions.models.watched import Watched
from gatepost.mentions.naming import HANDLE, NAME
from gatepost.people.models import School
from gatepost.policies.door import policy_at

# Heading and lines.
Stated = list[list[object]]


def stated(school: School) -> Stated:
    """All of it, as headings with lines."""
    names = Watched.objects.open().filter(school=school)
    places = Search.objects.open().filter(school=school)
    return [
        ["What is looked for", [f"“{one}”, in order to: {one.purpose}" for one in names]],
        ["Where", list(dict.fromkeys(f"{one}: {one.about.finds}" for one in places))],
        ["What others learn of it", list(dict.fromkeys(f"{one}: {one.about.told}" for one in places))],
        ["What is kept", [
            "The words, the address, the account’s name, and when it was written and found. No picture, no profile.",
            *sorted({f"What leads to nothing is deleted after {one.keep_days} days." for one in names}),
            "What something was done about is deleted a year after it was closed.",
        ]],
        ["Who sees it", [
            "Senior leaders, the safeguarding leads and the administrator.",
            "Nobody sees what is or may be about themselves. What becomes a case is seen by those alone who see the case.",
        ]],
        ["What is never done", [
            "No name of a person is looked for. No closed group is entered, no profile made up, no family followed.",
            "No program decides what something is, or about anybody.",
        ]],
    ]  # fmt: skip


def digest_of(lines: Stated) -> str:
    """What stands for these lines."""
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def last_assessment(school: School) -> tuple[Assessment | None, bool]:
    """The last assessment, and whether it is for what the search does now."""
    last = Assessment.objects.filter(school=school).first()
    return last, last is not None and last.seen == digest_of(stated(school))


def is_unassessed(school: School) -> bool:
    """Whether something is looked for or somewhere looked at without an assessment of just that."""
    is_watching = Watched.objects.open().filter(school=school).exists()
    return is_watching and not last_assessment(school)[1]


def proposed(school: School, *, on: date) -> Sequence[tuple[str, str]]:
    """The names that the adopted policy speaks of and that are not looked for yet: kind and words."""
    said = watching(policy_at(school, on=on))
    offered = [(NAME, school.name)] if said.wants_name else []
    if said.wants_handles:
        accounts = school.channels.filter(closed_at=None).exclude(handle="")
        offered += [(HANDLE, handle) for handle in accounts.values_list("handle", flat=True)]
    offered += [(NAME, name) for name in said.others]
    there = {one.words.lower() for one in Watched.objects.open().filter(school=school)}
    return [one for one in dict.fromkeys(offered) if one[1].lower() not in there]


def stated_lag(lag: timedelta) -> str:
    """How much later than it was written something is read, as people say it."""
    seconds = int(lag.total_seconds())
    if seconds < 2 * 60:
        return f"{seconds} second{'s' * (seconds != 1)} behind"
    minutes = seconds // 60
    return f"{minutes} minutes behind" if minutes < 2 * 60 else f"{minutes // 60} hours behind"
