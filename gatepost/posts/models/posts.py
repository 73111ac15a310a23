"""Posts: what is to go out, where and when, and how far it has come."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.core.policy import vocabulary
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed, Proposed
from gatepost.policies.models.steps import Asking, Step
from gatepost.posts.models.copies import Copy, JudgedFinding, SentBack
from gatepost.posts.models.outlets import Outlet
from gatepost.posts.models.pictures import Picture, Placed
from gatepost.posts.models.words import Words
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.posts.models.outlets import OutletQuerySet

SHOWN = 60  # characters of a post in a list
# What Gatepost's own rows say of a post; nobody is asked, and nobody's word counts instead.
FROM_ROWS = frozenset(
    {"actor", "account", "channel", "purpose", "image-of", "on-do-not-publish-list"}
)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, by who may see them and how far they are."""

    def visible_to(self, person: Person) -> PostQuerySet:
        """One's own, those on which one was asked, and all that were handed in, for those who work at the school."""
        asked = Asking.objects.filter(of=person, subject_kind=Post._meta.label_lower)
        ids = [int(pk) for pk in asked.values_list("subject_id", flat=True)]
        theirs = models.Q(author=person) | models.Q(pk__in=ids)
        if person.is_employed:
            theirs |= models.Q(handed_in_at__isnull=False)
        return self.filter(theirs, school=person.school_id)

    def under_way(self) -> PostQuerySet:
        """Those that were handed in and may still go out somewhere."""
        going = Outlet.objects.filter(state__in=(Outlet.State.WAITING, Outlet.State.BY_HAND))
        return self.filter(
            handed_in_at__isnull=False,
            withdrawn_at=None,
            expired_at=None,
            pk__in=going.values("post_id"),
        )


