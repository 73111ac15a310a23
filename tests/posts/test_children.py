"""No child goes out who may not be shown, by any way; what is out comes down when a family takes its yes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from gatepost.people.models import Pupil
from gatepost.policies.door import NotYours, Refused
from gatepost.posts.models import EmergencySwitch, Outlet, Post, TakeDown
from gatepost.posts.publishing import emergencies
from gatepost.posts.publishing.withdrawn import open_for_withdrawn
from tests.consents.families import make_contact, make_pupil, say
from tests.posts.desk import answers_to, hand_in, news_page, picture_by, post_by, work

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def family(cast: SimpleNamespace) -> SimpleNamespace:
    """A school with a news page, a child, and the parent who decides."""
    cast.page = news_page(cast, at=AT)
    cast.pupil = make_pupil(cast.school)
    cast.parent = make_contact(cast.pupil, by=cast.administrator)
    return cast


def with_child(cast: SimpleNamespace, *pupils: Pupil, at: datetime = AT) -> Post:
    """A post of the writer's with a picture in which children can be recognised."""
    picture = picture_by(cast.writer, at=at)
    picture.name_people(pupils, [], by=cast.writer, at=at)
    post = post_by(cast.writer, cast.page, at=at, text="We planted a tree.")
    post.place(picture, alt="A child beside a small tree.", by=cast.writer, at=at)
    return post


def state(post: Post) -> str:
    return post.outlets.get().state


def test_with_the_parents_yes_it_goes_out(family: SimpleNamespace) -> None:
    say(family.parent, True, by=family.administrator)
    post = with_child(family, family.pupil)

    hand_in(post, by=family.writer, at=AT)
    work(at=AT)

    assert state(post) == "published"


def test_without_an_answer_it_waits_and_nobodys_word_counts_instead(
    family: SimpleNamespace,
) -> None:
    post = with_child(family, family.pupil)
    hand_in(post, by=family.writer, at=AT)
    with pytest.raises(NotYours, match="its own records"):
        post.say("image-permission", yes=True, by=family.writer, at=AT)
    work(at=AT)
    assert state(post) == "waiting"

    say(family.parent, True, by=family.administrator, at=LATER)
    post.set_going(at=LATER)
    work(at=LATER)

    assert state(post) == "published"


def test_a_no_stops_it_in_an_emergency_too_and_with_one_child_of_many(
    family: SimpleNamespace,
) -> None:
    other = make_pupil(family.school, "Teal Rush")
    say(make_contact(other, "Bramble Rush", by=family.administrator), True, by=family.administrator)
    say(family.parent, False, by=family.administrator)
    EmergencySwitch.turn(on=True, by=family.head, at=AT)
    post = with_child(family, other, family.pupil)

    with pytest.raises(Refused) as refused:
        hand_in(post, by=family.writer, at=AT)
    with pytest.raises(Refused):
        emergencies.publish_now(
            post, reason="Now!", by=family.writer, at=AT, answers=answers_to(post, at=AT)
        )

    assert refused.value.ruling.verdict == "must-not"
    assert state(post) == "waiting"


def test_a_yes_taken_back_between_agreeing_and_going_out_stops_it(
    family: SimpleNamespace,
) -> None:
    say(family.parent, True, by=family.administrator)
    post = with_child(family, family.pupil)
    post.write(
        type(words_of(post, family))(text=post.text, channels=[family.page], due_at=LATER),
        by=family.writer,
        at=AT,
    )
    hand_in(post, by=family.writer, at=AT)

    say(family.parent, False, by=family.administrator, at=AT + timedelta(minutes=5))
    work(at=LATER)

    assert state(post) == "expired"


def words_of(post: Post, family: SimpleNamespace):  # type: ignore[no-untyped-def]
    from gatepost.posts.models import Words

    return Words(text=post.text, channels=[family.page])


def test_what_shows_a_child_whose_yes_was_taken_back_comes_down_and_tells_nobody_why(
    family: SimpleNamespace,
) -> None:
    say(family.parent, True, by=family.administrator)
    post = with_child(family, family.pupil)
    hand_in(post, by=family.writer, at=AT)
    work(at=AT)
    assert open_for_withdrawn(at=AT) == 0

    say(family.parent, False, by=family.administrator, at=LATER)
    assert open_for_withdrawn(at=LATER) == 1
    assert open_for_withdrawn(at=LATER) == 0
    task = TakeDown.objects.get()
    assert (task.why, task.note, task.opened_by) == ("consent", "", None)
    assert task.due_at > LATER
    work(at=LATER)

    task.refresh_from_db()
    assert task.done_at == LATER
    assert state(post) == Outlet.State.TAKEN_DOWN


def test_a_taken_down_picture_is_gone_from_the_news_page(
    family: SimpleNamespace, client: object
) -> None:
    from django.test import Client

    assert isinstance(client, Client)
    say(family.parent, True, by=family.administrator)
    post = with_child(family, family.pupil)
    hand_in(post, by=family.writer, at=AT)
    work(at=AT)
    outlet = post.outlets.get()
    picture = f"{outlet.url}0/"
    assert client.get(picture).status_code == 200

    say(family.parent, False, by=family.administrator, at=LATER)
    open_for_withdrawn(at=LATER)
    work(at=LATER)

    assert client.get(picture).status_code == 404
    assert client.get(outlet.url).status_code == 404
