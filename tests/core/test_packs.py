"""The packs that come with Gatepost: complete, exemplified, and read as a careful reader reads the policies."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gatepost.core import policy
from gatepost.core.examples import check_example, unnoticed
from gatepost.core.policy import bundled, decide, situation
from gatepost.core.policy.coverage import coverage, read_inventory, strangers
from gatepost.core.policy.lint import contradictions, oversights

load_pack = cache(policy.load_pack)
ROOT = Path(__file__).parents[2]
INVENTORY = read_inventory(ROOT / "inventory" / "clauses.tsv")
SCHOOLS = sorted({entry.policy for entry in INVENTORY})
SCENARIOS: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "tests" / "data" / "scenarios.toml").read_text("utf-8")
)["scenario"]
EXAMPLES = [(slug, example.name) for slug in bundled() for example in load_pack(slug).examples]


@pytest.mark.parametrize(("slug", "name"), EXAMPLES)
def test_every_example_holds(slug: str, name: str) -> None:
    pack = load_pack(slug)
    example = next(example for example in pack.examples if example.name == name)

    assert check_example(pack, example) == []


@pytest.mark.parametrize(
    ("scenario", "slug"),
    [(scenario, slug) for scenario in SCENARIOS for slug in scenario["expect"]],
    ids=lambda value: value if isinstance(value, str) else value["id"],
)
def test_every_scenario_is_answered_as_a_careful_reader_does(
    scenario: dict[str, Any], slug: str
) -> None:
    expected = scenario["expect"][slug]

    answer = decide(load_pack(slug), situation(scenario["facts"]))

    assert answer.verdict in expected["verdicts"]
    cited = {entry for clause in answer.clauses for entry in clause.carries}
    assert not expected["cites"] or cited & set(expected["cites"])


@pytest.mark.parametrize("slug", bundled())
def test_no_clause_can_be_taken_out_unnoticed(slug: str) -> None:
    assert unnoticed(load_pack(slug)) == []


@pytest.mark.parametrize("slug", SCHOOLS)
def test_every_entry_of_the_inventory_is_carried_and_no_other(slug: str) -> None:
    pack = load_pack(slug)

    covered = coverage(pack, [entry for entry in INVENTORY if entry.policy == slug])

    assert [one.entry.id for one in covered if one.state == "missing"] == []
    assert strangers(pack, INVENTORY) == []


def test_the_inventory_has_693_entries() -> None:
    assert len(INVENTORY) == 693


@pytest.mark.parametrize("slug", SCHOOLS)
def test_taking_any_clause_out_leaves_an_entry_uncarried_unless_another_carries_it_too(
    slug: str,
) -> None:
    pack = load_pack(slug)
    entries = [entry for entry in INVENTORY if entry.policy == slug]

    for clause in pack.clauses:
        left = {one.entry.id for one in coverage(pack.without(clause.id), entries) if one.clauses}
        elsewhere = {e for c in pack.clauses if c is not clause for e in c.carries}
        assert set(clause.carries) - left == set(clause.carries) - elsewhere


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("our-lady-and-st-rose", {("OLSR-036", "OLSR-038")}),
        ("staff-and-governors", set()),
        (
            "corpus-christi",
            {
                ("CC-141", "CC-112"),
                ("CC-141", "CC-116"),
                ("CC-141", "CC-119"),
                ("CC-141", "CC-132"),
                ("CC-150", "CC-083"),
                ("CC-150", "CC-086"),
                ("CC-150", "CC-148"),
            },
        ),
        ("ashlands", {("ASH-035", "ASH-143"), ("ASH-035", "ASH-145")}),
        ("coates-lane", {("CL-034", "CL-060")}),
        ("law-england", set()),
    ],
)
def test_lint_finds_exactly_the_contradictions_that_are_there(
    slug: str, expected: set[tuple[str, str]]
) -> None:
    found = contradictions(load_pack(slug))

    first = {(one.allows.carries[0], one.forbids.carries[0]) for one in found}
    assert first == expected


@pytest.mark.parametrize("slug", bundled())
def test_nobody_overlooked_anything_in_a_pack(slug: str) -> None:
    assert [f"{one.clause.id} {one.what}" for one in oversights(load_pack(slug))] == []


@pytest.mark.parametrize("slug", SCHOOLS)
def test_a_school_s_pack_is_labelled_as_our_reading(slug: str) -> None:
    assert load_pack(slug).reading == "ours"


def test_every_clause_of_the_law_names_its_source_and_since_when_it_holds() -> None:
    law = load_pack("law-england")

    assert [clause.id for clause in law.clauses if not clause.source or not clause.holds_from] == []


@pytest.mark.parametrize(
    ("slug", "entry", "flag"),
    [
        ("coates-lane", "CL-050", "defective"),
        ("coates-lane", "CL-057", "defective"),
        ("coates-lane", "CL-013", "outdated"),
        ("coates-lane", "CL-037", "caution"),
        ("staff-and-governors", "SG-029", "unfilled"),
        ("staff-and-governors", "SG-027", "defective"),
        ("our-lady-and-st-rose", "OLSR-079", "outdated"),
        ("ashlands", "ASH-119", "unfilled"),
        ("corpus-christi", "CC-146", "unfilled"),
    ],
)
def test_what_is_wrong_in_a_source_is_flagged(slug: str, entry: str, flag: str) -> None:
    carrying = [clause for clause in load_pack(slug).clauses if entry in clause.carries]

    assert any(flag in clause.flags for clause in carrying)


@pytest.mark.parametrize("entry", ["CC-168", "CC-169", "CC-170", "CC-171", "CC-156"])
def test_the_gravest_clauses_are_grave_though_they_say_only_should(entry: str) -> None:
    carrying = [c for c in load_pack("corpus-christi").clauses if entry in c.carries]

    assert carrying
    assert all(clause.grave for clause in carrying)


def test_a_policy_s_advice_to_take_screenshots_never_reaches_an_image_of_a_child() -> None:
    asked = situation(
        {"act": "keep-abuse-record", "material": "indecent-image-of-child", "step": "copy"}
    )

    policy = decide(load_pack("corpus-christi"), asked)
    law = decide(load_pack("law-england"), asked)

    assert "CC-182" not in {entry for clause in policy.clauses for entry in clause.carries}
    assert law.verdict == "must-not"
    assert law.bearing[0].grave
