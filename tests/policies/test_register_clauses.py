"""Every clause about the policy itself lives: take it out of its pack, and what it asks for is no longer asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core import register
from gatepost.core.policy import Clause, Pack, bundled
from gatepost.people.models import School
from gatepost.policies.models import PackSource, Version
from gatepost.policies.packs import bundled_pack
from gatepost.policies.reading import Paper, marks_of, paper
from tests.policies.drafts import AT, ON, without

POLICIES = [slug for slug in bundled() if slug != "law-england"]


def entries(request: pytest.FixtureRequest) -> list[str]:
    """The entries of the inventory that a test names in its marks."""
    return [entry for mark in request.node.iter_markers("clause") for entry in mark.args]


def carrying(entry: str, mechanism: str) -> tuple[str, str]:
    """Pack and id of the clause that carries an entry and is made real in one way; fails where there is none."""
    found = [
        (slug, clause.id)
        for slug in POLICIES
        for clause in bundled_pack(slug).clauses
        if entry in clause.carries and clause.live.get("by") == mechanism
    ]
    assert found, f"No clause with {mechanism} carries {entry}."
    return found[0]


def check(
    request: pytest.FixtureRequest, mechanism: str, asked: Callable[[Pack], Iterator[Clause]]
) -> None:
    """For each entry: what is asked rests on its clause, and is not asked without it."""
    for entry in entries(request):
        slug, clause_id = carrying(entry, mechanism)
        cut = bundled_pack(slug).without(clause_id)
        assert clause_id in {clause.id for clause in asked(bundled_pack(slug))}, entry
        assert clause_id not in {clause.id for clause in asked(cut)}, entry


def of_signatures(pack: Pack) -> Iterator[Clause]:
    for demand in (*register.signatures(pack), *register.approvals(pack)):
        yield from demand.clauses


def of_reviews(pack: Pack) -> Iterator[Clause]:
    yield from register.review(pack).clauses


def of_documents(pack: Pack) -> Iterator[Clause]:
    for document in register.documents(pack):
        yield from document.clauses


def of_upkeep(pack: Pack) -> Iterator[Clause]:
    yield from (one.clause for one in register.upkeep(pack))


def page_without(client: Client, slug: str, clause_id: str) -> tuple[str, str]:
    """The policy's page with a clause and without it."""
    school, _ = School.objects.get_or_create(slug=f"rowan-{slug}", name="Rowan School")
    Version.objects.taken_over(school, slug, from_on=ON, at=AT)
    whole = client.get(f"/schools/{school.slug}/policy/").content.decode()
    version = Version.objects.get(school=school)
    version.source = PackSource.of(without(slug, clause_id))
    version.save()
    return whole, client.get(f"/schools/{school.slug}/policy/").content.decode()


@pytest.mark.clause("ASH-165", "CL-002", "CL-003")
def test_a_signature_or_approval_is_asked_for_by_its_clause_and_not_without_it(
    request: pytest.FixtureRequest,
) -> None:
    check(request, "policies.sign-off", of_signatures)


@pytest.mark.clause("ASH-166", "ASH-167", "CL-004", "CC-010", "SG-146")
def test_a_review_is_asked_for_by_its_clause_and_not_without_it(
    request: pytest.FixtureRequest,
) -> None:
    check(request, "policies.review", of_reviews)


@pytest.mark.clause("ASH-003", "ASH-096", "ASH-109", "ASH-119", "ASH-129", "ASH-151")
@pytest.mark.clause("ASH-159", "ASH-162", "CL-039", "CL-068", "CL-086", "CL-092")
@pytest.mark.clause("CL-093", "CL-094", "CL-095", "CL-096", "CL-097", "CC-012")
@pytest.mark.clause("CC-013", "CC-014", "CC-015", "CC-016", "CC-017", "CC-043")
@pytest.mark.clause("CC-044", "CC-045", "CC-046", "CC-047", "CC-048", "CC-146")
@pytest.mark.clause("CC-147", "OLSR-015", "OLSR-016", "OLSR-084", "SG-007", "SG-008")
@pytest.mark.clause("SG-014", "SG-016", "SG-100", "SG-132", "SG-134", "SG-141")
@pytest.mark.clause("SG-142", "SG-143", "SG-144", "SG-145")
def test_a_document_is_asked_for_by_the_clause_that_points_to_it_and_not_without_it(
    request: pytest.FixtureRequest,
) -> None:
    check(request, "policies.related", of_documents)


@pytest.mark.clause("ASH-039", "ASH-040", "ASH-041")
def test_a_standing_duty_is_asked_for_by_its_clause_and_not_without_it(
    request: pytest.FixtureRequest,
) -> None:
    check(request, "policies.upkeep", of_upkeep)


@pytest.mark.clause("CL-001", "CC-009", "OLSR-001", "SG-001")
def test_which_version_it_is_stands_beside_the_clause_and_not_without_it(
    client: Client, db: None, request: pytest.FixtureRequest
) -> None:
    for entry in entries(request):
        slug, clause_id = carrying(entry, "policies.adoption")

        whole, cut = page_without(client, slug, clause_id)

        said = f"This is version 1, in force from {ON.day} {ON:%B %Y}."
        assert said in whole and said not in cut, entry


@pytest.mark.clause("ASH-001", "ASH-002", "ASH-008", "ASH-010", "ASH-011", "CL-020")
@pytest.mark.clause("CL-021", "CC-001", "CC-002", "CC-008", "CC-003", "CC-004")
@pytest.mark.clause("CC-005", "CC-006", "CC-007", "CC-011", "CC-018", "CC-019")
@pytest.mark.clause("CC-025", "CC-022", "CC-023", "CC-026", "CC-027", "CC-042")
@pytest.mark.clause("CC-049", "OLSR-002", "OLSR-003", "OLSR-004", "OLSR-005", "SG-006")
@pytest.mark.clause("SG-148")
def test_what_can_only_be_read_is_on_the_page_with_the_reason_and_not_without_its_clause(
    request: pytest.FixtureRequest,
) -> None:
    for entry in entries(request):
        slug, clause_id = carrying(entry, "published-text")
        pack, cut = bundled_pack(slug), bundled_pack(slug).without(clause_id)

        (mark,) = marks_of(pack, pack.by_id[clause_id])

        assert mark.state == "published" and mark.says.startswith("Can only be read:")
        assert entry in carried(paper(pack, "/")) and entry not in carried(paper(cut, "/"))


def carried(document: Paper) -> set[str]:
    """The entries that a document shows."""
    return {entry for one in document.by_id.values() for entry in one.clause.carries}


def test_no_standing_is_claimed_for_a_policy_that_no_school_has_adopted(
    client: Client, db: None
) -> None:
    text = client.get("/policies/coates-lane/").content.decode()

    assert "This is version" not in text and timezone.localdate().isoformat() not in text
