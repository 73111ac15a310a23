"""What is found in a post stops it where the policy says so; what only people can judge, a second person judges."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from gatepost.channels.models import Channel
from gatepost.policies.door import JudgementNeeded, NotYours, Refused
from gatepost.posts.checking import findings_of, to_be_judged
from gatepost.posts.models import Post, Words
from gatepost.posts.publishing.asking import ask_the_policy
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.consents.families import make_pupil
from tests.posts.desk import hand_in, news_page, post_by, work

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def desk(cast: SimpleNamespace) -> SimpleNamespace:
    cast.page = news_page(cast, at=AT)
    cast.social = staffed(
        Channel.enter(
            network="x", name="X", handle="ashlands", url="", by=cast.administrator, at=AT
        ),
        by=cast.administrator,
        at=AT,
    )
    make_pupil(cast.school, "Robin Reed-Osei")
    return cast


@pytest.fixture
def plain_ban(db: None) -> SimpleNamespace:
    """A school whose policy forbids personal information about pupils and leaves nothing to judge."""
    cast = make_cast(make_school("our-lady-and-st-rose"))
    cast.social = staffed(
        Channel.enter(network="x", name="X", handle="rose", url="", by=cast.administrator, at=AT),
        by=cast.administrator,
        at=AT,
    )
    make_pupil(cast.school, "Robin Reed-Osei")
    return cast


def kinds(post: Post) -> set[str]:
    return {one.kind for one in findings_of(post, at=AT)}


def test_a_pupils_name_is_found_wherever_the_text_goes(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT, text="Well done, ROBIN REED OSEI!")
    assert "pupil-name" in kinds(post)
    words = Words(text="Well done!", channels=[desk.page], texts={desk.page.pk: "Robin Reed-Osei!"})
    post.write(words, by=desk.writer, at=AT)

    assert "pupil-name" in kinds(post)


def test_a_finding_names_its_clause_and_goes_with_the_words(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.social, at=AT, text="Ring 07700 900123 for tickets.")
    (found,) = (one for one in findings_of(post, at=AT) if one.kind == "telephone")
    assert found.text == "07700 900123"
    assert found.clauses

    post.write(Words(text="Ring the office.", channels=[desk.social]), by=desk.writer, at=AT)

    assert "telephone" not in kinds(post)


def test_what_the_policy_forbids_stops_it(plain_ban: SimpleNamespace) -> None:
    post = post_by(plain_ban.writer, plain_ban.social, at=AT, text="Well done, Robin Reed-Osei!")

    with pytest.raises(Refused, match="policy forbids") as refused:
        hand_in(post, by=plain_ban.writer, at=AT)

    assert "no-personal-information-pupils" in {one.id for one in refused.value.ruling.bearing}


def test_the_same_words_are_judged_in_one_school_and_a_hint_in_another(
    desk: SimpleNamespace,
) -> None:
    social = post_by(desk.writer, desk.social, at=AT, text="Well done, Robin Reed-Osei!")
    website = post_by(desk.writer, desk.page, at=AT, text="Well done, Robin Reed-Osei!")

    # This policy's ban is a person's to judge, and it is about social media alone.
    assert findings_of(social, at=AT)[0].level == "judge"
    assert findings_of(website, at=AT)[0].level == "hint"


def test_a_ban_that_rests_on_a_finding_alone_is_lifted_by_a_second_persons_word(
    plain_ban: SimpleNamespace,
) -> None:
    desk = plain_ban
    post = post_by(desk.writer, desk.social, at=AT, text="Robin Reed-Osei wrote the song, in 1911.")
    with pytest.raises(Refused):
        hand_in(post, by=desk.writer, at=AT)

    post.judge_finding(
        "pupil-name", "Robin Reed-Osei", applies=False, reason="A namesake, long dead.",
        by=desk.approver, at=AT,
    )  # fmt: skip
    hand_in(post, by=desk.writer, at=AT)
    work(at=AT)

    assert post.outlets.get().state == "by-hand"


def test_what_a_person_has_to_judge_waits_for_a_second_one(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT, text="What an idiot the mayor is.")
    waiting = to_be_judged(post, at=AT)
    assert waiting
    hand_in(post, by=desk.writer, at=AT)
    work(at=AT)
    assert post.outlets.get().state == "waiting"
    with pytest.raises(JudgementNeeded):
        ask_the_policy(post, at=AT)

    for one in waiting:
        said = {"applies": False, "reason": "A quotation from the play.", "at": AT}
        with pytest.raises(NotYours):
            post.judge_finding(one.found.kind, one.found.text, by=desk.writer, **said)
        post.judge_finding(one.found.kind, one.found.text, by=desk.approver, **said)
    work(at=AT)

    assert post.outlets.get().state == "published"


def test_judged_to_be_so_it_does_not_go_out(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT, text="What an idiot the mayor is.")
    hand_in(post, by=desk.writer, at=AT)
    for one in to_be_judged(post, at=AT):
        post.judge_finding(
            one.found.kind,
            one.found.text,
            applies=True,
            reason="An insult.",
            by=desk.approver,
            at=AT,
        )

    work(at=AT)

    assert post.outlets.get().state == "waiting"
    with pytest.raises(Refused):
        ask_the_policy(post, at=AT)


def test_a_judgement_counts_for_exactly_these_words(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT, text="What an idiot the mayor is.")
    for one in to_be_judged(post, at=AT):
        post.judge_finding(
            one.found.kind, one.found.text, applies=False, reason="Fine.", by=desk.approver, at=AT
        )
    assert not to_be_judged(post, at=AT)

    post.write(
        Words(text="What an idiot the mayor is!", channels=[desk.page]), by=desk.writer, at=AT
    )

    assert to_be_judged(post, at=AT)
