"""What a school puts to a version: blanks, its own words, contradictions settled, places of documents."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gatepost.core.policy import Pack, decide, situation
from gatepost.core.policy.lint import BANS, contradictions, own_situations
from gatepost.policies.models import Version
from gatepost.policies.packs import bundled_pack
from gatepost.policies.reading import paper, unsettled
from gatepost.policies.register import placing, writing
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.open import open_in
from gatepost.policies.worded import Additions, Settled, with_additions
from tests.policies.drafts import AT, draft, fresh, last_entry, put_in_force


@pytest.fixture
def version(cast: SimpleNamespace) -> Version:
    """A draft of a policy with blanks, dead law, faults and contradictions."""
    return draft(cast.school, "ashlands", by=cast.administrator)


def settle_all(pack: Pack, holds: str) -> Pack:
    found = tuple(Settled(one.allows.id, one.forbids.id, holds) for one in contradictions(pack))
    return with_additions(pack, Additions(settled=found))


def test_a_blank_says_so_until_it_is_filled(cast: SimpleNamespace, version: Version) -> None:
    before = version.pack.by_id["media-policy"]

    writing.fill(version, "media-policy", text="See the office.", by=cast.head, at=AT)

    after = fresh(version).pack.by_id["media-policy"]
    assert "unfilled" in before.flags and "unfilled" not in after.flags
    assert ("filled", "See the office.") in paper(fresh(version).pack, "/").by_id[after.id].flags


def test_filling_is_on_record_with_its_clause_and_without_its_text(
    cast: SimpleNamespace, version: Version
) -> None:
    writing.fill(version, "media-policy", text="See Olive Grant.", by=cast.head, at=AT)

    entry = last_entry(cast.school)
    assert entry.event == "clause.filled"
    assert f"{version.reference}/media-policy" in entry.body and "Olive" not in entry.body


def test_the_newest_filling_counts(cast: SimpleNamespace, version: Version) -> None:
    for text in ("Ask the office.", "See the website."):
        writing.fill(version, "media-policy", text=text, by=cast.head, at=AT)

    assert fresh(version).pack.by_id["media-policy"].adds["filled"] == "See the website."


def test_a_blank_can_be_filled_while_the_policy_is_in_force_and_its_words_stay_the_same(
    cast: SimpleNamespace, version: Version
) -> None:
    before = put_in_force(version, cast)

    writing.fill(before, "media-policy", text="See the office.", by=cast.head, at=AT)

    after = fresh(before)
    assert (after.digest, after.reference) == (before.digest, before.reference)
    assert after.seen != before.seen


def test_a_clause_without_a_blank_is_not_filled(cast: SimpleNamespace, version: Version) -> None:
    with pytest.raises(Cannot, match="nothing to be filled"):
        writing.fill(version, "this-policy", text="X", by=cast.head, at=AT)


@pytest.mark.parametrize("clause", ["chair-signs", "headteacher-signs", "bears-a-date"])
def test_nobody_types_a_signature_or_a_date_in(cast: SimpleNamespace, clause: str) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head)

    with pytest.raises(Cannot, match="Nobody types this in"):
        writing.fill(version, clause, text="Signed by the chair.", by=cast.head, at=AT)

    assert "unfilled" in fresh(version).pack.by_id[clause].flags


def test_an_unknown_clause_is_refused(cast: SimpleNamespace, version: Version) -> None:
    with pytest.raises(Cannot, match="no such clause"):
        writing.fill(version, "nothing", text="X", by=cast.head, at=AT)


def test_own_words_replace_what_a_clause_says_and_nothing_else(
    cast: SimpleNamespace, version: Version
) -> None:
    clause = next(c for c in version.pack.clauses if "outdated" in c.flags and c.decides)

    writing.word(version, clause.id, text="In our own words.", by=cast.head, at=AT)

    after = fresh(version).pack.by_id[clause.id]
    assert after.says == "In our own words." and "outdated" not in after.flags
    assert (after.when, after.unless, after.requires) == (
        clause.when,
        clause.unless,
        clause.requires,
    )
    assert ("worded", "since 21 November 2026.") in paper(fresh(version).pack, "/").by_id[
        clause.id
    ].flags
    assert last_entry(cast.school).event == "clause.worded"


def test_other_words_are_another_digest(cast: SimpleNamespace, version: Version) -> None:
    before = version.reference

    writing.word(version, "this-policy", text="Ours.", by=cast.head, at=AT)

    assert fresh(version).reference != before
    assert fresh(version).reference.startswith("ashlands@")


def test_words_in_force_are_not_changed(cast: SimpleNamespace, version: Version) -> None:
    in_force = put_in_force(version, cast)

    with pytest.raises(Cannot, match="Start a new version"):
        writing.word(in_force, "this-policy", text="Ours.", by=cast.head, at=AT)
    with pytest.raises(Cannot, match="Start a new version"):
        writing.let_model_answer(in_force, lets=True, by=cast.head, at=AT)


def test_letting_the_model_answer_is_on_record(cast: SimpleNamespace, version: Version) -> None:
    writing.let_model_answer(version, lets=True, by=cast.head, at=AT)

    assert fresh(version).model_answers
    assert last_entry(cast.school).event == "policy.model-chosen"


@pytest.mark.parametrize(
    "slug", ["ashlands", "coates-lane", "corpus-christi", "our-lady-and-st-rose"]
)
def test_where_the_permission_is_chosen_it_is_answered_and_where_not_the_ban_is(
    slug: str,
) -> None:
    pack = bundled_pack(slug)
    found = contradictions(pack)
    assert found
    permissive, strict = settle_all(pack, "allows"), settle_all(pack, "forbids")

    assert not unsettled(permissive) and not unsettled(strict)
    for one in found:
        asked = situation(one.facts)
        answer = decide(permissive, asked)
        assert answer.verdict not in BANS
        assert one.forbids.id not in {clause.id for clause in answer.clauses}
        assert decide(strict, asked).verdict == decide(pack, asked).verdict


def test_a_permission_that_was_chosen_lifts_the_ban_only_where_it_applies_itself() -> None:
    pack = bundled_pack("ashlands")
    (one, *_) = contradictions(pack)
    permissive = settle_all(pack, "allows")
    allowed = [dict(facts) for clause in pack.clauses for facts in own_situations(clause)]

    changed = [
        facts
        for facts in allowed
        if decide(pack, situation(facts)).verdict != decide(permissive, situation(facts)).verdict
    ]

    assert changed
    for facts in changed:
        bearing = decide(permissive, situation(facts)).clauses
        assert any(clause.strength == "may" for clause in bearing), facts
    assert one.forbids.unless != permissive.by_id[one.forbids.id].unless


def test_settling_is_on_record_with_both_clauses(cast: SimpleNamespace, version: Version) -> None:
    one = contradictions(version.pack)[0]

    writing.settle(
        version,
        allows=one.allows.id,
        forbids=one.forbids.id,
        holds="allows",
        by=cast.head,
        at=AT,
    )

    entry = last_entry(cast.school)
    assert entry.event == "contradiction.settled"
    assert all(f"/{clause.id}" in entry.body for clause in (one.allows, one.forbids))
    shown = paper(fresh(version).pack, "/").by_id
    assert (
        "settled",
        f"Clause {one.allows.number} says otherwise; where both apply, that one holds.",
    ) in (shown[one.forbids.id].flags)


def test_clauses_that_do_not_contradict_each_other_are_not_settled(
    cast: SimpleNamespace, version: Version
) -> None:
    with pytest.raises(Cannot, match="do not contradict"):
        writing.settle(
            version, allows="motto", forbids="benefits", holds="allows", by=cast.head, at=AT
        )


def test_what_is_open_becomes_less_with_every_form(cast: SimpleNamespace, version: Version) -> None:
    start = open_in(version)
    one = start.contradictions[0]

    writing.fill(version, start.unfilled[-1].id, text="Here.", by=cast.head, at=AT)
    writing.word(version, start.outdated[0].id, text="Now.", by=cast.head, at=AT)
    writing.word(version, start.defective[0].id, text="Clear.", by=cast.head, at=AT)
    writing.settle(
        version, allows=one.allows.id, forbids=one.forbids.id, holds="forbids", by=cast.head, at=AT
    )
    placing.place(version, "disciplinary-policy", url="", ask="the office", by=cast.head, at=AT)

    left = open_in(fresh(version))
    for kind in ("unfilled", "outdated", "defective", "contradictions", "documents"):
        assert len(getattr(left, kind)) == len(getattr(start, kind)) - 1, kind
    assert left.total == start.total - 5


def test_a_document_that_has_a_place_fills_the_clause_that_points_to_it_alone(
    cast: SimpleNamespace, version: Version
) -> None:
    placing.place(
        version, "media-policy", url="https://ashlands.example/media", ask="", by=cast.head, at=AT
    )

    clause = fresh(version).pack.by_id["media-policy"]
    assert clause.adds["filled-at"] == "https://ashlands.example/media"
    assert last_entry(cast.school).event == "document.placed"


def test_a_document_that_no_clause_points_to_is_refused(
    cast: SimpleNamespace, version: Version
) -> None:
    with pytest.raises(Cannot, match="no such document"):
        placing.place(version, "nothing", url="", ask="me", by=cast.head, at=AT)
