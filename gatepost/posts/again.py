"""Published posts come back to their authors, or to those who run the account, as often as the policy says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction

from gatepost.core.clock import Span, later
from gatepost.core.policy import Clause, Pack
from gatepost.people.models import Person, School
from gatepost.people.once import once
from gatepost.people.roles import that_imply
from gatepost.people.rules import NotPossible
from gatepost.people.telling import tell
from gatepost.policies.door import NotYours, policy_at
from gatepost.posts.looking_after import may_look_after
from gatepost.posts.models import LookAgain, Outlet, Post
from gatepost.records.door import record

REVIEW = "posts.review"
NEAR = timedelta(days=30)  # before its day, one may look already
USUAL = Span(6, "month")  # where a policy wants it without saying how often


@dataclass(frozen=True)
class Asked:
    """How often posts are looked at again, by whom, and the clauses that want it."""

    every: Span
    roles: tuple[str, ...]  # none for the author
    clauses: tuple[Clause, ...]

    @property
    def is_ours(self) -> bool:
        """Whether the policy leaves open how often."""
        return not any("every" in clause.live for clause in self.clauses)


def asked_by(pack: Pack | None) -> Asked | None:
    """What a policy asks; None where it asks nothing. Where several clauses do, the most often counts."""
    clauses = [one for one in pack.clauses if one.live.get("by") == REVIEW] if pack else []
    if not clauses:
        return None
    spans = [Span.parse(str(one.live["every"])) for one in clauses if "every" in one.live]
    said = [span for span in spans if span and span.is_in_dates]
    some_day = date(2000, 1, 1)
    every = min(said, key=lambda span: later(some_day, span), default=USUAL)
    roles = dict.fromkeys(str(one.live["by-whom"]) for one in clauses if "by-whom" in one.live)
    return Asked(every, tuple(roles), tuple(clauses))


def due_on(post: Post, *, asked: Asked) -> date:
    """By when a published post has to be looked at again: so long after it went out or somebody looked last."""
    seen = [look.at for look in post.looks.all()]
    out = [one.published_at for one in post.outlets.all() if one.published_at]
    return later(post.school.day_of(max([*seen, *out])), asked.every)


def due_at_school(school: School, *, on: date) -> Iterator[tuple[Post, date, Asked]]:
    """The published posts that somebody has to look at again now."""
    asked = asked_by(policy_at(school, on=on))
    if asked is None:
        return
    since = later(on, Span(-asked.every.number, asked.every.unit))
    out = models.Q(outlets__state=Outlet.State.PUBLISHED, outlets__published_at__date__lte=since)
    found = Post.objects.filter(out, school=school).exclude(looks__at__date__gt=since).distinct()
    beside = ("looks", "outlets__channel__runners__person")
    for post in found.select_related("school", "author").prefetch_related(*beside):
        due = due_on(post, asked=asked)
        if due <= on:
            yield post, due, asked


def who_looks(post: Post, *, asked: Asked, on: date) -> list[Person]:
    """Whom the policy names, or else its author; those who run its accounts where nobody of them is left."""
    if asked.roles:
        named = once(
            ("looks again", post.school_id, asked.roles, on), lambda: _holders(post, asked, on)
        )
    else:
        named = [post.author] if post.author.is_current(on) else []
    return named or [
        person for outlet in post.outlets.all() for person in outlet.channel.current_runners(on=on)
    ]


def _holders(post: Post, asked: Asked, on: date) -> list[Person]:
    roles = [name for role in asked.roles for name in that_imply(role)]
    return list(Person.objects.at(post.school).holding(roles, on=on))


def look_again(post: Post, *, by: Person, at: datetime) -> None:
    """Somebody has looked and lets it stay. Raises NotYours for those who do not look after it."""
    on = post.school.day_of(at)
    with transaction.atomic(durable=True):
        out = list(post.outlets.live().select_related("channel", "post"))
        if not out:
            raise NotPossible("It is not published any more.")
        if not any(may_look_after(by, one, on=on) for one in out):
            raise NotYours(
                "Its author, those who run the account and senior leaders look after it."
            )
        LookAgain.objects.create(post=post, by=by, at=at)
        record("post.looked-at-again", subject=post, by=by, at=at)


def bring_back(*, at: datetime) -> int:
    """Send whoever has to look at a post again a link to it, once each time. Called by a worker."""
    count = 0
    for school in School.objects.filter(posts__outlets__state=Outlet.State.PUBLISHED).distinct():
        on = school.day_of(at)
        for post, due, asked in due_at_school(school, on=on):
            for person in who_looks(post, asked=asked, on=on):
                _tell(person, post, due, at=at)
            count += 1
    return count


def _tell(person: Person, post: Post, due: date, *, at: datetime) -> None:
    link, key = post.get_absolute_url(), f"look-again-{post.pk}-{due}-{person.pk}"
    tell(person, "something-to-do", link=link, at=at, key=key)
