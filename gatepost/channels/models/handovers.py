"""Hand-overs of accounts, and the steps that somebody took."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.channels.handing_over import needed
from gatepost.channels.handing_over.asked import (
    CLOSED,
    LEADERS,
    TRANSFERRED,
    asked_at,
    cited,
    may_see_to_it,
)
from gatepost.channels.handing_over.steps import BY_WORD, Kind, to_transfer
from gatepost.channels.models.accounts import KEEPS, Channel
from gatepost.channels.models.runners import Runner
from gatepost.channels.models.secrets import still_to_change
from gatepost.people.models import Person
from gatepost.people.roles import that_imply
from gatepost.people.rules import NotPossible
from gatepost.people.telling import ROLE, tell
from gatepost.policies.models.proposed import Closed
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.people.models import School

NOT_NEEDED = "not-needed"


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Hand-overs."""

    def visible_to(self, person: Person) -> HandoverQuerySet:
        """Those of the person's own school; who of them may look is for the policy to say."""
        return self.filter(runner__channel__school=person.school_id)

    def open(self) -> HandoverQuerySet:
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def whole(self) -> HandoverQuerySet:
        """With everything that a page says of them."""
        return self.select_related("runner__channel__school", "runner__person__school", "ended_by")


class Handover(models.Model):
    """An account has to go on without somebody, or end. It follows their last day until it is done."""

    class Why(models.TextChoices):
        """Why it is needed."""

        LEAVES = needed.LEAVES, "Leaves the school"
        STOPPED = needed.STOPPED, "Stopped, and too few are left"

    class End(models.TextChoices):
        """How it ended."""

        TRANSFERRED = TRANSFERRED, "Passed on"
        CLOSED = CLOSED, "Closed"
        NOT_NEEDED = NOT_NEEDED, "Not needed any more"

    runner = models.ForeignKey(Runner, on_delete=models.PROTECT, related_name="handovers")
    why = models.CharField(max_length=10, choices=Why)
    due_on = models.DateField()  # the last day on which the leaver runs it
    opened_at = models.DateTimeField()
    ended_in = models.CharField(max_length=15, choices=End, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: Gatepost saw it
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("runner",),
                condition=models.Q(ended_at=None),
                name="one_open_hand_over_a_runner",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_in="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_in="")),
                name="a_hand_over_that_ended_says_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel}, from {self.leaver}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("channels:handover", args=[self.school.slug, self.pk])

    @property
    def channel(self) -> Channel:
        """The account."""
        return self.runner.channel

    @property
    def leaver(self) -> Person:
        """Who leaves or has stopped."""
        return self.runner.person

    @property
    def school(self) -> School:
        """The school whose account it is."""
        return self.channel.school

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.channel.school_id

    @classmethod
    def begin(cls, runner: Runner, *, by: Person | None, at: datetime) -> Handover:
        """Open one where it is needed as things stand, and tell those who see to it. Nobody stands for Gatepost."""
        with transaction.atomic(durable=True):
            runner.channel.locked()
            rows = Runner.objects.select_related("channel__school", "person__school")
            row = rows.get(pk=runner.pk)
            on = row.channel.school.day_of(at)
            need = needed.need_of(row, on=on)
            if need is None:
                raise NotPossible("There is nothing to hand over, or that has begun already.")
            made = cls.objects.create(runner=row, why=need.why, due_on=need.due_on, opened_at=at)
            made._record("handover.opened", by=by, at=at, due_on=need.due_on)
            made._tell(at=at)
        return made

    def follow(self, *, at: datetime) -> bool:
        """Bring it up to date with its account and the last day of its leaver; whether something has changed."""
        with transaction.atomic(durable=True):
            row = self._locked()
            changed = row.ended_at is None and row._follow(at=at)
        self.refresh_from_db()
        return changed

    def name(self, person: Person, *, by: Person, at: datetime) -> Runner:
        """Name somebody else who runs the account from now on."""
        with transaction.atomic(durable=True):
            row = self._for_steps(by, at=at)
            if person.pk == row.leaver.pk:
                raise NotPossible("Choose somebody else: this is the person who leaves.")
            if person.left_on is not None and person.left_on <= row.due_on:
                raise NotPossible(f"{person} leaves no later. Choose somebody who stays.")
            runner = row.channel.locked().named(person, by=by, at=at)
            row._step(Kind.NAMED, by=by, at=at, person=person)
        return runner

    def end_running(self, *, by: Person, at: datetime) -> None:
        """The leaver runs it no longer, from this moment: its safe is shut to them."""
        with transaction.atomic(durable=True):
            row = self._for_steps(by, at=at)
            if not row.is_still_run(on=row.school.day_of(at)):
                raise NotPossible(f"{row.leaver} runs it no longer.")
        row.runner.stop(by=by, at=at)
        self.refresh_from_db()
        self.follow(at=at)

    def take(self, step: str, *, by: Person, at: datetime, note: str = "") -> None:
        """Put somebody's word on record that a step is done."""
        if step not in BY_WORD:
            raise NotPossible("This is no step that somebody can say is done.")
        with transaction.atomic(durable=True):
            row = self._for_steps(by, at=at)
            if step == Kind.SECRETS:
                row._check_secrets(on=row.school.day_of(at))
            if row.steps.filter(step=step).exists():
                raise NotPossible("This is on record already.")
            row._step(step, by=by, at=at, note=note)

    def note_archive(self, *, by: Person, at: datetime) -> None:
        """Somebody has kept a copy of what was published; within the caller's transaction."""
        if not self.steps.filter(step=Kind.ARCHIVE).exists():
            self._step(Kind.ARCHIVE, by=by, at=at)

    def transfer(self, *, by: Person, at: datetime) -> None:
        """It goes on with others. Raises NotPossible with what is still to be done."""
        with transaction.atomic(durable=True):
            row = self._for_steps(by, at=at)
            row._check_end(TRANSFERRED, at=at)
            for problem in row.missing_to_transfer(on=row.school.day_of(at)):
                raise NotPossible(problem)
            gone = Runner.objects.filter(pk=row.runner_id, until_on=None)
            gone.update(until_on=row.leaver.left_on)  # should they come back, they are named anew
            row._end(TRANSFERRED, by=by, at=at)
        self.refresh_from_db()

    def close(self, *, by: Person, at: datetime) -> None:
        """The account is closed. Raises NotPossible with what the policy wants first."""
        with transaction.atomic(durable=True):
            row = self._for_steps(by, at=at)
            row._check_end(CLOSED, at=at)
            for problem in row.missing_to_close(on=row.school.day_of(at)):
                raise NotPossible(problem)
        # Closing is a transaction of its own. Were this cut off in between, the next look at the rows ends it as closed.
        row.channel.close(by=by, at=at)
        with transaction.atomic(durable=True):
            row = self._locked()
            if row.ended_at is None:
                row._end(CLOSED, by=by, at=at)
        self.refresh_from_db()
        for other in Handover.objects.open().filter(runner__channel=row.channel):
            other.follow(at=at)

    def missing_to_transfer(self, *, on: date) -> list[str]:
        """What stands in the way of passing it on, a sentence each."""
        found = []
        after = max(on, self.due_on + needed.A_DAY)
        if needed.is_short(self.channel, without=self.runner, on=after):
            number = needed.wanted(self.channel, on=after)
            who = "somebody else has" if number == 1 else f"{number} other people have"
            found.append(f"First {who} to be ready to run it after {self.leaver}.")
        if self.is_still_run(on=on):
            found.append(f"First say that {self.leaver} runs it no longer.")
        said = set(self.steps.values_list("step", flat=True))
        missing = [kind for kind in to_transfer(self.channel.network) if kind not in said]
        found += [f"Not on record yet: {kind.label.lower()}." for kind in missing]
        if Kind.SECRETS not in missing:
            found += [f"Change in the safe first: {one}." for one in self._stale(on=on)]
        return found

    def missing_to_close(self, *, on: date) -> list[str]:
        """What the policy wants before the account is closed and is not on record, a sentence each."""
        said = set(self.steps.values_list("step", flat=True))
        first = [one for one in asked_at(self.school, on=on).before_closing if one not in said]
        labels = {str(kind.value): str(kind.label) for kind in Kind}
        return [f"First, as the policy wants: {labels.get(one, one).lower()}." for one in first]

    def is_still_run(self, *, on: date) -> bool:
        """Whether the leaver runs the account still, and sees what is in its safe."""
        return self.runner.until_on is None and self.leaver.is_current(on)

    def is_followed(self) -> bool:
        """Whether it says what its rows say now."""
        return self.ended_at is not None or (
            self.channel.closed_at is None
            and not self._is_needless()
            and needed.due_of(self.runner) == self.due_on
        )

    def _follow(self, *, at: datetime) -> bool:
        due_on = needed.due_of(self.runner)
        if self.channel.closed_at is not None:
            self._end(CLOSED, by=None, at=at)
        elif self._is_needless() or due_on is None:
            self._end(NOT_NEEDED, by=None, at=at)
        elif due_on != self.due_on:
            self.due_on = due_on
            self.save(update_fields=["due_on"])
            self._record("handover.moved", by=None, at=at, due_on=due_on)
            self._tell(at=at)
        else:
            return False
        return True

    def _is_needless(self) -> bool:
        """The last day was taken back, or who had stopped runs it again."""
        if self.leaver.left_on is not None:
            return False
        stays = self.channel.runners.filter(person=self.leaver, until_on=None)
        return stays.exists()

    def _for_steps(self, by: Person, *, at: datetime) -> Handover:
        """The row, up to date and held, for somebody who may take steps."""
        row = self._locked()
        if row.ended_at is None:
            row._follow(at=at)
        if row.ended_at is not None:
            raise Closed("This hand-over has ended.")
        if by.pk == row.leaver.pk:
            raise NotPossible("Nobody sees to their own hand-over. Somebody else does this.")
        if by.school_id != row.school_id or not may_see_to_it(by, on=row.school.day_of(at)):
            raise NotPossible("Those whom the policy names and the administrator do this.")
        return row

    def _locked(self) -> Handover:
        rows = Handover.objects.select_for_update(of=("self",))
        return rows.select_related("runner__channel__school", "runner__person__school").get(
            pk=self.pk
        )

    def _check_end(self, end: str, *, at: datetime) -> None:
        if end not in asked_at(self.school, on=self.school.day_of(at)).ends_in:
            words = "passed on" if end == TRANSFERRED else "closed"
            raise NotPossible(f"The policy does not let an account be {words} here.")

    def _check_secrets(self, *, on: date) -> None:
        if self.is_still_run(on=on):
            raise NotPossible(
                f"{self.leaver} runs it still, and sees what is changed now. First say that they run it no longer."
            )
        for one in self._stale(on=on):
            raise NotPossible(f"Change in the safe first: {one}.")

    def _stale(self, *, on: date) -> list[str]:
        return [str(one.secret) for one in still_to_change(self.channel, on=on)]

    def _step(
        self, step: str, *, by: Person, at: datetime, note: str = "", person: Person | None = None
    ) -> None:
        self.steps.create(step=step, by=by, at=at, note=note.strip(), person=person)
        self._record("handover.step-taken", by=by, at=at, step=str(step))

    def _end(self, how: str, *, by: Person | None, at: datetime) -> None:
        self.ended_in, self.ended_by, self.ended_at = how, by, at
        self.save(update_fields=["ended_in", "ended_by", "ended_at"])
        self._record("handover.ended", by=by, at=at, how=how)

    def _record(self, event: str, *, by: Person | None, at: datetime, **details: Any) -> None:
        because = cited(self.school, on=self.school.day_of(at))
        record(event, subject=self, by=by, at=at, because=because, **details)

    def _tell(self, *, at: datetime) -> None:
        """Those who see to it, and the leadership, once for a last day."""
        on, link = self.school.day_of(at), self.get_absolute_url()
        wanted = (*KEEPS, *asked_at(self.school, on=on).by_whom, *LEADERS)
        roles = {one for role in wanted for one in that_imply(role)}
        people = Person.objects.at(self.school).current(on).holding(roles, on=on)
        for person in people.exclude(pk=self.leaver.pk):
            key = f"handover-{self.pk}-{self.due_on}-{person.pk}"
            tell(person, "something-to-do", link=link, at=at, key=key, how=ROLE)


class HandoverStep(models.Model):
    """Somebody says that a step of a hand-over is done."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who was named

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("handover", "step"),
                condition=~models.Q(step="named"),
                name="each_step_of_a_hand_over_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.by}"
