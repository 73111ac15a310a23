"""The people who run an account."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.channels.models.accounts import Channel
from gatepost.people.models import Person
from gatepost.records.door import record


class RunnerQuerySet(models.QuerySet["Runner"]):
    """Who ran which account when."""

    def current(self, on: date) -> RunnerQuerySet:
        """Those of a day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=on), from_on__lte=on)


class Runner(models.Model):
    """Somebody who runs an account, from a day on."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="runners")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="runs")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day on which they count
    stopped_at = models.DateTimeField(null=True, blank=True)  # from here on its safe is shut

    objects = RunnerQuerySet.as_manager()

    class Meta:
        ordering = ("from_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "person"),
                condition=models.Q(until_on=None),
                name="one_runner_once_an_account",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | models.Q(until_on__isnull=False),
                name="who_was_stopped_has_a_last_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} runs {self.channel}"

    def stop(self, *, by: Person, at: datetime) -> None:
        """They run it until today, see no secret of it from now on, and what they could see has to be changed."""
        from gatepost.channels.models.secrets import Why, must_change

        with transaction.atomic(durable=True):
            channel = self.channel.locked()
            self.until_on, self.stopped_at = channel.school.day_of(at), at
            self.save(update_fields=["until_on", "stopped_at"])
            record("channel.runner-stopped", subject=channel, by=by, at=at, person=self.person_id)
            must_change(channel, why=Why.STOPPED, person=self.person, by=by, at=at)
