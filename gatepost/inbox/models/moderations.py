"""What is done with what others wrote: by whom, by which clause and why, how far it is, and whether it was undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.inbox.models.items import Item, Version
from gatepost.networks.about import About
from gatepost.networks.arriving import Ability, Act, Reason
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed, Proposed
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

if TYPE_CHECKING:
    from gatepost.inbox.models.reviews import Explanation, Review

WORDS = {
    Act.HIDE: "Hide it",
    Act.DELETE: "Delete it",
    Act.BLOCK: "Block whoever wrote it",
    Act.REPORT: "Report it to the network",
}
REASONS = {
    Reason.ABUSE: "Abuse or harassment",
    Reason.SEXUAL: "Sexual content",
    Reason.ILLEGAL: "Something unlawful",
    Reason.IMPERSONATION: "Somebody pretends to be somebody else",
    Reason.SPAM: "Spam",
    Reason.OTHER: "Something else",
}
BY_HAND_KEY = "by-hand/"  # how the key of an item begins that a person entered


@dataclass(frozen=True)
class Wish:
    """What somebody wants done, what they say of the situation, by which clause and why."""

    what: Act
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    clause: str = ""  # a key among those that justify it
    reason: str = ""
    report_as: str = Reason.ABUSE


class ModerationQuerySet(models.QuerySet["Moderation"]):
    """What was done, by who may see it and how far it is."""

    def visible_to(self, person: Person, *, on: date) -> ModerationQuerySet:
        """What is about something that somebody sees."""
        return self.filter(item__in=Item.objects.visible_to(person, on=on))

    def standing(self) -> ModerationQuerySet:
        """Those that are asked for, under way or done, and not taken back."""
        over = (Moderation.State.REFUSED, Moderation.State.UNDONE, Moderation.State.GIVEN_UP)
        return self.exclude(state__in=over)


class Moderation(Proposed):
    """Hiding, deleting, blocking or reporting. What stood there is kept first; no picture is ever fetched for it."""

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", "Waits for somebody else's word"
        WANTED = "wanted", "About to be done"
        DOING = "doing", "Being done"
        DONE = "done", "Done"
        BY_HAND = "by-hand", "To be done by a person on the network"
        FAILED = "failed", "The network did not do it"
        REFUSED = "refused", "Not to be done"
        GIVEN_UP = "given-up", "Given up"
        UNDO_WANTED = "undo-wanted", "About to be undone"
        UNDO_BY_HAND = "undo-by-hand", "To be undone by a person on the network"
        UNDONE = "undone", "Undone"

    act = "moderate"  # what the policy is asked about
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="moderations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="moderations")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="moderations")
    what = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Act])
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # what its author says of it, in the vocabulary's words
    clause = models.CharField(max_length=200, blank=True)  # as the ledger names it
    departs = models.BooleanField(default=False)  # no clause of the policy speaks for it
    told = models.JSONField(default=list)  # who is told why: audience, writer
    reason: models.Field[Any, Any] = EncryptedTextField(default="")
    report_as = models.CharField(max_length=20, blank=True)
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # of a block
    network_says: models.Field[Any, Any] = EncryptedTextField(default="")
    network_said_at = models.DateTimeField(null=True, blank=True)

    objects = ModerationQuerySet.as_manager()

    if TYPE_CHECKING:
        reviews: models.QuerySet[Review]
        explanations: models.QuerySet[Explanation]

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "what"),
                condition=~models.Q(state__in=("refused", "undone", "given-up")),
                name="one_moderation_of_a_kind",
            ),
        )
        indexes = (models.Index(fields=("school", "state"), name="moderations_by_state"),)

    def __str__(self) -> str:
        return f"{self.words} ({self.get_state_display().lower()})"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("inbox:moderation", args=[self.school.slug, self.item_id, self.pk])

    @property
    def words(self) -> str:
        """What is done, in words."""
        return WORDS[Act(self.what)]

    @property
    def ledger_chain(self) -> str | None:
        """What concerns a case stands in the chain of the case alone."""
        return self.item.case.ledger_chain if self.item.case else None

    @property
    def about(self) -> About:
        """The network."""
        return NETWORKS[self.item.channel.network]

    @property
    def ability(self) -> Ability:
        """Whether the network lets us do it, and what it says."""
        return self.about.ability(Act(self.what))

    @property
    def is_known_there(self) -> bool:
        """Whether it came from the network, and not from a person who found it."""
        return not self.item.key.startswith(BY_HAND_KEY)

    @property
    def is_by_machine(self) -> bool:
        """Whether Gatepost does it; else a person does it there."""
        return self.ability.can and self.is_known_there

    @property
    def reported_as(self) -> str:
        """As what it is reported, in words."""
        return REASONS[Reason(self.report_as)] if self.report_as else ""

    @property
    def may_be_undone(self) -> bool:
        """Whether it can be taken back, by us or by a person."""
        return self.state == self.State.DONE and (self.ability.undo or not self.is_by_machine)

    def known(self, *, at: datetime) -> dict[str, tuple[str, ...]]:
        """What its author says of the situation."""
        return {fact: tuple(values) for fact, values in self.facts.items()}

    def content_hash(self) -> str:
        """A digest of everything that is decided on."""
        facts = {fact: sorted(values) for fact, values in self.facts.items()}
        said = [self.item_id, self.what, facts, self.clause, str(self.reason), self.report_as]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def held(self) -> Moderation:
        """The row as it is now, locked until the change is kept."""
        rows = Moderation.objects.select_for_update(of=("self",))
        return rows.select_related("school", "author", "item__channel", "item__case").get(
            pk=self.pk
        )

    def locked(self) -> Moderation:
        """The same. Raises Closed where nobody is asked any more."""
        row = self.held()
        if row.state != self.State.ASKED:
            raise Closed("This is decided by now.")
        return row

    def heard(self, *, by: Person, yes: bool, at: datetime) -> None:
        """With a yes it goes on; with a no it is not done."""
        if yes:
            self.go_on(at=at)
        else:
            self.move(self.State.REFUSED, at=at, by=by, event="moderation.refused")

    def go_on(self, *, at: datetime) -> None:
        """Have it done as soon as policy and law let it, by a worker or by a person. Within a transaction."""
        from gatepost.jobs import later
        from gatepost.policies.door import Refused, require

        if self.item.case_id is None:
            try:
                require(
                    self.act, subject=self, by=self.author, at=at,
                    facts=self.known(at=at), reason=str(self.reason),
                )  # fmt: skip
            except Refused:
                return  # somebody else is asked; the page says who
        if self.is_by_machine:
            self.move(self.State.WANTED, at=at, by=self.author, event="moderation.wanted")
            later("inbox.moderate", key=str(self.pk), due_at=at, moderation=self.pk)
        else:
            self.version = self.item.versions.last()
            self.move(self.State.BY_HAND, at=at, by=self.author, event="moderation.wanted")

    def move(self, state: str, *, at: datetime, by: Person | None, event: str) -> None:
        """Come to another state and put it on record. On the locked row."""
        self.state, self.problem = state, ""
        self.save()
        because = [self.clause] if self.clause else []
        record(event, subject=self, by=by, at=at, because=because, what=self.what)

    def is_done(self, *, by: Person | None, at: datetime) -> None:
        """It was done, by the network or by a person there. On the locked row."""
        self.done_at, self.done_by = at, by
        self.move(self.State.DONE, at=at, by=by, event="moderation.done")
        item = self.item.held()
        if self.what == Act.HIDE:
            Item.objects.filter(pk=item.pk).update(is_hidden=True)
        if self.what in (Act.HIDE, Act.DELETE) and item.settled_at is None:
            item.settle(Item.Settled.MODERATED, at=at)

    def is_undone(self, *, by: Person | None, at: datetime) -> None:
        """It was taken back. On the locked row."""
        self.undone_at = at
        self.move(self.State.UNDONE, at=at, by=by, event="moderation.undone")
        if self.what == Act.HIDE:
            Item.objects.filter(pk=self.item_id).update(is_hidden=False)

    def done_by_hand(self, *, by: Person, at: datetime) -> None:
        """A person did it, or took it back, on the network itself."""
        with transaction.atomic(durable=True):
            row = self.held()
            if row.state in (self.State.BY_HAND, self.State.FAILED):
                row.is_done(by=by, at=at)
            elif row.state == self.State.UNDO_BY_HAND:
                row.is_undone(by=by, at=at)
            else:
                raise NotPossible("This is known by now. Look at its page.")
        self.refresh_from_db()

    def give_up(self, *, by: Person, at: datetime) -> None:
        """It is not done after all."""
        with transaction.atomic(durable=True):
            row = self.held()
            if row.state not in (self.State.ASKED, self.State.BY_HAND, self.State.FAILED):
                raise NotPossible("It is done or under way. Undo it instead.")
            row.move(self.State.GIVEN_UP, at=at, by=by, event="moderation.given-up")
        self.refresh_from_db()

    def undo(self, *, by: Person | None, at: datetime) -> None:
        """Have it taken back."""
        with transaction.atomic(durable=True):
            self.held().take_back(by=by, at=at)
        self.refresh_from_db()

    def take_back(self, *, by: Person | None, at: datetime) -> None:
        """The same, on the locked row within the caller's transaction."""
        from gatepost.jobs import later

        if self.state != self.State.DONE:
            raise NotPossible("Only what is done can be undone.")
        if not self.may_be_undone:
            raise NotPossible(
                f"{self.about.name} does not let anybody take this back. {self.ability.says}"
            )
        self.tries = 0
        if self.is_by_machine:
            self.move(self.State.UNDO_WANTED, at=at, by=by, event="moderation.undo-wanted")
            later("inbox.moderate", key=str(self.pk), due_at=at, moderation=self.pk)
        else:
            self.move(self.State.UNDO_BY_HAND, at=at, by=by, event="moderation.undo-wanted")

    def network_answered(self, words: str, *, by: Person, at: datetime) -> None:
        """What the network made of a report: its answer, or the number it gave."""
        if not words.strip():
            raise NotPossible("Write what the network answered, or the number it gave.")
        with transaction.atomic(durable=True):
            row = self.held()
            if row.what != Act.REPORT or row.state != self.State.DONE:
                raise NotPossible("Only a report that was made has an answer.")
            row.network_says, row.network_said_at = words.strip(), at
            row.save(update_fields=["network_says", "network_said_at"])
            record("moderation.network-answered", subject=row, by=by, at=at)
        self.refresh_from_db()
