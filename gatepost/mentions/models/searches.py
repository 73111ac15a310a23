"""The places that are looked at, how the last look went, and how many looks there were on each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from gatepost.mentions.models.streams import JETSTREAM, Stream
from gatepost.mentions.sources.known import PLACES, STREAMS
from gatepost.mentions.sources.protocol import About
from gatepost.networks.profiles import is_web_address
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

LEASE = timedelta(minutes=30)  # longer than one look can take
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
TOLD_AFTER = timedelta(days=3)
MOST = 20  # places of one school
KINDS = tuple((slug, one.name) for slug, one in PLACES.items())
# Both give the posts of one network: with the two of them people would see each twice.
_TWINS = {"bluesky": JETSTREAM, JETSTREAM: "bluesky"}


class SearchQuerySet(models.QuerySet["Search"]):
    """Places that are looked at."""

    def open(self) -> SearchQuerySet:
        """Those in use."""
        return self.filter(ended_at=None)

    def due(self, *, at: datetime) -> SearchQuerySet:
        """Those to be looked at now, at which nobody is."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.open().filter(free, next_at__lte=at).exclude(kind__in=STREAMS)

    def failing(self, *, at: datetime) -> SearchQuerySet:
        """Those at which nobody could look for days."""
        silent = Q(failing_since__lte=at - TOLD_AFTER)
        if Stream.current().is_away(at=at, after=TOLD_AFTER):
            silent |= Q(kind=JETSTREAM, entered_at__lte=at - TOLD_AFTER)
        return self.open().filter(silent)

    def claim(self, *, at: datetime) -> Search | None:
        """Take the next one, so that no other worker does; None where nothing is due."""
        if not self.due(at=at).exists():
            return None
        with transaction.atomic(durable=True):
            free = self.due(at=at).select_for_update(skip_locked=True, of=("self",))
            row = free.order_by("next_at", "pk").first()
            if row is not None:
                row.claimed_until = at + LEASE
                row.save(update_fields=["claimed_until"])
        return row


class Search(models.Model):
    """One place, looked at again and again for every name of the school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="searches")
    kind = models.CharField(max_length=20, choices=KINDS)
    # Encrypted, since the address of a feed that somebody made for themselves opens it to whoever has it.
    address: models.Field[Any, Any] = EncryptedTextField(blank=True)
    keeps_all = models.BooleanField(default=False)  # a feed that is a search already
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    mark = models.JSONField(default=dict)  # from where to go on
    looked_at = models.DateTimeField(null=True, blank=True)  # the last time it could be read
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.about.name

    @property
    def about(self) -> About:
        """The facts about its place."""
        return PLACES[self.kind]

    @property
    def is_stream(self) -> bool:
        """Whether what is written there comes by itself."""
        return self.kind in STREAMS

    @property
    def is_shown_short(self) -> str:
        """Its address as pages show it: a feed's may be as good as a password, so its middle is left out."""
        short = 60
        return self.address if len(self.address) <= short else f"{self.address[:short]}…"

    @classmethod
    def begin(cls, kind: str, *, address: str, keeps_all: bool, by: Person, at: datetime) -> Search:
        """Look at a place from now on."""
        about = PLACES[kind]
        if about.asks and not is_web_address(address):
            raise NotPossible(f"{about.asks}: enter it as https:// and a name.")
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            here = list(cls.objects.open().filter(school=by.school_id))
            if len(here) >= MOST:
                raise NotPossible(f"{MOST} places are enough. End one first.")
            kept = address if about.asks else ""
            if any(one.kind == kind and one.address == kept for one in here):
                raise NotPossible("This place is looked at already.")
            if any(one.kind == _TWINS.get(kind) for one in here):
                raise NotPossible("Bluesky is looked at already, in the other way. End that first.")
            row = cls.objects.create(
                school=by.school, kind=kind, address=kept, keeps_all=keeps_all and kind == "feed",
                entered_by=by, entered_at=at, next_at=at,
            )  # fmt: skip
            record("search.entered", subject=row, by=by, at=at, kind=kind)
        return row

    def end(self, *, by: Person, at: datetime) -> None:
        """Look there no longer."""
        with transaction.atomic(durable=True):
            row = Search.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if row.ended_at is None:
                row.ended_by, row.ended_at = by, at
                row.save(update_fields=["ended_by", "ended_at"])
                record("search.ended", subject=row, by=by, at=at)

    def look_soon(self, *, at: datetime) -> None:
        """Have it looked at by the next worker."""
        Search.objects.filter(pk=self.pk).update(next_at=at)

    def could_not(self, says: str, *, after: timedelta, at: datetime) -> None:
        """Nobody could look: tried again, longer and longer apart."""
        with transaction.atomic(durable=True):
            row = self.claimed()
            if row is None:
                return
            wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
            row.next_at, row.tries = at + max(wait, after), min(row.tries + 1, 1000)
            row.failing_since, row.problem = row.failing_since or at, says[:300]
            row.release()
            DayOfLooks.count(row, failed=1, at=at)

    def claimed(self) -> Search | None:
        """The row, locked; None where another worker has taken it up since, or it was ended."""
        rows = Search.objects.open().select_for_update(of=("self",)).select_related("school")
        return rows.filter(pk=self.pk, claimed_until=self.claimed_until).first()

    def release(self) -> None:
        """Free it for the next worker."""
        self.claimed_until = None
        self.save()


class DayOfLooks(models.Model):
    """How often a place was looked at on a day, for how many names, and what came of it: the record of every search."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    looks = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)  # entries seen, with those that were known
    kept = models.PositiveIntegerField(default=0)  # new ones in which a name stands
    names = models.PositiveSmallIntegerField(default=0)  # looked for, in the last look of the day

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("search", "on"), name="one_row_a_day_of_looks"),
        )

    def __str__(self) -> str:
        return f"{self.search}, {self.on}"

    @classmethod
    def count(
        cls, search: Search, *, at: datetime, failed: int = 0, found: int = 0, kept: int = 0
    ) -> None:
        """Count one look, within the caller's transaction, which holds the place."""
        on = search.school.day_of(at)
        row, _ = cls.objects.get_or_create(search=search, on=on)
        row.names = search.school.names_watched.open().count()
        row.looks, row.failed = F("looks") + 1, F("failed") + failed
        row.found, row.kept = F("found") + found, F("kept") + kept
        row.save()
