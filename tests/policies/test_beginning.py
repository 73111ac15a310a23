"""A version comes into force, only one at a time, once everybody who is named has agreed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from gatepost.core.policy import bundled
from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.policies.register import beginning
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.reviewing import review_due_on
from gatepost.records.models import Entry
from tests.conftest import make_cast
from tests.installations import installation, server_of
from tests.policies.drafts import AT, ON, PACK, agree, draft, draft_of, fresh, put_in_force

POLICIES = [slug for slug in bundled() if slug not in ("law-england", "model")]


@pytest.fixture
def new_cast(db: None) -> SimpleNamespace:
    """Everybody at a school that has no policy yet."""
    return make_cast(School.objects.create(slug="elm-grove", name="Elm Grove School"))


@pytest.mark.parametrize("slug", [*POLICIES, "model"])
def test_every_bundled_policy_can_be_adopted_as_it_is(new_cast: SimpleNamespace, slug: str) -> None:
    version = put_in_force(draft(new_cast.school, slug, by=new_cast.administrator), new_cast)

    found = Version.objects.in_force(new_cast.school, on=ON)
    assert found == version
    assert version.state(ON) == "in-force"


@pytest.mark.parametrize(
    ("slug", "clauses"),
    [
        ("coates-lane", {"chair-signs", "headteacher-signs"}),
        ("ashlands", {"governors-approved"}),
        ("corpus-christi", {"policy-date"}),
    ],
)
def test_it_waits_for_those_whom_its_clauses_name(
    cast: SimpleNamespace, slug: str, clauses: set[str]
) -> None:
    version = draft(cast.school, slug, by=cast.head)

    with pytest.raises(Cannot) as refusal:
        beginning.put_in_force(version, from_on=ON, by=cast.head, at=AT)

    assert {clause.id for clause in refusal.value.clauses} == clauses
    assert not fresh(version).begun


def test_a_policy_that_names_nobody_needs_nobody(new_cast: SimpleNamespace) -> None:
    version = draft(new_cast.school, "our-lady-and-st-rose", by=new_cast.head)

    beginning.put_in_force(version, from_on=ON, by=new_cast.head, at=AT)

    assert fresh(version).state(ON) == "in-force"


def test_the_next_version_supersedes_and_both_are_on_record(cast: SimpleNamespace) -> None:
    old = Version.objects.in_force(cast.school, on=ON)
    assert old

    new = put_in_force(draft_of(cast.school, PACK, by=cast.head), cast)

    assert (fresh(old).state(ON), new.state(ON)) == ("superseded", "in-force")
    events = Entry.objects.filter(chain=cast.school.ledger_chain).order_by("-number")[:2]
    assert [entry.event for entry in events] == ["policy.superseded", "policy.put-in-force"]


def test_a_version_for_later_leaves_the_present_one_in_force_until_then(
    cast: SimpleNamespace,
) -> None:
    later = ON + timedelta(days=10)
    new = agree(draft_of(cast.school, PACK, by=cast.head), cast)
    beginning.put_in_force(new, from_on=later, by=cast.head, at=AT)

    before = Version.objects.in_force(cast.school, on=later - timedelta(days=1))
    after = Version.objects.in_force(cast.school, on=later)

    assert before and before.number == 1
    assert after == new


def test_a_version_for_later_can_be_withdrawn(cast: SimpleNamespace) -> None:
    later = ON + timedelta(days=10)
    new = draft_of(cast.school, PACK, by=cast.head)
    beginning.put_in_force(new, from_on=later, by=cast.head, at=AT)

    beginning.withdraw(new, reason="A clause is missing.", by=cast.head, at=AT)

    found = Version.objects.in_force(cast.school, on=later)
    assert found and found.number == 1
    assert fresh(new).state(later) == "withdrawn"


def test_what_was_in_force_is_not_withdrawn(cast: SimpleNamespace) -> None:
    version = put_in_force(draft_of(cast.school, PACK, by=cast.head), cast)

    with pytest.raises(Cannot, match="stays on record"):
        beginning.withdraw(version, reason="No.", by=cast.head, at=AT)


def test_only_the_first_version_can_be_dated_back_and_with_a_reason(
    cast: SimpleNamespace, new_cast: SimpleNamespace
) -> None:
    past = ON - timedelta(days=30)
    first = draft_of(new_cast.school, PACK, by=new_cast.head)
    second = draft_of(cast.school, PACK, by=cast.head)

    with pytest.raises(Cannot, match="Say why"):
        beginning.put_in_force(first, from_on=past, by=new_cast.head, at=AT)
    with pytest.raises(Cannot, match="Only a school’s first version"):
        beginning.put_in_force(second, from_on=past, by=cast.head, at=AT, reason="Late.")
    beginning.put_in_force(first, from_on=past, by=new_cast.head, at=AT, reason="On paper so far.")

    assert fresh(first).state(past) == "in-force"


def test_nothing_begins_before_what_is_set_already(cast: SimpleNamespace) -> None:
    first, second = (draft_of(cast.school, PACK, by=cast.head) for _ in range(2))
    beginning.put_in_force(first, from_on=ON + timedelta(days=9), by=cast.head, at=AT)

    with pytest.raises(Cannot, match="Choose that day or a later one"):
        beginning.put_in_force(second, from_on=ON + timedelta(days=8), by=cast.head, at=AT)


def test_nothing_is_put_in_force_twice(cast: SimpleNamespace) -> None:
    version = put_in_force(draft_of(cast.school, PACK, by=cast.head), cast)

    with pytest.raises(Cannot, match="already"):
        beginning.put_in_force(version, from_on=ON, by=cast.head, at=AT)


@pytest.mark.parametrize(
    ("slug", "due"),
    [
        ("ashlands", "2024-04-01"),
        ("corpus-christi", "2018-09-01"),
        ("coates-lane", "None"),
        ("staff-and-governors", "None"),
        ("our-lady-and-st-rose", "None"),
    ],
)
def test_reviews_are_due_as_each_policy_says(
    new_cast: SimpleNamespace, slug: str, due: str
) -> None:
    version = put_in_force(draft(new_cast.school, slug, by=new_cast.head), new_cast)

    assert str(review_due_on(version)) == due


FIRST_RELEASE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
state = MigrationExecutor(connection).loader.project_state([("policies", "0001_initial")])
model = state.apps.get_model
school = model("people", "School").objects.create(slug="old", name="Old School")
for slug, day in (("ashlands", "2021-04-01"), ("coates-lane", "2023-09-01")):
    model("policies", "Adoption").objects.create(school_id=school.pk, pack_slug=slug, from_on=day)
"""
FOUND = """
from datetime import date
from gatepost.people.models import School
from gatepost.policies.models import Version
found = Version.objects.in_force(School.objects.get(slug="old"), on=date(2026, 11, 23))
print(found.number, found.pack.slug)
"""


def test_rows_of_the_first_release_become_versions(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with installation(tmp_path, server=server_of(pytestconfig), migrated=False) as installed:
        installed.done("migrate", "policies", "0001", "--verbosity", "0")
        installed.python(FIRST_RELEASE)

        installed.done("migrate", "policies", "--verbosity", "0")

        assert installed.python(FOUND) == "2 coates-lane\n"
