"""Posts that wait for somebody: to say yes, to put right, to post by hand, to take down, to look at afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gatepost.channels.models import Channel
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.acts.waiting import asked_of
from gatepost.policies.door import who_may_give
from gatepost.posts.again import due_at_school, who_looks
from gatepost.posts.models import Emergency, Outlet, Post, TakeDown

TROUBLE = {
    Outlet.State.UNKNOWN: "Look whether this was published",
    Outlet.State.FAILED: "This did not go out",
    Outlet.State.BY_HAND: "Post this by hand",
}

AT_ONCE = 5  # posts to look at again: after years there may be hundreds


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What publishing wants of somebody."""
    if not person.is_current(on):
        return []
    open_posts = Post.objects.filter(school=person.school_id, withdrawn_at=None, expired_at=None)
    waits = open_posts.filter(outlets__state=Outlet.State.WAITING).distinct()
    return [
        *asked_of(person, waits),
        *_sent_back(person),
        *_of_accounts(person, on=on),
        *_emergencies(person),
        *_again(person, on=on),
    ]


def _sent_back(person: Person) -> Iterator[Waiting]:
    mine = person.posts.filter(handed_in_at=None, withdrawn_at=None, expired_at=None)
    for post in mine.filter(sent_back__isnull=False).distinct():
        yield Waiting(f"Sent back to you: {post}", post.get_absolute_url())
    for post in person.posts.exclude(expired_at=None).filter(copies__isnull=False).distinct()[:5]:
        yield Waiting(f"Expired, so it did not go out: {post}", post.get_absolute_url())


def _of_accounts(person: Person, *, on: date) -> Iterator[Waiting]:
    runs = Channel.objects.filter(runners__in=person.runs.current(on))
    mine = Outlet.objects.filter(channel__in=runs) | Outlet.objects.filter(post__author=person)
    for outlet in mine.filter(state__in=list(TROUBLE)).select_related("post__school", "channel"):
        says = TROUBLE[Outlet.State(outlet.state)]
        yield Waiting(f"{says} on {outlet.channel}: {outlet.post}", outlet.post.get_absolute_url())
    down = (
        TakeDown.objects.open()
        .filter(outlet__in=mine)
        .select_related("outlet__post__school", "outlet__channel")
    )
    for task in down:
        post = task.outlet.post
        due_on = post.school.day_of(task.due_at)
        yield Waiting(
            f"Take down from {task.outlet.channel}: {post}", post.get_absolute_url(), due_on
        )


def _emergencies(person: Person) -> Iterator[Waiting]:
    sent = Emergency.objects.filter(post__school=person.school_id, settled_at=None)
    for one in sent.exclude(post__author=person).select_related("post__school", "post__author"):
        if all(person in who_may_give(fact, subject=one.post, at=one.at) for fact in one.lifted):
            yield Waiting(f"Look at an emergency post: {one.post}", one.post.get_absolute_url())


def _again(person: Person, *, on: date) -> Iterator[Waiting]:
    found = sorted(
        ((post, due) for post, due, asked in due_at_school(person.school, on=on)
         if person in who_looks(post, asked=asked, on=on)),
        key=lambda one: one[1],
    )  # fmt: skip
    for post, due in found[:AT_ONCE]:
        yield Waiting(f"Look again at: {post}", post.get_absolute_url(), due)
    if more := found[AT_ONCE:]:
        says = "1 more post" if len(more) == 1 else f"{len(more):,} more posts"
        url = more[0][0].get_absolute_url()
        yield Waiting(f"After these, {says} to look at again", url, more[0][1])
