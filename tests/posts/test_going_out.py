"""Posts go out once everything is there, never late, never against a no, and never while all is paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from gatepost.people.rules import NotPossible
from gatepost.policies.door import NotYours, Refused
from gatepost.policies.models import Refusal, Step
from gatepost.policies.models.proposed import Closed
from gatepost.posts.models import Outlet, Pause, Post, Words
from gatepost.posts.publishing import emergencies
from gatepost.posts.publishing.going_out import GRACE, expire_forgotten
from gatepost.posts.publishing.pausing import let_go
from tests.conftest import make_cast, make_school
from tests.posts.desk import answers_to, hand_in, news_page, post_by, work

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SOON = AT + timedelta(hours=3)


def at_school(policy: str) -> SimpleNamespace:
    """People of a school with some policy, and its news page."""
    cast = make_cast(make_school(policy))
    cast.page = news_page(cast, at=AT)
    return cast


@pytest.fixture
def strict(db: None) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager."""
    return at_school("staff-and-governors")


@pytest.fixture
def easy(db: None) -> SimpleNamespace:
    """A school whose policy asks nobody."""
    return at_school("ashlands")


def agree(post: Post, cast: SimpleNamespace, *, at: datetime = AT) -> None:
    post.say("colleague-check", yes=True, by=cast.assistant, at=at)
    post.say("manager-permission", yes=True, by=cast.approver, at=at)


def states(post: Post) -> list[str]:
    return [one.state for one in post.outlets.all()]


def test_where_the_policy_asks_nobody_it_goes_out_at_once(easy: SimpleNamespace) -> None:
    post = post_by(easy.writer, easy.page, at=AT)
    assert states(post) == ["waiting"]

    hand_in(post, by=easy.writer, at=AT)
    work(at=AT)

    outlet = post.outlets.get()
    assert (outlet.state, outlet.published_at) == ("published", AT)
    assert outlet.url.endswith(f"/{outlet.remote_id}/")


def test_where_it_asks_for_two_it_waits_for_both(strict: SimpleNamespace) -> None:
    post = post_by(strict.writer, strict.page, at=AT)
    hand_in(post, by=strict.writer, at=AT)
    work(at=AT)
    assert states(post) == ["waiting"]

    post.say("colleague-check", yes=True, by=strict.assistant, at=AT)
    work(at=AT)
    assert states(post) == ["waiting"]
    post.say("manager-permission", yes=True, by=strict.approver, at=AT)
    work(at=AT)

    assert states(post) == ["published"]


@pytest.mark.parametrize("who", ["writer", "head"])
def test_nobody_signs_off_their_own(strict: SimpleNamespace, who: str) -> None:
    author = getattr(strict, who)
    post = post_by(author, strict.page, at=AT)
    hand_in(post, by=author, at=AT)

    for fact in ("colleague-check", "manager-permission"):
        with pytest.raises(NotYours):
            post.say(fact, yes=True, by=author, at=AT)

    assert not Step.objects.exists()


@pytest.mark.parametrize("what", ["text", "when", "link", "picture"])
def test_one_change_voids_every_sign_off(strict: SimpleNamespace, what: str) -> None:
    from tests.posts.desk import picture_by

    post = post_by(strict.writer, strict.page, at=AT, due_at=SOON)
    hand_in(post, by=strict.writer, at=AT)
    agree(post, strict)

    changed = {"text": post.text, "channels": [strict.page], "due_at": SOON}
    if what == "picture":
        post.place(picture_by(strict.writer, at=AT), alt="A field.", by=strict.writer, at=AT)
    else:
        changed |= {
            "text": {"text": post.text + "!"},
            "when": {"due_at": SOON + timedelta(seconds=1)},
            "link": {"link": "https://fair.example/"},
        }[what]
        post.write(Words(**changed), by=strict.writer, at=AT)  # type: ignore[arg-type]
    post.refresh_from_db()

    assert post.handed_in_at is None
    assert not Step.objects.on(post).exists()
    work(at=SOON + timedelta(seconds=2))
    assert "published" not in states(post)


def test_a_yes_a_second_late_leaves_it_expired(strict: SimpleNamespace) -> None:
    post = post_by(strict.writer, strict.page, at=AT, due_at=SOON)
    hand_in(post, by=strict.writer, at=AT)
    post.say("colleague-check", yes=True, by=strict.assistant, at=SOON)

    with pytest.raises(Closed, match="Its hour has passed"):
        post.say("manager-permission", yes=True, by=strict.approver, at=SOON + timedelta(seconds=1))
    work(at=SOON + timedelta(seconds=1))

    assert states(post) == ["expired"]
    assert Refusal.objects.get().act == "post"


def test_what_nobody_looked_at_expires_and_is_never_late(easy: SimpleNamespace) -> None:
    post = post_by(easy.writer, easy.page, at=AT, due_at=SOON)
    hand_in(post, by=easy.writer, at=AT)

    assert expire_forgotten(at=SOON + GRACE) == 0
    assert expire_forgotten(at=SOON + GRACE + timedelta(seconds=1)) == 1
    work(at=SOON + timedelta(days=1))

    assert states(post) == ["expired"]