class Post(Proposed):
    """What is to go out. Whoever agrees, agrees to exactly this: any change makes it void."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    text = models.TextField(blank=True)
    link = models.URLField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)  # what the author says of it, in the vocabulary's words
    due_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why, where the policy advises against it
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    if TYPE_CHECKING:
        outlets: OutletQuerySet

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return f"{words[:SHOWN]}…" if len(words) > SHOWN else words or "A picture"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("posts:post", args=[self.school.slug, self.pk])

    @classmethod
    def draft(cls, words: Words, *, by: Person, at: datetime) -> Post:
        """Begin a post."""
        with transaction.atomic(durable=True):
            return cls.begin(words, by=by, at=at)

    @classmethod
    def begin(
        cls, words: Words, *, by: Person, at: datetime, pictures: Sequence[Picture] = ()
    ) -> Post:
        """The same within the caller's transaction."""
        post = cls.objects.create(school=by.school, author=by, made_at=at, changed_at=at)
        post._take(words)
        for position, one in enumerate(pictures):
            Placed.objects.create(post=post, picture=one, alt=one.alt, position=position)
        record("post.drafted", subject=post, by=by, at=at)
        return post

    def write(self, words: Words, *, by: Person, at: datetime) -> None:
        """Change words, accounts or the hour."""
        with self._changing(by=by, at=at) as post:
            post._take(words)

    def move(self, to: datetime, *, by: Person, at: datetime) -> None:
        """Choose another hour. As with every change, whatever was agreed to is void."""
        if to <= at:
            raise NotPossible("That hour has passed. Choose one that is still to come.")
        with self._changing(by=by, at=at) as post:
            post.due_at = to

    def place(self, picture: Picture, *, alt: str, by: Person, at: datetime) -> None:
        """Add a picture of the school's library, with its description here."""
        with self._changing(by=by, at=at) as post:
            if picture.school_id != post.school_id or picture.discarded_at is not None:
                raise NotPossible("Choose a picture of your school's library.")
            last = post.placed.aggregate(last=models.Max("position"))["last"]
            Placed.objects.create(
                post=post,
                picture=picture,
                alt=alt.strip(),
                position=0 if last is None else last + 1,
            )

    def describe(self, placed: Placed, *, alt: str, by: Person, at: datetime) -> None:
        """Describe a picture anew, here alone."""
        with self._changing(by=by, at=at) as post:
            post.placed.filter(pk=placed.pk).update(alt=alt.strip())

    def take_out(self, placed: Placed, *, by: Person, at: datetime) -> None:
        """Take a picture out; it stays in the library."""
        with self._changing(by=by, at=at) as post:
            post.placed.filter(pk=placed.pk).delete()

    def answer(self, facts: Mapping[str, Sequence[str]], *, by: Person, at: datetime) -> None:
        """What its author says of it, in the vocabulary's words. What rows say is nobody's to claim."""
        with self._changing(by=by, at=at) as post:
            act = vocabulary().acts[post.act]
            theirs = {*act.checklist, *act.asked} - FROM_ROWS
            post.facts = {fact: list(values) for fact, values in facts.items() if fact in theirs}

    @contextmanager
    def _changing(self, *, by: Person, at: datetime) -> Iterator[Post]:
        """Any change makes void what others agreed to: it has to be handed in again."""
        with transaction.atomic(durable=True):
            post = self.locked()
            if by.pk != post.author_id:
                raise NotPossible("Its author changes it. Send it back with a note instead.")
            if post.outlets.exclude(state=Outlet.State.WAITING).exists():
                raise Closed("Some of it has gone out already. Withdraw the rest and begin anew.")
            if post.outlets.filter(attempts__outcome="unknown").exists():
                raise Closed("It may have been sent once. Withdraw it, and change a copy of it.")
            before = post.content_hash()
            yield post
            post.changed_at = at
            post.save()
            if post.content_hash() != before and post.handed_in_at is not None:
                post.handed_in_at = None
                post.save(update_fields=["handed_in_at"])
            record("post.changed", subject=post, by=by, at=at)
        self.refresh_from_db()

    def copy(self, *, by: Person, at: datetime) -> Post:
        """Begin another post with the same words, accounts and pictures, and without an hour."""
        with transaction.atomic(durable=True):
            made = Post.objects.create(
                school=self.school, author=by, made_at=at, changed_at=at, facts=self.facts
            )
            outlets = list(self.outlets.filter(channel__closed_at=None).select_related("channel"))
            made._take(
                Words(
                    text=self.text,
                    link=self.link,
                    channels=[one.channel for one in outlets],
                    texts={one.channel_id: one.text for one in outlets},
                )
            )
            for one in self.placed.filter(picture__discarded_at=None):
                Placed.objects.create(
                    post=made, picture=one.picture, alt=one.alt, position=one.position
                )
            record("post.drafted", subject=made, by=by, at=at, copied_from=self.pk)
        return made

    def hand_in(
        self,
        *,
        by: Person,
        at: datetime,
        reason: str = "",
        answers: Mapping[str, str] | None = None,
    ) -> None:
        """Put it before the others, or straight on its way where the policy asks for nobody.

        `answers` are those to the policy's own questions, by the questions' keys.
        Raises NotPossible where something is missing that only the author can put right, and Refused where policy or
        law forbid it whatever anybody says.
        """
        from gatepost.posts import checklist
        from gatepost.posts.publishing.readiness import check_ready

        with transaction.atomic(durable=True):
            post = self.locked()
            if by.pk != post.author_id:
                raise NotPossible("Its author hands it in.")
            checklist.answer(post, answers or {}, by=by, at=at)
            check_ready(post, at=at, reason=reason)
            post.handed_in_at, post.reason = at, reason.strip()
            post.save(update_fields=["handed_in_at", "reason"])
            post.keep_copy(at=at)
            record("post.handed-in", subject=post, by=by, at=at)
            post.set_going(at=at)
        self.refresh_from_db()

    def send_back(self, note: str, *, by: Person, at: datetime) -> SentBack:
        """Give it back to its author with what should be different."""
        with transaction.atomic(durable=True):
            post = self.locked()
            if post.handed_in_at is None:
                raise NotPossible("It is with its author already.")
            if by.pk == post.author_id:
                raise NotPossible("It is yours: change it instead.")
            sent = SentBack.objects.create(
                post=post, by=by, at=at, note=note.strip(), seen=post.content_hash()
            )
            post.handed_in_at = None
            post.save(update_fields=["handed_in_at"])
            record("post.sent-back", subject=post, by=by, at=at)
            post.tell_author(key=f"sent-back-{sent.pk}", at=at)
        return sent

    def say(self, fact: str, *, yes: bool, by: Person, at: datetime) -> Step:
        """Somebody's yes or no; a second after its hour, it is too late."""
        if self.due_at is not None and at > self.due_at:
            raise Closed("Its hour has passed, so it has expired. Its author can choose another.")
        return super().say(fact, yes=yes, by=by, at=at)

    def heard(self, *, by: Person, yes: bool, at: datetime) -> None:
        """Keep what they saw; with the last yes that is needed it goes out."""
        from gatepost.posts import checklist

        if yes and by.pk != self.author_id:
            checklist.agree(self, by=by, at=at)
        self.keep_copy(at=at)
        self.set_going(at=at)

    def judge_finding(
        self, kind: str, text: str, *, applies: bool, reason: str, by: Person, at: datetime
    ) -> JudgedFinding:
        """A second person says whether something that was found is so. Raises NotYours where that is not theirs."""
        from gatepost.policies.door import NotYours, who_may_judge

        with transaction.atomic(durable=True):
            post = self.locked()
            if by not in who_may_judge(post, on=post.school.day_of(at)):
                raise NotYours("A senior leader who is not the author has to judge this.")
            judged = JudgedFinding.objects.create(
                kind=kind, text=text, applies=applies, reason=reason.strip(),
                **post.about_now(by=by, at=at),
            )  # fmt: skip
            record(
                "finding.judged", subject=judged, by=by, at=at, applies=applies, about=judged.about
            )
            post.set_going(at=at)
        return judged

    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Take it back before it has gone out."""
        with transaction.atomic(durable=True):
            post = self.locked()
            post.withdrawn_at = at
            post.save(update_fields=["withdrawn_at"])
            post.outlets.filter(state__in=OPEN).update(state=Outlet.State.WITHDRAWN)
            record("post.withdrawn", subject=post, by=by, at=at)
        self.refresh_from_db()

    def expire(self, *, at: datetime) -> None:
        """Its hour has come and not everything was there: it does not go out late."""
        self.expired_at = at
        self.save(update_fields=["expired_at"])
        self.outlets.filter(state=Outlet.State.WAITING).update(state=Outlet.State.EXPIRED)
        record("post.expired", subject=self, by=None, at=at)
        self.tell_author(key=f"expired-{self.pk}-{at:%s}", at=at)

    def locked(self) -> Post:
        """The row as it is now, held until the change is kept. Raises Closed where nothing can be changed any more."""
        posts = Post.objects.select_for_update(of=("self",)).select_related("school", "author")
        post = posts.get(pk=self.pk)
        if post.withdrawn_at is not None:
            raise Closed("This post has been withdrawn.")
        if post.expired_at is not None:
            raise Closed("This post has expired. Make a copy of it and choose another time.")
        if not post.outlets.filter(state__in=OPEN).exists() and post.outlets.exists():
            raise Closed("This post has gone out.")
        if post.outlets.filter(state=Outlet.State.SENDING).exists():
            raise Closed("This post is going out this moment.")
        return post

    @property
    def act(self) -> str:  # type: ignore[override]
        """What the policy is asked about."""
        return "post-image" if self.placed.exists() else "post"

    def known(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What its author says of it, and what was found in its words and pictures."""
        from gatepost.posts.checking import facts_with_findings

        return facts_with_findings(self, at=at)

    def settled(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What rows show of its accounts, and of who is in its pictures."""
        from gatepost.posts.publishing.facts import settled_of

        return settled_of(self, at=at)

    def content(self) -> dict[str, Any]:
        """Everything that goes out, as it is now."""
        placed = self.placed.select_related("picture__file").order_by("position")
        return {
            "text": self.text,
            "link": self.link,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "facts": {fact: sorted(values) for fact, values in self.facts.items()},
            "outlets": [
                one.content()
                for one in self.outlets.select_related("channel").order_by("channel_id")
            ],
            "pictures": [one.content() for one in placed],
        }

    @property
    def deadline(self) -> datetime | None:
        """The hour at which it is to go out."""
        return self.due_at

    def content_hash(self) -> str:
        """A digest of everything that goes out; whoever says yes says it to this."""
        said = json.dumps(self.content(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def keep_copy(self, *, at: datetime) -> Copy:
        """Keep what it is now, to show later what has changed."""
        kept, _ = Copy.objects.get_or_create(
            post=self,
            hash=self.content_hash(),
            defaults={"content": self.content(), "made_at": at},
        )
        return kept

    def set_going(self, *, at: datetime) -> None:
        """Have a worker look at it once it is due, or now where no hour was chosen."""
        from gatepost.jobs import later

        due_at = max(self.due_at or at, at)
        later("posts.go-out", key=str(self.pk), due_at=due_at, post=self.pk)

    def tell_author(self, *, key: str, at: datetime) -> None:
        """Send the author to the post's page."""
        from gatepost.people.telling import tell

        link = self.get_absolute_url()
        tell(self.author, "something-to-do", link=link, at=at, key=f"post-{key}")

    def _take(self, words: Words) -> None:
        self.text, self.link, self.due_at = words.text, words.link, words.due_at
        self.save()
        self.outlets.exclude(channel__in=words.channels).delete()
        for channel in words.channels:
            text = words.texts.get(channel.pk, "")
            Outlet.objects.update_or_create(
                post=self,
                channel=channel,
                defaults={"text": text},
                create_defaults={
                    "text": text,
                    "answers": words.answers,
                    "key": secrets.token_hex(16),
                },
            )


OPEN = (Outlet.State.WAITING, Outlet.State.BY_HAND)
