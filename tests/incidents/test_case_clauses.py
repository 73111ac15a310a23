"""Every clause about cases lives: take it out of the policy, and the case does not have it any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from gatepost.core.policy import Clause, Pack, bundled
from gatepost.incidents.asked import HOLD, OUTCOME, guidance
from gatepost.incidents.holds import Done, Frozen, frozen, release, take_step
from gatepost.incidents.kinds import known
from gatepost.incidents.models import Access, Case
from gatepost.incidents.outcomes import Decided, close, decide_outcome, may_follow
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import LAW, bundled_pack
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.incidents.desk import report

pytestmark = pytest.mark.once  # what clauses ask is the same on either database

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()


def about_cases(*, outcomes: bool) -> list[tuple[str, str, Clause]]:
    """Every clause about cases: its entry of the inventory, or its own name, the policy and the clause."""
    return [
        (entry, slug, clause)
        for slug in bundled()
        for clause in bundled_pack(slug).clauses
        if str(clause.live.get("by", "")).startswith("incidents.")
        and (clause.live["by"] == OUTCOME) == outcomes
        for entry in clause.carries or (f"{slug}/{clause.id}",)
    ]


LEADING, ENDING = about_cases(outcomes=False), about_cases(outcomes=True)
# These speak of messages that somebody moderates and of what a breach leads to, and not of what is reported.
ELSEWHERE = {"model/kept-before-hidden", "staff-and-governors/child-protection-route"}


def named(request: pytest.FixtureRequest) -> set[str]:
    """The entries of the inventory that a test names: a clause that is taken out is missed."""
    return {entry for mark in request.node.iter_markers("clause") for entry in mark.args}


def spoken(pack: Pack) -> set[str]:
    """The clauses of a policy that speak in some case or other."""
    found: set[str] = set()
    for kind in known().kinds.values():
        for about in known().about.values():
            facts = {"other": (about.fact,), "victim-is-reporter": ("yes",)} | dict(kind.facts)
            said = guidance(kind, facts, actors=("teacher", "senior-leader"), packs=[pack])
            found |= {one.clause.id for one in (*said.said, *said.holding)}
    return found


@pytest.mark.clause("ASH-042", "ASH-043", "ASH-044", "ASH-045", "ASH-099", "ASH-105", "ASH-106")
@pytest.mark.clause("ASH-107", "ASH-118", "ASH-150", "ASH-156", "CC-073", "CC-074", "CC-168")
@pytest.mark.clause("CC-169", "CC-170", "CC-171", "CC-173", "CC-175", "CC-180", "CC-182", "CC-183")
@pytest.mark.clause("CC-184", "CC-186", "CC-187", "CC-188", "CC-189", "CC-191", "CC-192", "CL-038")
@pytest.mark.clause("SG-133", "SG-137", "SG-138", "SG-139")
@pytest.mark.parametrize("slug", [slug for slug in bundled() if slug != LAW])
def test_each_clause_speaks_in_a_case(slug: str, request: pytest.FixtureRequest) -> None:
    pack = bundled_pack(slug)
    whole = spoken(pack)

    assert named(request) == {entry for entry, _, _ in LEADING if "/" not in entry}
    for entry, of, clause in LEADING:
        if of != slug or f"{slug}/{clause.id}" in ELSEWHERE:
            continue
        assert clause.id in whole, entry


@pytest.mark.clause("ASH-098", "ASH-103", "ASH-104", "ASH-105", "ASH-106", "ASH-107", "ASH-108")
@pytest.mark.clause("ASH-141", "CC-024", "CC-069", "CC-070", "CC-095", "CC-096", "CC-097", "CC-098")
@pytest.mark.clause("CC-099", "CC-100", "CC-142", "CC-143", "CC-157", "CC-159", "CC-160", "CC-163")
@pytest.mark.clause("CC-172", "CL-049", "CL-051", "CL-080", "CL-083", "CL-084", "CL-085")
@pytest.mark.clause("OLSR-083", "OLSR-085", "OLSR-086", "OLSR-087", "OLSR-088", "OLSR-089")
@pytest.mark.clause("SG-130", "SG-131", "SG-135", "SG-136", "SG-133")
@pytest.mark.parametrize(("entry", "slug", "clause"), ENDING, ids=[one[0] for one in ENDING])
def test_what_may_follow_is_offered_for_what_was_broken_and_not_without_its_clause(
    entry: str, slug: str, clause: Clause, request: pytest.FixtureRequest
) -> None:
    assert named(request) - {"SG-133"} == {entry for entry, _, _ in ENDING if "/" not in entry}
    pack = bundled_pack(slug)
    broken = [one for one in clause.follows if one != "any"] or [pack.clauses[0].id]

    offered = may_follow(pack, broken)
    cut = may_follow(pack.without(clause.id), broken)

    assert clause in offered, entry
    assert clause.id not in {one.id for one in cut}, entry


def test_every_word_that_a_policy_has_for_waiting_is_known() -> None:
    words = set[str]().union(*(one.words for one in known().actions.values()))

    for _, slug, clause in LEADING:
        if clause.live["by"] == HOLD:
            assert set(clause.live["freezes"]) <= words, (slug, clause.id)


# A case of each policy that shows as much as one case can: its kind, and whether it happened to the reporter.
SHOWN = [
    ("ashlands", "abuse-by-a-colleague", False),
    ("ashlands", "crime", False),
    ("ashlands", "pupils-post", False),
    ("ashlands", "parents-post", False),
    ("corpus-christi", "sexual-image", False),
    ("corpus-christi", "unsuitable-material", False),
    ("corpus-christi", "abuse-of-staff", True),
    ("coates-lane", "small-worry", False),
    ("staff-and-governors", "abuse-by-a-colleague", False),
    ("model", "allegation", False),
    ("model", "abuse-of-staff", True),
]


@pytest.mark.parametrize(("slug", "kind", "is_victim"), SHOWN)
def test_the_page_of_a_case_shows_each_clause_that_leads_it(
    db: None, sign_in: SignIn, slug: str, kind: str, is_victim: bool
) -> None:
    cast = make_cast(make_school(slug))
    case = report(cast, kind, by=cast.writer, at=AT, is_victim=is_victim)
    Access.objects.create(case=case, person=cast.governor, given_at=AT)

    page = unescape(sign_in(cast.governor).get(case.get_absolute_url()).text)

    leading = [
        clause
        for _, of, clause in LEADING
        if of == slug and _speaks(clause, case) and f"{of}/{clause.id}" not in ELSEWHERE
    ]
    assert leading
    for clause in leading:
        assert clause.says in page, clause.id


def _speaks(clause: Clause, case: Case) -> bool:
    facts = dict(case.facts)
    pack = bundled_pack(case.school.slug)
    said = guidance(case.kind, facts, actors=("teacher", "senior-leader"), packs=[pack])
    return clause in [one.clause for one in (*said.said, *said.holding)]


def test_duties_have_the_clauses_own_time_and_the_laws(db: None) -> None:
    cast = make_cast(make_school("corpus-christi"))
    friday = datetime(2026, 11, 20, 16, tzinfo=UTC)

    image = report(cast, "sexual-image", by=cast.writer, at=friday)
    breach = report(cast, "data-breach", by=cast.writer, at=friday)
    allegation = report(cast, "allegation", by=cast.writer, at=friday)

    police = [one for one in image.duties.all() if one.said["to"] == "police"]
    ico = next(one for one in breach.duties.all() if one.said["to"] == "ico")
    lado = next(one for one in allegation.duties.all() if one.said["to"] == "lado")
    assert {(one.said["is_law"], one.due_at) for one in police} == {(False, friday), (True, friday)}
    assert (ico.said["is_law"], ico.due_at) == (True, datetime(2026, 11, 23, 16, tzinfo=UTC))
    assert (lado.said["is_law"], lado.due_at) == (True, datetime(2026, 11, 23, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("slug", "kind", "action", "because"),
    [
        ("corpus-christi", "sexual-image", "investigate", "do-not-investigate-indecent-images"),
        ("corpus-christi", "sexual-image", "question", "do-not-investigate-indecent-images"),
        ("corpus-christi", "sexual-image", "look", "do-not-assess-indecent-images"),
        ("corpus-christi", "unsuitable-material", "investigate", "wait-for-advice"),
        ("coates-lane", "sexual-image", "investigate", "images-found-not-investigated"),
        ("ashlands", "sexual-image", "add-file", "images-found-not-copied"),
        ("ashlands", "sexual-image", "delete", "images-found-not-deleted"),
        ("model", "allegation", "tell-the-person", "wait-for-the-lado"),
        ("coates-lane", "allegation", "question", "no-investigation-before-advice"),
        ("model", "parents-post", "report-a-parent", "police-about-parents"),
    ],
)
@pytest.mark.clause("CC-170", "CC-171", "CC-175")
def test_what_has_to_wait_is_refused_with_its_clause_and_help_never_waits(
    db: None, slug: str, kind: str, action: str, because: str
) -> None:
    cast = make_cast(make_school(slug))
    case = report(cast, kind, by=cast.writer, at=AT)

    with pytest.raises(Frozen, match="This has to wait") as waits:
        take_step(case, Done(action, "I did it."), by=cast.head, at=AT)
    for never in ("call-police", "call-lado", "protect", "hide"):
        take_step(case, Done(never, "I did it."), by=cast.head, at=AT)

    assert because in [one.clause.id for one in waits.value.because]
    (tried,) = Entry.objects.filter(event="case.attempt-refused")
    assert tried.chain == f"case-{case.key}"
    assert any(one.endswith(because) for one in tried.because)


@pytest.mark.clause("CC-175")
def test_advice_lets_it_go_on_and_the_law_stays(db: None) -> None:
    cast = make_cast(make_school("corpus-christi"))
    found = report(cast, "unsuitable-material", by=cast.writer, at=AT)
    image = report(cast, "sexual-image", by=cast.writer, at=AT)
    key = "corpus-christi/wait-for-advice"

    with pytest.raises(NotPossible, match="Write who advised"):
        release(found, key, source="", advice="", by=cast.head, at=AT)
    release(found, key, source="Personnel Services", advice="Look at it.", by=cast.head, at=AT)
    for name in (
        "corpus-christi/do-not-investigate-indecent-images",
        "corpus-christi/do-not-assess-indecent-images",
        "law-england/images-found-not-deleted",
    ):
        assert "delete" in frozen(image, on=ON)
        release(image, name, source="Police", advice="Delete it.", by=cast.head, at=AT)

    assert "investigate" not in frozen(found, on=ON)
    assert "delete" not in frozen(image, on=ON)
    assert {"look", "investigate", "add-file"} <= set(frozen(image, on=ON))
    with pytest.raises(NotPossible, match="Nothing waits for this"):
        release(found, key, source="Again", advice="Again.", by=cast.head, at=AT)


def test_the_police_are_told_of_a_parents_words_only_with_both(db: None) -> None:
    cast = make_cast(make_school("model"))
    case = report(cast, "parents-post", by=cast.writer, at=AT)
    key = "model/police-about-parents"

    with pytest.raises(NotPossible, match="somebody else’s word"):
        release(case, key, source="Me", advice="It may be a crime.", by=cast.approver, at=AT)
    release(case, key, source="Head", advice="A threat to kill.", by=cast.head, at=AT)
    assert "report-a-parent" in frozen(case, on=ON)
    with pytest.raises(NotPossible, match="somebody else’s word"):
        release(case, key, source="Head", advice="Again.", by=cast.head, at=AT)
    release(case, key, source="Chair", advice="A threat to kill.", by=cast.chair, at=AT)

    assert "report-a-parent" not in frozen(case, on=ON)


def test_nothing_follows_without_reasons_and_what_needs_judgement_without_advice(db: None) -> None:
    cast = make_cast(make_school("model"))
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)

    def decide(**given: str) -> None:
        decided = Decided(["no-bullying-or-threats"], "discipline", **given)
        decide_outcome(case, decided, by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="Write the reasons"):
        decide(reasons=" ")
    with pytest.raises(NotPossible, match="Write what was weighed"):
        decide(reasons="It hurt.")
    with pytest.raises(NotPossible, match="Take HR advice first"):
        decide(reasons="It hurt.", weighed="It was said once, to few.")
    with pytest.raises(NotPossible, match="does not say that this may follow"):
        decided = Decided(["no-bullying-or-threats"], "gone-fishing", "It hurt.")
        decide_outcome(case, decided, by=cast.head, at=AT)
    decide(reasons="It hurt.", weighed="It was said once, to few.", advice="Ms Rook: a talk.")

    assert case.outcomes.get().said["outcome"] == "disciplinary procedure"


def test_a_case_closes_once_all_is_done_and_decided(db: None) -> None:
    cast = make_cast(make_school("ashlands"))
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)

    with pytest.raises(NotPossible, match="Something is still to be done"):
        close(case, by=cast.head, at=AT)
    for duty in case.duties.all():
        duty.do("I did, today.", by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="what came of it"):
        close(case, by=cast.head, at=AT)
    decide_outcome(case, Decided([], "", "It was not so."), by=cast.head, at=AT)
    close(case, by=cast.head, at=AT)

    assert case.closed_at == AT
    with pytest.raises(NotPossible, match="This case is closed"):
        take_step(case, Done("note", "More."), by=cast.head, at=AT)


@pytest.mark.clause("ASH-104", "ASH-098")
def test_the_outcomes_stand_on_the_page_with_their_clauses(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)
    url = reverse("incidents:outcome", args=[cast.school.slug, case.key])

    page = unescape(sign_in(cast.head).get(f"{url}?broken=no-unacceptable-conduct").text)

    for name in ("breach-brings-action", "taken-very-seriously"):
        assert bundled_pack("ashlands").by_id[name].says in page


def test_the_same_report_leads_where_each_policy_leads(db: None) -> None:
    roles = {}
    for slug in bundled():
        if slug != LAW:
            cast = make_cast(make_school(slug))
            case = report(cast, "abuse-of-staff", by=cast.writer, at=AT)
            roles[slug] = [one.role for one in case.accesses.all()]

    assert roles == {
        "ashlands": ["senior-leader"],
        "coates-lane": ["dsl"],
        "corpus-christi": ["manager", "headteacher"],
        "model": ["senior-leader", "headteacher", "dsl"],
        "our-lady-and-st-rose": ["dsl"],
        "staff-and-governors": ["slt"],
    }
