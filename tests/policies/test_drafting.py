"""A version is drafted: from a bundled policy, an upload, or an earlier version."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gatepost.policies.models import PackSource, Version
from gatepost.policies.packs import bundled_files, bundled_pack, digest_of
from gatepost.policies.register import drafting, writing
from gatepost.policies.register.cannot import Cannot
from tests.policies.drafts import AT, ON, PACK, draft, draft_of, fresh, last_entry, pack_with


def test_a_draft_from_a_bundled_policy_keeps_its_files(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "coates-lane", by=cast.administrator)

    assert version.number == 2
    assert version.state(ON) == "draft"
    assert version.source.digest == digest_of(bundled_files("coates-lane"))
    assert version.pack.slug == "coates-lane"


def test_a_draft_is_on_record_with_the_digest_of_its_words(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "coates-lane", by=cast.administrator)

    entry = last_entry(cast.school)
    assert entry.event == "policy.drafted"
    assert version.source.digest in entry.body


def test_the_same_files_are_kept_once(cast: SimpleNamespace) -> None:
    draft_of(cast.school, PACK, by=cast.head)
    draft_of(cast.school, dict(reversed(PACK.items())), by=cast.head)

    assert PackSource.objects.filter(digest=digest_of(PACK)).count() == 1


def test_what_a_school_took_stays_when_the_product_changes(cast: SimpleNamespace) -> None:
    changed = pack_with('id = "new"\nsays = "New."\nstrength = "states"\nfollows = ["any"]')

    old = draft_of(cast.school, PACK, by=cast.head)
    new = draft_of(cast.school, changed, by=cast.head)

    assert "new" not in fresh(old).pack.by_id
    assert "new" in fresh(new).pack.by_id
    assert old.reference != new.reference


def test_a_bundled_policy_is_held_once_for_all_schools(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    ours = draft(cast.school, "coates-lane", by=cast.head)
    theirs = draft(other_cast.school, "coates-lane", by=other_cast.head)

    assert fresh(ours).pack is fresh(theirs).pack is bundled_pack("coates-lane")


def test_a_draft_from_an_earlier_version_has_its_words_and_fillings(
    cast: SimpleNamespace,
) -> None:
    first = draft(cast.school, "ashlands", by=cast.head)
    writing.fill(first, "media-policy", text="In the office.", by=cast.head, at=AT)
    writing.word(first, "this-policy", text="Ours.", by=cast.head, at=AT)
    writing.let_model_answer(first, lets=True, by=cast.head, at=AT)

    second = drafting.draft_from(fresh(first), by=cast.approver, at=AT)

    pack = fresh(second).pack
    assert pack.by_id["media-policy"].adds["filled"] == "In the office."
    assert pack.by_id["this-policy"].says == "Ours."
    assert second.model_answers and second.number == first.number + 1
    assert fresh(first).wordings.count() == 2


def test_an_unknown_name_makes_no_draft(cast: SimpleNamespace) -> None:
    with pytest.raises(LookupError):
        draft(cast.school, "../ashlands", by=cast.head)

    assert Version.objects.count() == 1


def test_there_is_an_end_to_drafts(cast: SimpleNamespace) -> None:
    for _ in range(drafting.MOST_DRAFTS):
        draft_of(cast.school, PACK, by=cast.head)

    with pytest.raises(Cannot, match="Withdraw"):
        draft_of(cast.school, PACK, by=cast.head)
