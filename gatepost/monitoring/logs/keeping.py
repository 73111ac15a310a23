"""Keeps what a log came to, and gives the lines that cases have asked for to these cases alone."""

from __future__ import annotations

import io
import ipaddress
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.urls import reverse

from gatepost.core.blocking.sites import Finder
from gatepost.incidents.evidence import keeping as evidence
from gatepost.incidents.evidence.keeping import Incoming
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models.evidence import Told
from gatepost.monitoring.blocking.standing import Network
from gatepost.monitoring.groups import UNKNOWN
from gatepost.monitoring.logs.lines import NotALog
from gatepost.monitoring.logs.moments import Moments
from gatepost.monitoring.logs.reading import Found, Reading, Telling, Wanted
from gatepost.monitoring.models import FilterLog, LogCount, LogRequest
from gatepost.monitoring.models.blocking import check_keeps
from gatepost.monitoring.models.logs import is_own, kept_days
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.people.telling import tell
from gatepost.records.door import record
from gatepost.vault.files import NotKept

log = logging.getLogger(__name__)
_KNOWN = 50_000  # hosts and addresses of which it is remembered what they are


def reading_for(person: Person, *, at: datetime) -> Reading:
    """A reading that knows this school, and what its cases wait for; nobody brings in lines of their own."""
    school = person.school
    network = Network(school, school.day_of(at))
    find = lru_cache(maxsize=_KNOWN)(Finder(network.sites.values()).site_of)
    wanted = [
        Wanted(one.pk, one.who.casefold(), (one.from_at, one.until_at))
        for one in LogRequest.objects.for_uploader(person)
        if not is_own(one.who, person)
    ]
    return Reading(Telling(Moments(school.clock_zone), find, _groups(network), wanted))


def keep(reading: Reading, *, by: Person, at: datetime) -> FilterLog:
    """Keep the counts of a log that was read to its end. Raises NotALog, NotPossible."""
    if reading.problem:
        raise NotALog(reading.problem)
    days = [key.on for key in reading.cells]
    school = by.school
    with transaction.atomic(durable=True):
        check_keeps(by, school_id=school.pk, on=school.day_of(at))
        made = FilterLog.objects.create(
            school=school, kind=reading.kind, first_on=min(days), last_on=max(days),
            unread=reading.unread, by=by, at=at,
        )  # fmt: skip
        LogCount.objects.bulk_create(
            (LogCount(log=made, number=number, **key._asdict()) for key, number in reading.kept()),
            batch_size=1000,
        )
        record("filter-log.read", subject=made, by=by, at=at, days=len(set(days)))
    for number, found in reading.found.items():
        _give(number, found, by=by, at=at)
    return made


def forget_old(*, at: datetime) -> int:
    """Delete what logs came to once it has been kept for as long as the notice says; how many."""
    count = 0
    kept: dict[int, int] = {}
    for one in FilterLog.objects.select_related("school").order_by("pk").iterator():
        days = kept.setdefault(one.school_id, kept_days(one.school))
        if one.at < at - timedelta(days=days):
            with transaction.atomic(durable=True):
                record("filter-log.deleted", subject=one, by=None, at=at)
                one.delete()
            count += 1
    return count


def _give(number: int, found: Found, *, by: Person, at: datetime) -> None:
    """Put somebody's lines into the case that asked; whoever brought the log sees nothing of it, whatever comes of it."""
    wanted = LogRequest.objects.select_related("case__school", "by__school").get(pk=number)
    said = Told(
        what="Lines of the filter's log that this case asked for",
        how="Read from the log while it was brought in; no other line was kept",
        name="filter-log.txt",
        technical={"lines": str(len(found.lines)), "cut off": "yes" if found.is_cut else "no"},
    )
    content = io.BytesIO("\n".join([*found.lines, ""]).encode())
    try:
        (item,) = evidence.keep(wanted.case, [Incoming(content, "text/plain", said)], by=by, at=at)
    except (Frozen, NotPossible, NotKept) as problem:
        log.warning("Lines for request %s could not be kept: %s", number, type(problem).__name__)
        return
    wanted.was_given(item.number, by=by, at=at)
    link = reverse("monitoring:lines", args=[wanted.by.school.slug])
    with transaction.atomic(durable=True):
        tell(wanted.by, "something-new", link=link, at=at, key=f"lines-{number}")


def _groups(network: Network) -> Callable[[str], str]:
    """Tells the group of an address by the smallest range that it lies in."""
    ranges = [(ipaddress.ip_network(one.range), one.group) for one in network.ranges]
    ranges.sort(key=lambda one: one[0].prefixlen, reverse=True)

    @lru_cache(maxsize=_KNOWN)
    def group_of(client: str) -> str:
        try:
            address = ipaddress.ip_address(client)
        except ValueError:
            return UNKNOWN
        return next((group for one, group in ranges if address in one), UNKNOWN)

    return group_of
