"""Who looks at which account when: shifts by the week, swaps that both agree to, and notices for days without anybody."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q

from gatepost.channels.models import Channel
from gatepost.inbox.models.looks import may_watch
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import tell
from gatepost.records.door import record

KEEP_ROTA = ("administrator", "headteacher")
WHOLE_WEEK = "0123456"  # Monday is 0
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
LONGEST_SHIFT = 800  # days


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Shifts."""

    def touching(self, first: date, last: date) -> ShiftQuerySet:
        """Those that have a day in common with some days."""
        return self.filter(from_on__lte=last, until_on__gte=first)


class Shift(models.Model):
    """Somebody looks at an account, or at all, on some days of the week from one day to another."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="shifts"
    )
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    weekdays = models.CharField(max_length=7, default=WHOLE_WEEK)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ("from_on", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(weekdays=""), name="a_shift_has_days_of_the_week"),
        )

    def __str__(self) -> str:
        return f"{self.person} from {self.from_on} until {self.until_on}"

    def holds_on(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.from_on <= day <= self.until_on and str(day.weekday()) in self.weekdays

    @property
    def days_in_words(self) -> str:
        """The days of the week, as people say them."""
        return ", ".join(_DAYS[int(one)] for one in self.weekdays)

    @classmethod
    def enter(
        cls, person: Person, channel: Channel | None, *, days: tuple[date, date], weekdays: str,
        by: Person, at: datetime,
    ) -> Shift:  # fmt: skip
        """Put somebody on the rota. Raises NotPossible for days that are over, or for whoever does not see the account."""
        first, last = days
        _check_keeper(by, school_id=person.school_id, at=at)
        today = by.school.day_of(at)
        if first < today:
            raise NotPossible("A rota is made for days to come. Begin today or later.")
        if last < first or (last - first).days > LONGEST_SHIFT:
            raise NotPossible("The last day comes after the first, at most two years later.")
        if not weekdays:
            raise NotPossible("Choose at least one day of the week.")
        if not person.is_current(first):
            raise NotPossible(f"{person} is not at the school on the first day.")
        if channel is not None and not may_watch(person, channel, on=today):
            raise NotPossible(f"{person} neither runs {channel} nor sees all accounts.")
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school, person=person, channel=channel, from_on=first, until_on=last,
                weekdays=weekdays, entered_by=by, entered_at=at,
            )  # fmt: skip
            record("rota.entered", subject=made, by=by, at=at, person=person.pk)
            _tell(person, made.school, key=f"shift-{made.pk}", besides=by, at=at)
        return made

    def end(self, *, by: Person, at: datetime) -> None:
        """Take them off the rota from today on. What is over stays as it was."""
        _check_keeper(by, school_id=self.school_id, at=at)
        today = by.school.day_of(at)
        with transaction.atomic(durable=True):
            row = Shift.objects.select_for_update().get(pk=self.pk)
            if row.until_on < today:
                raise NotPossible("This is over already.")
            record("rota.ended", subject=row, by=by, at=at, person=row.person_id)
            if row.from_on >= today:
                row.delete()
            else:
                row.until_on = date.fromordinal(today.toordinal() - 1)
                row.save(update_fields=["until_on"])


class SwapQuerySet(models.QuerySet["Swap"]):
    """Swaps."""

    def open(self) -> SwapQuerySet:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)

    def agreed(self) -> SwapQuerySet:
        """Those that count."""
        return self.filter(agreed=True)


class Swap(models.Model):
    """Somebody asks a colleague to take their days, perhaps for days of the colleague's in return."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_asked")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_for_me")
    first_on = models.DateField()
    last_on = models.DateField()
    back_first_on = models.DateField(null=True, blank=True)
    back_last_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(default=False)

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(agreed=False) | Q(answered_at__isnull=False),
                name="who_agrees_has_answered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asker} asks {self.other} for {self.first_on}"

    def stands_in(self, person_id: int, day: date) -> Person | None:
        """Who takes somebody's day by this swap; None where it says nothing of it."""
        if person_id == self.asker_id and self.first_on <= day <= self.last_on:
            return self.other
        back = self.back_first_on, self.back_last_on
        if person_id == self.other_id and back[0] and back[1] and back[0] <= day <= back[1]:
            return self.asker
        return None

    @classmethod
    def ask(
        cls, other: Person, *, days: tuple[date, date], back: tuple[date, date] | None,
        by: Person, at: datetime,
    ) -> Swap:  # fmt: skip
        """Ask somebody. Nothing changes before they agree."""
        today = by.school.day_of(at)
        if other.pk == by.pk or other.school_id != by.school_id or not other.is_current(today):
            raise NotPossible("Choose somebody else at the school.")
        for first, last in filter(None, (days, back)):
            if first < today or last < first:
                raise NotPossible("Choose days to come; the last is not before the first.")
        back_first, back_last = back or (None, None)
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school, asker=by, other=other, first_on=days[0], last_on=days[1],
                back_first_on=back_first, back_last_on=back_last, asked_at=at,
            )  # fmt: skip
            record("rota.swap-asked", subject=made, by=by, at=at, person=other.pk)
            _tell(other, by.school, key=f"swap-{made.pk}", besides=by, at=at)
        return made

    def answer(self, *, agrees: bool, by: Person, at: datetime) -> None:
        """The colleague agrees, or does not. Only they can."""
        with transaction.atomic(durable=True):
            row = (
                Swap.objects.select_for_update(of=("self",))
                .select_related("school")
                .get(pk=self.pk)
            )
            if row.other_id != by.pk:
                raise NotPossible("Only whoever was asked can answer.")
            if row.answered_at is not None:
                raise NotPossible("This was answered already.")
            row.answered_at, row.agreed = at, agrees
            row.save(update_fields=["answered_at", "agreed"])
            event = "rota.swap-agreed" if agrees else "rota.swap-declined"
            record(event, subject=row, by=by, at=at)
            _tell(row.asker, row.school, key=f"swap-answer-{row.pk}", besides=by, at=at)


