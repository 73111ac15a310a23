"""How often something was done, and when last: counted by event, or by the clauses that entries give as their reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from gatepost.records.models import Entry

# Both read the index by chain, event and moment; only the second opens what was sealed.
_EACH = {
    "sqlite": "json_each(e.body, '$.because') AS c",
    "postgresql": "LATERAL jsonb_array_elements_text(e.body::jsonb -> 'because') AS c(value)",
}
_CITED = (
    "SELECT c.value, e.event, COUNT(*), MAX(e.at) FROM {table} AS e CROSS JOIN {each} "
    "WHERE e.chain = %s AND e.at >= %s AND e.event IN ({events}) GROUP BY c.value, e.event"
)


@dataclass(frozen=True)
class Happened:
    """How often, and when last."""

    count: int
    last_at: datetime


def happened(
    chains: Collection[str], events: Collection[str], *, since: datetime
) -> dict[str, Happened]:
    """Each of some events that was recorded in some chains since a moment."""
    found = Entry.objects.filter(chain__in=chains, event__in=events, at__gte=since)
    counted = found.order_by().values_list("event").annotate(Count("pk"), Max("at"))
    return {event: Happened(count, last_at) for event, count, last_at in counted}


def cited(
    chain: str, events: Collection[str], *, since: datetime
) -> dict[tuple[str, str], Happened]:
    """How often entries of some events named a clause since a moment; by the clause's reference and the event."""
    if not events:
        return {}
    sql = _CITED.format(
        table=Entry._meta.db_table,
        each=_EACH[connection.vendor],
        events=", ".join(["%s"] * len(events)),
    )
    start = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(sql, [chain, start, *events])
        return dict(_read(cursor.fetchall()))


def together(some: Iterable[Happened | None]) -> Happened | None:
    """Several counts as one; None where nothing happened."""
    found = [one for one in some if one is not None]
    if not found:
        return None
    return Happened(sum(one.count for one in found), max(one.last_at for one in found))


def _read(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[str, str], Happened]]:
    for reference, event, count, last in rows:
        # SQLite keeps moments as texts in UTC.
        at = datetime.fromisoformat(last).replace(tzinfo=UTC) if isinstance(last, str) else last
        yield (str(reference), str(event)), Happened(int(count), at)
