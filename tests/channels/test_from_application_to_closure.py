"""An account's whole life under each policy: what is asked, who is needed, when nothing goes out, how it ends."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.channels.applications.asked import case_of
from gatepost.channels.models import Application, Channel, Wish
from gatepost.channels.models.handovers import Handover
from gatepost.channels.stopping import why_stopped
from gatepost.core.policy import bundled
from gatepost.people.rules import NotPossible
from gatepost.policies.door import Refused, policy_at, ruling_on
from gatepost.policies.packs import LAW
from tests.channels.crew import has_read, is_trained
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, post_by

NOW = timezone.now()
TODAY = timezone.localdate()
# Which clauses of each policy speak of accounts, and what they want: nothing in three of the five.
WANTED = {
    "ashlands": (5, {"slt-approval", "runners", "policy-read", "trained"}, "4.8"),
    "coates-lane": (0, set[str](), ""),
    "corpus-christi": (0, set[str](), ""),
    "model": (10, {"slt-approval", "runners", "policy-read", "trained"}, "10.4"),
    "our-lady-and-st-rose": (0, set[str](), ""),
    "staff-and-governors": (0, set[str](), ""),
}


def apply(cast: SimpleNamespace) -> Application:
    """An application that says nothing but who would run it."""
    wish = Wish("bluesky", "Year 3", {}, [cast.writer, cast.approver])
    return Application.make(wish, by=cast.assistant, at=NOW)


def answer(application: Application, cast: SimpleNamespace) -> None:
    """Every point of the business case is answered, and handed in."""
    points = case_of(policy_at(cast.school, on=TODAY)).points
    said = {one.key: "As the office knows." for one in points}
    wish = Wish("bluesky", "Year 3", said, [cast.writer, cast.approver])
    application.write(wish, by=cast.assistant, at=NOW)
    application.hand_in(by=cast.assistant, at=NOW)


def opened(application: Application, cast: SimpleNamespace) -> Channel:
    return application.open_account(handle="y3.example", url="", by=cast.administrator, at=NOW)


@pytest.mark.clause("ASH-046", "ASH-047", "ASH-048", "ASH-065", "ASH-070", "ASH-072", "ASH-073")
@pytest.mark.parametrize("slug", [slug for slug in bundled() if slug != LAW])
def test_each_policy_asks_for_what_its_clauses_say_and_no_more(db: None, slug: str) -> None:
    cast = make_cast(make_school(slug))
    points, facts, stopped_by = WANTED[slug]
    application = apply(cast)

    case = case_of(policy_at(cast.school, on=TODAY))
    assert len(case.points) == points
    if points:
        with pytest.raises(NotPossible, match="wants an answer to this"):
            application.hand_in(by=cast.assistant, at=NOW)
    answer(application, cast)

    known = application.known(at=NOW)
    missing = ruling_on("open-account", subject=application, at=NOW, facts=known).missing
    assert set(missing) <= facts
    if facts:
        with pytest.raises(Refused):
            opened(application, cast)
        for person in (cast.writer, cast.approver):
            has_read(person, by=cast.head, at=NOW)
            is_trained(person, by=cast.head, at=NOW)
        application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    channel = opened(application, cast)

    assert why_stopped(channel, on=TODAY) is None
    hand_in(post_by(cast.writer, channel, at=NOW), by=cast.writer, at=NOW)
    for runner in channel.runners.all():
        runner.stop(by=cast.administrator, at=NOW)
    tomorrow = TODAY + timedelta(days=1)
    stop = why_stopped(channel, on=tomorrow)
    assert (stop is not None) == bool(stopped_by)
    if stop:
        assert stopped_by in [one.number for one in stop.clauses]


def test_it_ends_with_a_hand_over_that_closes_it(cast: SimpleNamespace) -> None:
    application = apply(cast)
    answer(application, cast)
    for person in (cast.writer, cast.approver):
        has_read(person, by=cast.head, at=NOW)
        is_trained(person, by=cast.head, at=NOW)
    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    channel = opened(application, cast)
    cast.writer.leave(on=TODAY + timedelta(days=3), by=cast.administrator, at=NOW)
    runner = channel.runners.get(person=cast.writer)
    handover = Handover.begin(runner, by=cast.administrator, at=NOW)

    handover.close(by=cast.administrator, at=NOW)

    channel.refresh_from_db()
    assert channel.closed_at == NOW
    stop = why_stopped(channel, on=TODAY)
    assert stop is not None
    assert stop.says == "Year 3 is closed."
    with pytest.raises(NotPossible, match="Year 3 is closed"):
        hand_in(post_by(cast.approver, channel, at=NOW), by=cast.approver, at=NOW)
