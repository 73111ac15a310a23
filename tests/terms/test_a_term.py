"""Each policy lived for six weeks: every figure of the governors' report against the same reckoned by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from html import unescape

import pytest
from django.test import Client

from gatepost.people.models import Person
from gatepost.reports.figures.counting import COUNTERS
from gatepost.reports.figures.kept import parts_of
from gatepost.reports.in_force.clauses import in_force
from gatepost.reports.in_force.shown import State
from gatepost.reports.models import TermReport
from tests.terms.story import LAST, Story

SignIn = Callable[[Person], Client]
Figures = Mapping[str, Mapping[str, object]]
pytestmark = pytest.mark.once  # what a term comes to is the same on either database

# What is the same whatever the policy says, as the story tells it.
ALIKE: Figures = {
    # Three comments: two hours, three days, and never. Half of 2 and 72 is 37.
    "answers": {"received": 3, "waiting": 0, "hours": 37},
    # Nobody sent anything back, and nothing went out before its yes. One friend request to a pupil was stopped, and
    # one picture had to come down when the mother took her yes back.
    "posts": {
        "emergencies": 0, "unsettled": 0, "sent-back": 0, "refused-other": 1, "down-consent": 1, "down-other": 0,
    },
    "accounts": {"open": 2},
    "incidents": {"children": 1, "adults": 0, "against": 5, "other": 0},
    "departures": {"exceptions": 1},
    "review": {"reviews": 1},
    "network": {},  # no notice, no filter and no log in this story
}  # fmt: skip
# Five uses of pictures that every school asks about.
FIVE_USES = {"yes": 5, "no": 5}
# Neither a clock nor a look, no yes for a post, nobody who has to run an account, no day for departures.
SILENT: Figures = {
    "answers": {"in-time": 0, "late": 0, "no-clock": 3},
    "looks": {"wanted": 0, "missed": 0, "gaps": 0},
    "posts": {"out": 3, "expired": 0, "refused-posts": 0},
    "consents": FIVE_USES,
    "accounts": {"short": 0},
    # The law's own course: eight of the cast work at the school and went to none; eight teachers and a newcomer.
    "training": {"safeguarding, including online safety/overdue": (8, 17)},
    "departures": {"in-time": 6, "late": 0},
    "review": {"due": None},
}
# A clock: two hours are in time, three days and never are late. Ten working days on two accounts, and looks on four.
CLOCK = {"in-time": 1, "late": 2, "no-clock": 0}
LOOKS = {"wanted": 20, "missed": 12, "News page/missed": 6, "X/missed": 6}
# A yes is wanted: the second post does not go out at its hour, is refused there once, and expires.
TWO_EYES = {"out": 2, "expired": 1, "refused-posts": 1}
DIFFERS: Mapping[str, Figures] = {
    "ashlands": {
        "answers": CLOCK,
        "looks": {**LOOKS, "gaps": 4},  # a weekend that is only wished for, on two accounts
        # One of two who are ready has left, and the writer has neither read nor learnt.
        "accounts": {"short": 2},
        "reading": {"unread": (13, 21)},  # who runs the accounts and read it earlier is asked again
        "training": {
            "Using social media/overdue": (
                8,
                18,
            ),  # the one who stays of those who run the accounts
            "safeguarding, including online safety/overdue": (8, 18),
        },
        "review": {"due": date(2029, 10, 14)},  # every three years
    },
    "coates-lane": {"reading": {"unread": (12, 20)}},
    "corpus-christi": {"reading": {"unread": (12, 20)}},
    "our-lady-and-st-rose": {"reading": {"unread": (12, 20)}},
    "staff-and-governors": {"posts": TWO_EYES, "reading": {"unread": (11, 19)}},
    "model": {
        "answers": CLOCK,
        "looks": {**LOOKS, "gaps": 0},
        "posts": TWO_EYES,
        "consents": {"yes": 6, "no": 6},
        "accounts": {"short": 2},
        "reading": {"unread": (13, 21)},
        "training": {
            "children and yourself safe online, on joining and every year/overdue": (11, 21),
            "safeguarding, including online safety/overdue": (8, 18),
        },
        "departures": {"in-time": 5, "late": 1},  # by the end of the next working day
        "review": {"due": date(2027, 10, 14)},  # every year
    },
}
# What the governors read of it: nothing exact of people below five.
TOLD = {
    ("posts", "refused-other"): "fewer than 5",
    ("posts", "down-consent"): "fewer than 5",
    ("consents", "no"): "5",
    ("incidents", "against"): "5",
    ("incidents", "children"): "fewer than 5",
    ("departures", "in-time"): "6",
    ("departures", "late"): "fewer than 5",
    ("departures", "exceptions"): "fewer than 5",
    ("reading", "unread"): "12 of 20",
}
TOLD_DIFFERENTLY = {
    "ashlands": {("reading", "unread"): "13 of 21"},
    "staff-and-governors": {("reading", "unread"): "11 of 19"},
    "model": {
        ("consents", "no"): "6",
        ("departures", "in-time"): "5",
        ("reading", "unread"): "13 of 21",
    },
}
LIVES: Mapping[str, set[str]] = {
    "ashlands": {
        "channels.handover", "channels.runners", "consents.gate", "inbox.clock", "inbox.watch", "incidents.report",
        "policies.acknowledgement", "policies.review", "policies.sign-off", "policy.group", "posts.checklist",
        "training.course", "training.resources",
    },
    "coates-lane": {
        "incidents.report", "policies.adoption", "policies.review", "policies.sign-off", "posts.checklist",
    },
    "corpus-christi": {
        "declarations.departures", "incidents.report", "incidents.support", "policies.acknowledgement",
        "policies.adoption", "policies.review", "policy.group",
    },
    "our-lady-and-st-rose": {"policies.adoption", "policy.group", "posts.checklist"},
    "staff-and-governors": {
        "incidents.report", "policies.acknowledgement", "policies.adoption", "policies.review",
        "policy.group", "posts.approval", "posts.checklist",
    },
    "model": {
        "channels.handover", "channels.register", "channels.runners", "consents.gate", "declarations.departures",
        "inbox.clock", "inbox.watch", "incidents.report", "incidents.support", "policies.acknowledgement",
        "policies.adoption", "policies.review", "policies.sign-off", "policy.group", "posts.approval",
        "posts.checklist", "posts.checks", "posts.review", "training.course",
    },
}  # fmt: skip


@pytest.mark.parametrize("policy", DIFFERS)
def test_every_figure_of_the_report_is_as_reckoned_by_hand(
    db: None, sign_in: SignIn, policy: str
) -> None:
    story = Story(policy)
    report = story.live()

    assert counted(report) == by_hand(policy)
    assert lives(story) == LIVES[policy]
    page = sign_in(story.cast.governor).get(report.get_absolute_url())
    words = {
        (part.key, one.key): one.words for part in parts_of(report.figures) for one in part.told
    }
    assert {key: words[key] for key in TOLD} == {**TOLD, **TOLD_DIFFERENTLY.get(policy, {})}
    assert unescape(page.content.decode()).count("fewer than 5") >= list(words.values()).count(
        "fewer than 5"
    )


def lives(story: Story) -> set[str]:
    """The mechanisms of clauses that are in use at the end, by what was done or by what was stopped under them."""
    found = in_force(story.cast.school, on=LAST)
    assert found
    used = (one.readable.clause for one in found.clauses if one.state is State.USED)
    return {str(one.live["by"]) for one in used if "by" in one.live}


def counted(report: TermReport) -> dict[str, dict[str, object]]:
    """The true figures, before any is hidden."""
    return {
        topic: {
            f"{one.about}/{one.key}" if one.about else one.key: one.on
            if one.key == "due"
            else (one.value, one.of)
            if one.of is not None
            else one.value
            for one in figures(report.term)
        }
        for topic, figures in COUNTERS.items()
    }


def by_hand(policy: str) -> dict[str, dict[str, object]]:
    """What the story comes to under a policy."""
    differs = DIFFERS[policy]
    topics = {**ALIKE, **SILENT, **differs}
    return {
        topic: {
            **ALIKE.get(topic, {}),
            **(SILENT.get(topic, {}) if topic != "training" or topic not in differs else {}),
            **differs.get(topic, {}),
        }
        for topic in topics
    }