def test_a_pause_stops_all_and_each_is_let_go_by_somebody_else(easy: SimpleNamespace) -> None:
    planned = post_by(easy.writer, easy.page, at=AT, due_at=SOON)
    hand_in(planned, by=easy.writer, at=AT)
    pause = Pause.begin(by=easy.head, at=AT, reason="")
    new = post_by(easy.writer, easy.page, at=AT, text="New.")
    hand_in(new, by=easy.writer, at=AT)
    work(at=AT)
    assert states(new) == ["waiting"]

    pause.end(by=easy.head, at=AT + timedelta(minutes=5))
    work(at=AT + timedelta(minutes=6))
    assert states(new) == ["waiting"]
    with pytest.raises(NotPossible, match="their own"):
        let_go(new, by=easy.writer, at=AT + timedelta(minutes=6))
    let_go(new, by=easy.approver, at=AT + timedelta(minutes=7))
    work(at=AT + timedelta(minutes=7))
    work(at=SOON)

    assert states(new) == ["published"]
    assert states(planned) == ["expired"]


def test_a_post_handed_in_after_a_pause_is_not_held(easy: SimpleNamespace) -> None:
    Pause.begin(by=easy.head, at=AT, reason="").end(by=easy.head, at=AT)
    post = post_by(easy.writer, easy.page, at=AT)

    hand_in(post, by=easy.writer, at=AT + timedelta(minutes=1))
    work(at=AT + timedelta(minutes=1))

    assert states(post) == ["published"]


def test_sent_back_it_needs_everybody_anew_only_where_it_was_changed(
    strict: SimpleNamespace,
) -> None:
    post = post_by(strict.writer, strict.page, at=AT)
    hand_in(post, by=strict.writer, at=AT)
    post.say("colleague-check", yes=True, by=strict.assistant, at=AT)

    post.send_back("Say which Saturday.", by=strict.approver, at=AT)
    post.refresh_from_db()
    assert post.handed_in_at is None
    hand_in(post, by=strict.writer, at=AT)

    assert [one.fact for one in Step.objects.on(post)] == ["colleague-check"]


def test_withdrawn_nothing_goes_out(easy: SimpleNamespace) -> None:
    post = post_by(easy.writer, easy.page, at=AT, due_at=SOON)
    hand_in(post, by=easy.writer, at=AT)

    post.withdraw(by=easy.writer, at=AT)
    work(at=SOON)

    assert states(post) == ["withdrawn"]
    with pytest.raises(Closed, match="withdrawn"):
        hand_in(post, by=easy.writer, at=AT)


def test_an_emergency_lifts_approvals_where_the_school_allows_it_and_is_looked_at_afterwards(
    strict: SimpleNamespace,
) -> None:
    from gatepost.posts.models import EmergencySwitch

    post = post_by(strict.writer, strict.page, at=AT, text="The school is closed today.")
    with pytest.raises(NotPossible, match="not turned"):
        emergencies.publish_now(
            post, reason="Snow.", by=strict.writer, at=AT, answers=answers_to(post, at=AT)
        )
    EmergencySwitch.turn(on=True, by=strict.head, at=AT)
    with pytest.raises(NotPossible, match="why it cannot wait"):
        emergencies.publish_now(post, reason=" ", by=strict.writer, at=AT)

    sent = emergencies.publish_now(
        post, reason="Snow.", by=strict.writer, at=AT, answers=answers_to(post, at=AT)
    )
    work(at=AT)

    assert states(post) == ["published"]
    assert set(sent.lifted) == {"colleague-check", "manager-permission"}
    with pytest.raises(NotYours):
        emergencies.settle(sent, verdict="Fine.", by=strict.writer, at=AT)
    emergencies.settle(sent, verdict="It was right.", by=strict.approver, at=AT)
    sent.refresh_from_db()
    assert sent.settled_by == strict.approver


def test_an_emergency_lifts_no_ban(strict: SimpleNamespace) -> None:
    from gatepost.posts.models import EmergencySwitch

    EmergencySwitch.turn(on=True, by=strict.head, at=AT)
    post = post_by(strict.writer, strict.page, at=AT)
    post.answer({"manner": ["discriminatory"]}, by=strict.writer, at=AT)

    with pytest.raises(Refused):
        emergencies.publish_now(
            post, reason="Now.", by=strict.writer, at=AT, answers=answers_to(post, at=AT)
        )

    assert states(post) == ["waiting"]


def test_what_was_said_of_rows_is_nobodys_to_say(strict: SimpleNamespace) -> None:
    post = post_by(strict.writer, strict.page, at=AT)

    post.answer({"account": ["personal"], "manner": ["critical"]}, by=strict.writer, at=AT)

    assert post.facts == {"manner": ["critical"]}
    assert Outlet.objects.get().post == post
