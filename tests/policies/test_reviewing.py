"""The policy in force is looked at again: by date, after a while, or when something has changed."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from gatepost.core.policy import load_files
from gatepost.core.register import review as review_asked
from gatepost.policies.models import Version
from gatepost.policies.register import reviewing
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.reviewing import review_due_on, upkeep_due_on
from gatepost.policies.register.waiting import waiting_for
from tests.policies.drafts import (
    AT,
    ON,
    PACK,
    draft,
    draft_of,
    fresh,
    last_entry,
    pack_with,
    put_in_force,
    without,
)


@pytest.fixture
def ashlands(cast: SimpleNamespace) -> Version:
    """Every three years, next in April 2024."""
    return put_in_force(draft(cast.school, "ashlands", by=cast.head), cast)


def look_at(version: Version, cast: SimpleNamespace, outcome: str = "keep") -> None:
    reviewing.review(version, outcome=outcome, reason="It still fits.", by=cast.head, at=AT)


def test_a_policy_whose_date_has_passed_is_overdue_at_once(
    cast: SimpleNamespace, ashlands: Version
) -> None:
    (line,) = [one for one in waiting_for(cast.head, on=ON) if "again" in one.says]

    assert line.due_on == date(2024, 4, 1) and line.is_late(ON)
    assert line.because == "Clause 14.2, 14.3"


def test_after_a_review_the_next_is_due_after_the_span(
    cast: SimpleNamespace, ashlands: Version
) -> None:
    look_at(ashlands, cast)

    assert review_due_on(fresh(ashlands)) == date(2029, 11, 21)
    assert last_entry(cast.school).event == "policy.reviewed"


def test_a_policy_with_one_date_has_none_after_it(cast: SimpleNamespace) -> None:
    version = put_in_force(draft(cast.school, "corpus-christi", by=cast.head), cast)
    look_at(version, cast)

    assert review_due_on(fresh(version)) is None


@pytest.mark.parametrize("slug", ["staff-and-governors", "our-lady-and-st-rose"])
def test_news_makes_a_review_due_now_and_a_review_answers_it(
    cast: SimpleNamespace, slug: str
) -> None:
    version = put_in_force(draft(cast.school, slug, by=cast.head), cast)
    before = review_due_on(version)

    reviewing.report_news(version, reason="A new network.", by=cast.governor, at=AT)
    due = review_due_on(fresh(version))
    reviewing.review(
        version, outcome="change", reason="To do.", by=cast.head, at=AT + timedelta(hours=1)
    )

    assert (before, due, review_due_on(fresh(version))) == (None, ON, None)


def test_only_the_version_in_force_is_reviewed(cast: SimpleNamespace) -> None:
    version = draft_of(cast.school, PACK, by=cast.head)

    with pytest.raises(Cannot, match="not the version in force"):
        look_at(version, cast)


def test_without_the_clause_no_date_is_reckoned_from_it() -> None:
    whole = review_asked(load_files(without("ashlands", "nothing")))
    cut = review_asked(load_files(without("ashlands", "next-review")))

    began = date(2026, 11, 21)
    assert whole.due_on(from_on=began, reviewed_on=None) == date(2024, 4, 1)
    assert cut.due_on(from_on=began, reviewed_on=None) == date(2029, 11, 21)


UPKEEP = 'id = "guidance"\nsays = "Leaders keep guidance."\nstrength = "must"\nlive = { by = "policies.upkeep", by-whom = ["slt"], task = "see that there is guidance" }'


def test_a_standing_duty_comes_back_a_year_later_to_whom_the_clause_names(
    cast: SimpleNamespace,
) -> None:
    version = put_in_force(draft_of(cast.school, pack_with(UPKEEP), by=cast.head), cast)
    clause = version.pack.by_id["guidance"]
    year = timedelta(days=365)

    for who, waits in ((cast.approver, True), (cast.administrator, False)):
        lines = [one.says for one in waiting_for(who, on=ON + year)]
        assert ("See that there is guidance" in lines) is waits
    reviewing.tick(version, "guidance", by=cast.approver, at=AT + year)

    assert upkeep_due_on(version, clause) == ON + 2 * year
    assert last_entry(cast.school).event == "upkeep.done"


def test_others_do_not_say_that_a_standing_duty_was_done(cast: SimpleNamespace) -> None:
    version = put_in_force(draft_of(cast.school, pack_with(UPKEEP), by=cast.head), cast)

    with pytest.raises(Cannot) as refusal:
        reviewing.tick(version, "guidance", by=cast.administrator, at=AT)

    assert [clause.id for clause in refusal.value.clauses] == ["guidance"]
