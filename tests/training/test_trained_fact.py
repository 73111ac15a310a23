"""The fact “trained”: by the courses that the policy in force asks for, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest

from gatepost.core.policy import decide, situation
from gatepost.policies.facts import facts_about
from gatepost.policies.packs import bundled_pack
from gatepost.training.facts import trained
from tests.conftest import make_cast, make_person, make_school
from tests.policies.rounds import files_with, put_in_force
from tests.training.kit import AT, ON, hold, set_up_courses, show


@pytest.mark.clause("ASH-074")
def test_who_was_not_trained_runs_no_account(cast: SimpleNamespace) -> None:
    hold(set_up_courses(cast), [cast.writer], by=cast.head)

    def verdict(person: object) -> str:
        fact = facts_about(person, on=ON, facts=["trained"])["trained"]  # type: ignore[arg-type]
        asked = {"act": "run-account", "actor": "teacher", "policy-read": "yes", "trained": fact}
        return decide(pack, situation(asked)).verdict

    pack = bundled_pack("ashlands")
    assert [verdict(cast.writer), verdict(cast.deputy_lead)] == ["may", "only-if"]
    pack = pack.without("runners-are-trained")
    assert verdict(cast.deputy_lead) != "only-if"


def test_nobody_is_trained_before_the_course_is_set_up_and_held(cast: SimpleNamespace) -> None:
    assert trained(cast.writer, on=ON) == "no"
    course = set_up_courses(cast)
    assert trained(cast.writer, on=ON) == "no"

    hold(course, [cast.writer], by=cast.head)

    assert trained(cast.writer, on=ON) == "yes"
    assert trained(cast.writer, on=ON - timedelta(days=1)) == "no"


def test_evidence_counts_once_a_second_person_has_accepted_it(cast: SimpleNamespace) -> None:
    study = show(set_up_courses(cast), cast.writer)
    assert trained(cast.writer, on=ON) == "no"

    study.look_at(by=cast.head, at=AT, accept=True)

    assert trained(cast.writer, on=ON) == "yes"


def test_training_that_has_lapsed_does_not_count(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)
    hold(course, [cast.writer], by=cast.head)
    put_in_force(
        cast.school,
        files_with(
            "ashlands", 'media", for = ["staff"] }', 'media", for = ["staff"], every = "1 month" }'
        ),
    )

    answers = [trained(cast.writer, on=ON + timedelta(days=days)) for days in (30, 31)]

    assert answers == ["yes", "no"]


@pytest.mark.clause("ASH-075")
def test_whom_no_course_is_asked_of_is_not_taken_for_trained(cast: SimpleNamespace) -> None:
    parent = make_person(cast.school, "Bay Nettle", actors=["parent"])
    course = set_up_courses(cast)
    assert trained(parent, on=ON) == "no"

    hold(course, [parent], by=cast.head)

    assert trained(parent, on=ON) == "yes"
    asked = {"act": "run-account", "actor": "parent", "account": "official"}
    pack = bundled_pack("ashlands")
    cited = {clause.id for clause in decide(pack, situation(asked)).clauses}
    assert "runners-from-outside" in cited
    without = decide(pack.without("runners-from-outside"), situation(asked)).clauses
    assert "runners-from-outside" not in {clause.id for clause in without}


def test_a_policy_that_asks_for_no_training_makes_nobody_trained(db: None) -> None:
    cast = make_cast(make_school("coates-lane"))
    set_up_courses(cast)

    assert trained(cast.writer, on=ON) == "no"


def test_a_server_that_has_just_started_gives_what_receipts_and_courses_show() -> None:
    ask = (
        "import django; django.setup(); from gatepost.policies import facts; print(*facts._GIVERS)"
    )
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}

    told = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, env=settings
    )

    assert {"policy-read", "trained"} <= set(told.stdout.split())
