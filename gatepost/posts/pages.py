"""What the pages of posts show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from gatepost.people.models import Person
from gatepost.policies.acts.pages import Stopped
from gatepost.policies.door import policy_at, ruling_on, who_may_give
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable
from gatepost.posts import again
from gatepost.posts.asked import facts_asked
from gatepost.posts.checking import Shown, findings_of
from gatepost.posts.checklist import AskedBy, agreed_by, asked_about
from gatepost.posts.differences import Change, since_last_seen
from gatepost.posts.looking_after import may_look_after
from gatepost.posts.models import (
    Checklist,
    Emergency,
    Outlet,
    Pause,
    Placed,
    Post,
    SentBack,
    TakeDown,
)
from gatepost.posts.publishing.asking import liftable
from gatepost.posts.publishing.pausing import pauses_that_hold
from gatepost.posts.publishing.readiness import problems_of

MOST = 50


@dataclass(frozen=True)
class PostPage:
    """One post as somebody sees it."""

    post: Post
    person: Person
    at: datetime
    filled_in: Mapping[str, str] = field(default_factory=dict)  # what was just sent and not kept

    @property
    def is_mine(self) -> bool:
        """Whether this is its author."""
        return self.post.author_id == self.person.pk

    @cached_property
    def stopped(self) -> Stopped:
        """What policy and law say of it now."""
        known = self.post.known(at=self.at)
        ruling = ruling_on(self.post.act, subject=self.post, at=self.at, facts=known)
        return Stopped(ruling, self.post, at=self.at)

    @cached_property
    def outlets(self) -> list[Outlet]:
        """It on each account."""
        return list(self.post.outlets.select_related("channel"))

    @property
    def is_open(self) -> bool:
        """Whether anything can still be changed."""
        post = self.post
        waits = all(one.state == Outlet.State.WAITING for one in self.outlets)
        return waits and post.withdrawn_at is None and post.expired_at is None

    @property
    def is_with_others(self) -> bool:
        """Whether it was handed in and waits."""
        return self.is_open and self.post.handed_in_at is not None

    @cached_property
    def placed(self) -> list[Placed]:
        """Its pictures."""
        return list(self.post.placed.select_related("picture__file", "picture__school"))

    @cached_property
    def may_judge(self) -> bool:
        """Whether this person can judge what only people can."""
        return bool(self.stopped.to_judge) and self.person in self.stopped.judges

    @cached_property
    def may_judge_findings(self) -> bool:
        """Whether this person can say that something that was found is so or not."""
        return self.is_open and self.person in self.stopped.judges

    @cached_property
    def may_look_after(self) -> bool:
        """Whether this person looks after it once it is out."""
        on = self.post.school.day_of(self.at)
        return any(may_look_after(self.person, one, on=on) for one in self.outlets)

    @property
    def whys(self) -> list[tuple[str, str]]:
        """For what reasons a person takes a post down."""
        return [one for one in TakeDown.Why.choices if one[0] != TakeDown.Why.CONSENT]

    @cached_property
    def findings(self) -> list[Shown]:
        """What was found in words and pictures."""
        return findings_of(self.post, at=self.at) if self.is_open else []

    @cached_property
    def problems(self) -> list[str]:
        """What only its author can put right."""
        return problems_of(self.post, at=self.at) if self.is_open else []

    @cached_property
    def look_again(self) -> again.Asked | None:
        """How often the policy wants it looked at once it is out, and who asks for that."""
        is_out = any(one.state == Outlet.State.PUBLISHED for one in self.outlets)
        on = self.post.school.day_of(self.at)
        return again.asked_by(policy_at(self.post.school, on=on)) if is_out else None

    @property
    def look_again_on(self) -> date | None:
        """By when."""
        return again.due_on(self.post, asked=self.look_again) if self.look_again else None

    @property
    def is_soon_looked_at(self) -> bool:
        """Whether that is near enough to be done now."""
        due = self.look_again_on
        return due is not None and due - self.post.school.day_of(self.at) <= again.NEAR

    @property
    def look_again_clauses(self) -> list[Readable]:
        """Whose clauses those are."""
        clauses = self.look_again.clauses if self.look_again else ()
        on = self.post.school.day_of(self.at)
        return readable(clauses, school=self.post.school, on=on)

    @cached_property
    def has_questions(self) -> bool:
        """Whether the policy wants to know more than rows say."""
        return bool(facts_asked(self.post, at=self.at))

    @cached_property
    def checklist(self) -> list[AskedBy]:
        """The policy's own questions, with what its writer answered."""
        return asked_about(self.post, given=self.filled_in, at=self.at) if self.is_open else []

    @property
    def may_go_on_with_a_reason(self) -> bool:
        """Whether there is anything that the policy only advises, so that a reason may be written."""
        questions = [one.question for group in self.checklist for one in group.questions]
        advises = self.stopped.ruling.verdict == "should-not"
        return advises or any(not one.is_binding for one in questions)

    @cached_property
    def agreed_by(self) -> list[Checklist]:
        """Who agreed with the answers."""
        return list(agreed_by(self.post))

    @cached_property
    def changes(self) -> list[Change] | None:
        """What is different from what this person last said yes or no to."""
        return since_last_seen(self.post, self.person)

    @cached_property
    def notes(self) -> list[SentBack]:
        """With what it was sent back, the newest first."""
        return list(self.post.sent_back.select_related("by").order_by("-at"))

    @cached_property
    def held_by(self) -> list[Pause]:
        """The pauses that hold it."""
        return pauses_that_hold(self.post) if self.is_with_others else []

    @cached_property
    def emergency(self) -> Emergency | None:
        """How it went out before others had agreed, if it did."""
        return Emergency.objects.filter(post=self.post).select_related("by", "settled_by").first()

    @cached_property
    def may_be_urgent(self) -> bool:
        """Whether its author could send it out in an emergency."""
        switch = getattr(self.post.school, "emergency_switch", None)
        if not (self.is_mine and self.is_open and switch and switch.is_on):
            return False
        return bool(liftable(self.stopped.ruling, self.post, at=self.at))

    @cached_property
    def may_settle(self) -> bool:
        """Whether this person can look at an emergency post afterwards."""
        sent = self.emergency
        if sent is None or sent.settled_at is not None:
            return False
        return all(
            self.person in who_may_give(fact, subject=self.post, at=self.at) for fact in sent.lifted
        )


@dataclass(frozen=True)
class Listed:
    """Some posts under a heading."""

    title: str
    posts: Sequence[Post]
    empty: str


def listed(person: Person) -> list[Listed]:
    """Posts as the list shows them: one's drafts, what waits, what went out, what did not."""
    found = Post.objects.visible_to(person).select_related("author", "school")
    found = found.prefetch_related("outlets__channel")
    states = Outlet.State
    out = found.filter(outlets__state__in=(states.PUBLISHED, states.TAKEN_DOWN)).distinct()
    trouble = found.filter(outlets__state__in=(states.UNKNOWN, states.FAILED, states.BY_HAND))
    drafts = found.filter(
        author=person, handed_in_at=None, withdrawn_at=None, expired_at=None
    ).exclude(pk__in=out.values("pk"))
    return [
        Listed("Needs a person", list(trouble.distinct()[:MOST]), ""),
        Listed("Your drafts", list(drafts[:MOST]), "You are writing nothing at the moment."),
        Listed("On their way", list(found.under_way()[:MOST]), "Nothing is on its way."),
        Listed("Published", list(out[:MOST]), "Nothing has been published yet."),
        Listed("Expired", list(found.exclude(expired_at=None)[:MOST]), ""),
    ]