class HolidayNoticeQuerySet(models.QuerySet["HolidayNotice"]):
    """Notices."""

    def touching(self, first: date, last: date) -> HolidayNoticeQuerySet:
        """Those that have a day in common with some days."""
        return self.filter(first_on__lte=last, last_on__gte=first)


class HolidayNotice(models.Model):
    """On an account stands when the school answers again and where to turn until then. Somebody put it up there by hand."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="holiday_notices")
    first_on = models.DateField()
    last_on = models.DateField()
    words = models.TextField()  # public: everybody reads it on the account
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    down_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    down_at = models.DateTimeField(null=True, blank=True)

    objects = HolidayNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")

    def __str__(self) -> str:
        return f"notice on {self.channel} from {self.first_on}"

    def stands_on(self, day: date) -> bool:
        """Whether it is up on a day."""
        down_on = self.channel.school.day_of(self.down_at) if self.down_at else None
        return self.first_on <= day <= self.last_on and (down_on is None or day < down_on)

    @classmethod
    def put_up(
        cls, channel: Channel, *, days: tuple[date, date], words: str, by: Person, at: datetime
    ) -> HolidayNotice:
        """Put down that a notice stands on an account."""
        on = by.school.day_of(at)
        first, last = days
        if not may_watch(by, channel, on=on):
            raise NotPossible(f"You do not see what comes in on {channel}.")
        if last < first or last < on:
            raise NotPossible("Choose days to come; the last is not before the first.")
        if not words.strip():
            raise NotPossible("Write what the notice says.")
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                channel=channel, first_on=max(first, on), last_on=last, words=words.strip(), by=by, at=at
            )  # fmt: skip
            record("holiday-notice.put-up", subject=channel, by=by, at=at, notice=made.pk)
        return made

    def take_down(self, *, by: Person, at: datetime) -> None:
        """It is not there any more."""
        if not may_watch(by, self.channel, on=by.school.day_of(at)):
            raise NotPossible(f"You do not see what comes in on {self.channel}.")
        with transaction.atomic(durable=True):
            row = HolidayNotice.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if row.down_at is not None:
                raise NotPossible("It was taken down already.")
            row.down_by, row.down_at = by, at
            row.save(update_fields=["down_by", "down_at"])
            record("holiday-notice.taken-down", subject=self.channel, by=by, at=at, notice=row.pk)


def _check_keeper(by: Person, *, school_id: int, at: datetime) -> None:
    if by.school_id != school_id or not by.holds(*KEEP_ROTA, on=by.school.day_of(at)):
        raise NotPossible("The administrator and the headteacher keep the rota.")


def _tell(person: Person, school: School, *, key: str, besides: Person, at: datetime) -> None:
    from django.urls import reverse

    if person.pk != besides.pk:
        link = reverse("inbox:rota", args=[school.slug])
        tell(person, "something-to-do", link=link, at=at, key=f"rota-{key}")
