"""Official accounts of a school."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse

from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.channels.models.connections import Connection
    from gatepost.channels.models.runners import Runner, RunnerQuerySet
    from gatepost.channels.models.secrets import SecretQuerySet

NEWS_PAGE = "own"
KEEPS = ("administrator", "headteacher")  # who keeps the list of accounts
# What each network is in the words of the policy's vocabulary; all others are social media.
WEBSITES = frozenset({NEWS_PAGE, "wordpress"})


def kind_of(network: str) -> str:
    """What a network is to the policy: a value of the vocabulary's `channel`."""
    return "website" if network in WEBSITES else "social-media"


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Official accounts."""

    def visible_to(self, person: Person) -> ChannelQuerySet:
        """Everybody at a school sees which accounts are the school's."""
        return self.filter(school=person.school_id)

    def open(self) -> ChannelQuerySet:
        """Those that are in use."""
        return self.filter(closed_at=None)


class Channel(models.Model):
    """One official account: the school's own news page, or a page on a network."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="channels")
    network = models.CharField(max_length=30)
    name = models.CharField(max_length=100)  # as people at the school call it
    handle = models.CharField(max_length=200, blank=True)  # as the network knows it
    url = models.URLField(max_length=500, blank=True)  # where the public finds it
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    if TYPE_CHECKING:
        runners: RunnerQuerySet
        secrets: SecretQuerySet

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                "school",
                "network",
                Lower("handle"),
                condition=models.Q(closed_at=None),
                name="one_row_for_an_account",
                violation_error_message="This account is on the list already.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("channels:channel", args=[self.school.slug, self.pk])

    @classmethod
    def enter(
        cls, *, network: str, name: str, handle: str, url: str, by: Person, at: datetime
    ) -> Channel:
        """Put an account that the school has on the list. Raises NotPossible where it is there already."""
        with transaction.atomic(durable=True):
            return cls.listed(network=network, name=name, handle=handle, url=url, by=by, at=at)

    @classmethod
    def listed(
        cls, *, network: str, name: str, handle: str, url: str, by: Person, at: datetime
    ) -> Channel:
        """The same within the caller's transaction."""
        School.objects.select_for_update().get(pk=by.school_id)
        here = cls.objects.open().filter(school=by.school_id, network=network)
        if here.filter(handle__iexact=handle).exists():
            raise NotPossible("This account is on the list already.")
        channel = cls.objects.create(
            school=by.school, network=network, name=name, handle=handle, url=url, opened_at=at
        )
        record("channel.entered", subject=channel, by=by, at=at, network=network)
        return channel

    def close(self, *, by: Person, at: datetime) -> None:
        """Take it off the list; what went out through it is kept. Its secrets are thrown away."""
        with transaction.atomic(durable=True):
            channel = self.locked()
            channel.closed_at = at
            channel.save(update_fields=["closed_at"])
            channel.connections.filter(ended_at=None).update(ended_at=at, secret=None)
            channel.secrets.all().throw_away(at=at)
            record("channel.closed", subject=channel, by=by, at=at)
        self.refresh_from_db()

    def connect(
        self,
        *,
        server: str,
        identifier: str,
        secret: dict[str, str],
        expires_at: datetime | None,
        by: Person,
        at: datetime,
    ) -> Connection:
        """Keep how Gatepost signs in there, encrypted, in place of what was kept before."""
        from gatepost.channels.models.connections import Connection

        with transaction.atomic(durable=True):
            channel = self.locked()
            channel.connections.filter(ended_at=None).update(ended_at=at, secret=None)
            connection = Connection.objects.create(
                channel=channel,
                server=server,
                identifier=identifier,
                secret=secret,
                connected_by=by,
                connected_at=at,
                expires_at=expires_at,
            )
            record("channel.connected", subject=channel, by=by, at=at)
        return connection

    def appoint(self, person: Person, *, by: Person, at: datetime) -> Runner:
        """Name somebody who runs it. Raises NotPossible for who runs it already or is not at the school."""
        with transaction.atomic(durable=True):
            return self.locked().named(person, by=by, at=at)

    def named(self, person: Person, *, by: Person, at: datetime) -> Runner:
        """The same within the caller's transaction, on the locked row."""
        from gatepost.channels.models.runners import Runner

        on = self.school.day_of(at)
        if person.school_id != self.school_id or not person.is_current(on):
            raise NotPossible("Choose somebody who is at the school.")
        if self.runners.current(on).filter(person=person).exists():
            raise NotPossible(f"{person} runs this account already.")
        runner = Runner.objects.create(channel=self, person=person, from_on=on)
        record("channel.runner-named", subject=self, by=by, at=at, person=person.pk)
        return runner

    def locked(self) -> Channel:
        """The row, held until the change is kept. Raises NotPossible where the account is closed."""
        channel = Channel.objects.select_for_update().get(pk=self.pk)
        if channel.closed_at is not None:
            raise NotPossible("This account is closed.")
        return channel

    @property
    def kind(self) -> str:
        """What it is to the policy: a value of the vocabulary's `channel`."""
        return kind_of(self.network)

    def connection(self) -> Connection | None:
        """How Gatepost signs in there; None where a person does it by hand or nothing is kept."""
        return self.connections.filter(ended_at=None).first()

    def current_runners(self, *, on: date) -> list[Person]:
        """The people who run it on a day and are still at the school."""
        found = self.runners.current(on).select_related("person")
        return [runner.person for runner in found if runner.person.is_current(on)]
