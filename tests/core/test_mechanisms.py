"""For every mechanism that is built: change its parameter in a pack, and the product behaves differently."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gatepost.core.policy import Pack, decide, load_pack, situation
from gatepost.core.policy.coverage import Entry, coverage
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.core.replies import reply_due
from tests.core.test_errors import write_pack


def with_clause(folder: Path, text: str) -> Pack:
    folder.mkdir()
    return load_pack(
        write_pack(folder, **{"clauses/02.toml": f'heading = "More"\n[[clause]]\n{text}'})
    )


def published_text(folder: Path) -> None:
    said = []
    for because in ("a statement of values", "a state of mind"):
        clause = f'id = "kind"\nfrom = ["MS-9"]\nsays = "Be kind."\nstrength = "states"\nlive = {{ by = "published-text", because = "{because}" }}'
        pack = with_clause(folder / because.replace(" ", "-"), clause)
        (covered,) = coverage(pack, [Entry("MS-9", "my-school")])
        said.append((covered.state, covered.because))
    assert said == [("published", "a statement of values"), ("published", "a state of mind")]


def policy_group(folder: Path) -> None:
    verdicts = []
    for members in ('["governor"]', '["volunteer"]'):
        clause = f'id = "who"\nsays = "They count as staff."\nstrength = "states"\nlive = {{ by = "policy.group", group = "staff", members = {members} }}'
        pack = with_clause(folder / members.strip('["]'), clause)
        asked = {"act": "connect", "other": "pupil"}
        verdicts.append(
            [
                decide(pack, situation({**asked, "actor": a})).verdict
                for a in ("governor", "volunteer")
            ]
        )
    assert verdicts == [["must-not", "silent"], ["silent", "must-not"]]


def inbox_clock(folder: Path) -> None:
    moments = []
    for within in ("24 hours", "2 working days"):
        clause = f'id = "reply"\nsays = "Answer in time."\nstrength = "must"\nwhen = {{ act = "receive-comment" }}\nduties = [ {{ do = "reply", within = "{within}" }} ]\nlive = {{ by = "inbox.clock" }}'
        pack = with_clause(folder / within.replace(" ", "-"), clause)
        due = reply_due(pack, datetime(2026, 11, 20, 18)).due
        assert due
        moments.append(due.isoformat(timespec="minutes"))
    assert moments == ["2026-11-21T18:00+00:00", "2026-11-24T17:00+00:00"]


CHECKS = {
    "published-text": published_text,
    "policy.group": policy_group,
    "inbox.clock": inbox_clock,
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_parameter_in_the_pack_changes_what_the_product_does(name: str, tmp_path: Path) -> None:
    CHECKS[name](tmp_path)


def test_every_mechanism_that_is_claimed_to_be_built_is_checked_here() -> None:
    assert {name for name, mechanism in mechanisms().items() if mechanism.built} == set(CHECKS)


def test_a_mechanism_that_is_not_built_is_not_claimed(tmp_path: Path) -> None:
    clause = 'id = "case"\nfrom = ["MS-9"]\nsays = "Make a case."\nstrength = "must"\nlive = { by = "channels.business-case", asks = ["aim"] }'

    (covered,) = coverage(with_clause(tmp_path / "x", clause), [Entry("MS-9", "my-school")])

    assert covered.state == "not-yet"
