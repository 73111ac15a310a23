"""A version is approved by bodies and signed by those whom its clauses name, each for themselves."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from gatepost.notices.models import Notice
from gatepost.people.models import Role
from gatepost.policies.models import Version
from gatepost.policies.register import signing, writing
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.signing import Meeting
from tests.conftest import LONG_AGO, make_person
from tests.policies.drafts import AT, ON, agree, draft, fresh, last_entry


def sign(version: Version, role: str, by: object, seen: str = "") -> None:
    signing.sign(version, role, seen=seen or fresh(version).seen, by=by, at=AT)  # type: ignore[arg-type]


@pytest.fixture
def coates(cast: SimpleNamespace) -> Version:
    """A draft that asks for the signatures of chair and head."""
    return draft(cast.school, "coates-lane", by=cast.administrator)


def test_chair_and_head_sign_each_for_themselves(cast: SimpleNamespace, coates: Version) -> None:
    sign(coates, "chair-of-governors", cast.chair)
    after_one = fresh(coates).state(ON)
    sign(coates, "headteacher", cast.head)

    assert after_one == "draft"
    assert fresh(coates).state(ON) == "signed"


def test_a_signature_is_on_record_with_its_clause(cast: SimpleNamespace, coates: Version) -> None:
    sign(coates, "headteacher", cast.head)

    entry = last_entry(cast.school)
    assert entry.event == "policy.signed"
    assert f"{coates.reference}/headteacher-signs" in entry.body


@pytest.mark.parametrize("who", ["administrator", "writer", "governor", "head", "leaver"])
def test_nobody_signs_for_the_chair(cast: SimpleNamespace, coates: Version, who: str) -> None:
    with pytest.raises(Cannot) as refusal:
        sign(coates, "chair-of-governors", cast.everybody[who])

    assert [clause.id for clause in refusal.value.clauses] == ["chair-signs"]
    assert not coates.signatures.exists()


def test_either_of_two_chairs_is_enough_and_both_can(
    cast: SimpleNamespace, coates: Version
) -> None:
    other = make_person(
        cast.school, "Myrtle Nash", actors=["governor"], roles=["chair-of-governors"]
    )

    sign(coates, "chair-of-governors", other)
    missing = {demand.role for demand in fresh(coates).missing_signatures}
    sign(coates, "chair-of-governors", cast.chair)

    assert missing == {"headteacher"}
    assert coates.signatures.count() == 2


def test_nobody_signs_twice(cast: SimpleNamespace, coates: Version) -> None:
    sign(coates, "headteacher", cast.head)

    with pytest.raises(Cannot, match="already"):
        sign(coates, "headteacher", cast.head)


def test_what_changed_meanwhile_is_not_signed(cast: SimpleNamespace, coates: Version) -> None:
    seen = fresh(coates).seen
    writing.word(coates, "the-document", text="Our policy.", by=cast.head, at=AT)

    with pytest.raises(Cannot, match="changed since you opened it"):
        sign(coates, "headteacher", cast.head, seen)


def test_a_blank_that_was_filled_meanwhile_counts_as_changed(
    cast: SimpleNamespace, coates: Version
) -> None:
    seen = fresh(coates).seen
    blank = next(c.id for c in coates.pack.clauses if "unfilled" in c.flags and c.decides)
    writing.fill(coates, blank, text="From nine to three.", by=cast.head, at=AT)

    with pytest.raises(Cannot, match="changed since you opened it"):
        sign(coates, "headteacher", cast.head, seen)


def test_one_who_covers_for_the_head_signs_in_that_role(
    cast: SimpleNamespace, coates: Version
) -> None:
    Role.objects.create(
        person=cast.approver, role="headteacher", from_on=LONG_AGO, covers=cast.head
    )

    sign(coates, "headteacher", cast.approver)

    assert coates.signatures.get().by == cast.approver


def test_declining_is_on_record_with_its_reason_and_signs_nothing(
    cast: SimpleNamespace, coates: Version
) -> None:
    signing.decline(coates, "headteacher", reason="Section 9 is unlawful.", by=cast.head, at=AT)

    entry = last_entry(cast.school)
    assert entry.event == "policy.signature-declined"
    assert "unlawful" not in entry.body
    assert "headteacher" in {demand.role for demand in fresh(coates).missing_signatures}
    assert coates.declinings.get().reason == "Section 9 is unlawful."


def test_signing_fills_the_blank_line(cast: SimpleNamespace, coates: Version) -> None:
    before = fresh(coates).pack.by_id["headteacher-signs"]
    sign(coates, "headteacher", cast.head)

    after = fresh(coates).pack.by_id["headteacher-signs"]
    assert "unfilled" in before.flags and "unfilled" not in after.flags
    assert after.adds["filled"] == "Signed by Hazel Dunn on 21 November 2026."


def test_a_signature_does_not_change_what_the_next_one_signs(
    cast: SimpleNamespace, coates: Version
) -> None:
    seen = fresh(coates).seen
    sign(coates, "headteacher", cast.head)

    assert fresh(coates).seen == seen


@pytest.mark.parametrize("who", ["chair", "administrator"])
def test_chair_or_clerk_records_what_the_governors_decided(cast: SimpleNamespace, who: str) -> None:
    version = draft(cast.school, "ashlands", by=cast.head)
    meeting = Meeting("governors", ON - timedelta(days=3), "12.4")

    signing.approve(version, meeting, seen=version.seen, by=cast.everybody[who], at=AT)

    entry = last_entry(cast.school)
    assert entry.event == "policy.approved"
    assert f"{version.reference}/governors-approved" in entry.body
    assert fresh(version).state(ON) == "approved"


@pytest.mark.parametrize("who", ["head", "governor", "writer"])
def test_others_do_not_record_an_approval(cast: SimpleNamespace, who: str) -> None:
    version = draft(cast.school, "ashlands", by=cast.head)

    with pytest.raises(Cannot, match="chair of governors or the clerk"):
        signing.approve(
            version,
            Meeting("governors", ON, "1"),
            seen=version.seen,
            by=cast.everybody[who],
            at=AT,
        )


def test_a_meeting_of_tomorrow_has_decided_nothing(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "ashlands", by=cast.head)
    meeting = Meeting("governors", ON + timedelta(days=1), "1")

    with pytest.raises(Cannot, match="future"):
        signing.approve(version, meeting, seen=version.seen, by=cast.chair, at=AT)


def test_what_the_policy_does_not_ask_for_is_not_signed(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "ashlands", by=cast.head)

    with pytest.raises(Cannot, match="does not ask"):
        sign(version, "headteacher", cast.head)


def test_those_who_sign_are_told_once_by_a_link_without_names(
    cast: SimpleNamespace, coates: Version
) -> None:
    signing.present(coates, by=cast.administrator, at=AT)

    told = Notice.objects.filter(kind="sign-policy")
    assert {notice.to for notice in told} == {cast.chair.email, cast.head.email}
    assert {notice.link for notice in told} == {f"/schools/ashlands/register/{coates.number}/"}
    with pytest.raises(Cannot, match="already"):
        signing.present(coates, by=cast.administrator, at=AT)


def test_agreed_words_stay_as_they_are(cast: SimpleNamespace, coates: Version) -> None:
    agree(coates, cast)

    with pytest.raises(Cannot, match="Start a new version"):
        writing.word(coates, "the-document", text="Other.", by=cast.head, at=AT)
