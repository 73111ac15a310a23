"""Links by which families answer, and the rounds in which the school asks everybody anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q

from gatepost.consents.cannot import CannotDo
from gatepost.consents.models.contacts import KEEPS, Contact
from gatepost.people.models import Person, School
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.consents.models.answers import AnswerQuerySet

TRIES = 5  # wrong dates before a link rests
RESTS_FOR = timedelta(hours=24)
MOST_TRIES = 15  # wrong dates in all before it closes for good
# A yes can be taken back at the link that it was given with: for as long as the child is there, and a year beyond.
OPEN_FOR = timedelta(days=3 * 366)
AFTER_LEAVING = timedelta(days=366)


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds of asking."""

    def running(self) -> RoundQuerySet:
        """Those that are not closed."""
        return self.filter(closed_at=None)

    def visible_to(self, person: Person, *, on: date) -> RoundQuerySet:
        """For the office: those of their own school."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*KEEPS, on=on) else self.none()


class Round(models.Model):
    """The school asks everybody whose answer is missing or runs out."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="picture_rounds")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = RoundQuerySet.as_manager()

    if TYPE_CHECKING:
        links: LinkQuerySet

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school",), condition=Q(closed_at=None), name="one_running_round_a_school"
            ),
        )

    def __str__(self) -> str:
        return f"round {self.pk}, {self.school}"

    def close(self, *, by: Person, at: datetime) -> None:
        """Nobody is reminded any more. Links stay open, so that a yes can be taken back."""
        with transaction.atomic(durable=True):
            one = Round.objects.select_for_update().get(pk=self.pk)
            if one.closed_at is not None:
                raise CannotDo("This round is closed already.")
            one.closed_at, one.closed_by = at, by
            one.save(update_fields=["closed_at", "closed_by"])
            record("consent-round.closed", subject=one, by=by, at=at)
        self.refresh_from_db()


class LinkQuerySet(models.QuerySet["Link"]):
    """Links."""

    def whole(self) -> LinkQuerySet:
        """With everything that opening one needs."""
        return self.select_related("contact__pupil__school")

    def standing(self) -> LinkQuerySet:
        """Those that nobody closed."""
        return self.filter(closed_at=None)


class Link(models.Model):
    """A link of one contact's own. Opening it takes the child's birthday as well, which a stranger does not know."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="links")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="links"
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong dates since the last right one
    all_tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    if TYPE_CHECKING:
        answers: AnswerQuerySet
        reminders: models.Manager[LinkReminder]

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "contact"), name="nobody_is_asked_twice_in_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.contact.school_id

    def is_open(self, *, at: datetime) -> bool:
        """Whether it can be answered with, the right date given."""
        contact = self.contact
        left_on = contact.pupil.left_on
        on = contact.pupil.school.day_of(at)
        return (
            self.closed_at is None
            and at < self.sent_at + OPEN_FOR
            and contact.ended_at is None
            and contact.confirmed_at is not None
            and contact.may_decide
            and (left_on is None or on <= left_on + AFTER_LEAVING)
        )

    def rests(self, *, at: datetime) -> bool:
        """Whether too many wrong dates were tried, so that it opens to nobody for a day."""
        return self.tries >= TRIES and self.tried_at is not None and at < self.tried_at + RESTS_FOR

    def try_date(self, born_on: date | None, *, at: datetime) -> bool:
        """Whether a date opens it. Each wrong one counts; what was wrong is told to nobody."""
        with transaction.atomic(durable=True):
            link = Link.objects.whole().select_for_update(of=("self",)).get(pk=self.pk)
            if not link.is_open(at=at) or link.rests(at=at):
                return False
            if link.tries >= TRIES:
                link.tries = 0  # it has rested
            is_right = born_on is not None and born_on == link.contact.pupil.born_on
            if is_right:
                link.tries = 0
            else:
                link._count_wrong(at=at)
            link.save(update_fields=["tries", "all_tries", "tried_at", "closed_at"])
        return is_right

    def _count_wrong(self, *, at: datetime) -> None:
        self.tries, self.all_tries, self.tried_at = self.tries + 1, self.all_tries + 1, at
        if self.all_tries >= MOST_TRIES:
            self.closed_at = at
            record("consent-link.closed", subject=self, by=None, at=at, tries=self.all_tries)

    def close(self, *, by: Person, at: datetime) -> None:
        """It opens nothing any more."""
        with transaction.atomic(durable=True):
            link = Link.objects.select_for_update().get(pk=self.pk)
            if link.closed_at is None:
                link.closed_at = at
                link.save(update_fields=["closed_at"])
                record("consent-link.closed", subject=self, by=by, at=at, tries=link.all_tries)
        self.refresh_from_db()


class LinkReminder(models.Model):
    """A reminder that went out: so many days after the day it was due (before it: less than nothing)."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="reminders")
    stage = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("link", "stage"), name="a_link_is_sent_again_once"),
        )

    def __str__(self) -> str:
        return f"{self.link}: reminder {self.stage}"
