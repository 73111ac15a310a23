"""A school's accounts, posts and pictures for the tests of publishing."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from PIL import Image

from gatepost.channels.models import Channel
from gatepost.jobs.models import Job
from gatepost.people.models import Person
from gatepost.posts.checking import screen_of
from gatepost.posts.checklist import YES
from gatepost.posts.models import Outlet, Picture, Post, TakeDown, Words
from gatepost.posts.publishing.taking_down import open_take_down
from gatepost.web.recurring import ONCE
from tests.channels.crew import staffed


def news_page(cast: SimpleNamespace, *, at: datetime) -> Channel:
    """The school's own news page, on the list, and run by as many as the policy wants."""
    page = Channel.enter(
        network="own", name="News page", handle="", url="", by=cast.administrator, at=at
    )
    return staffed(page, by=cast.administrator, at=at)


def post_by(person: Person, channel: Channel, *, at: datetime, text: str = "", **more: Any) -> Post:
    """A draft that says nothing that any policy minds."""
    words = Words(text=text or "The summer fair is on Saturday.", channels=[channel], **more)
    return Post.draft(words, by=person, at=at)


def answers_to(post: Post, *, at: datetime) -> dict[str, str]:
    """An answer to each of the policy's own questions about a post."""
    return {
        one.key: "It tells families when to come." if one.wants_words else YES
        for one in screen_of(post, at=at).questions()
    }


def hand_in(post: Post, *, by: Person, at: datetime) -> None:
    """Hand in a post with every question answered."""
    post.hand_in(by=by, at=at, answers=answers_to(post, at=at))


def jpeg(width: int = 40, height: int = 30) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "JPEG")
    return made.getvalue()


def picture_by(person: Person, *, at: datetime, alt: str = "A green field.") -> Picture:
    """A picture in the library in which nobody can be recognised."""
    picture = Picture.add(jpeg(), content_type="image/jpeg", size=(40, 30), by=person, at=at)
    picture.describe(alt=alt, credit="", by=person, at=at)
    picture.name_people([], [], by=person, at=at)
    return picture


def work(*, at: datetime, kinds: tuple[str, ...] = ("posts.",)) -> int:
    """Do what is due, as a worker would, until nothing is."""
    done = 0
    while True:
        due = Job.objects.filter(due_at__lte=at, done_at=None, given_up_at=None)
        job = next(
            (one for one in due.order_by("due_at", "pk") if one.kind.startswith(kinds)), None
        )
        if job is None:
            return done
        Job.objects.filter(pk=job.pk).update(done_at=at)
        ONCE[job.kind](at=at, **job.arguments)
        done += 1


def later(at: datetime, **more: float) -> datetime:
    """Some time after a moment."""
    return at + timedelta(**more)


def post_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """A draft with a picture, another post that waits to be posted by hand, and one to be taken down."""
    page = news_page(cast, at=at)
    runner = page.appoint(cast.writer, by=cast.administrator, at=at)
    draft = post_by(cast.writer, page, at=at)
    picture = picture_by(cast.writer, at=at)
    draft.place(picture, alt="A field.", by=cast.writer, at=at)
    lets_nobody_in = Channel.enter(
        network="x", name="X", handle="school", url="", by=cast.administrator, at=at
    )
    by_hand = post_by(cast.writer, lets_nobody_in, at=at).outlets.get()
    down = post_by(cast.writer, page, at=at).outlets.get()
    Outlet.objects.filter(pk=by_hand.pk).update(state=Outlet.State.BY_HAND)
    Outlet.objects.filter(pk=down.pk).update(state=Outlet.State.PUBLISHED, remote_id="no-entry")
    down.refresh_from_db()
    task = open_take_down(down, why=TakeDown.Why.WISH, by=cast.writer, at=at)
    assert task is not None
    return {
        "post": draft.pk,
        "outlet": by_hand.pk,
        "take_down": task.pk,
        "picture": picture.pk,
        "placed": draft.placed.get().pk,
        "channel": page.pk,
        "runner": runner.pk,
        "entry": "no-entry",
        "kind": "rss",
        "position": 0,
    }
