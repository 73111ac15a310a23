"""When a line of a log was written: its day and hour by the school's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MOST_KNOWN = 50_000
_FORMS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S")  # fmt: skip
_HOUR = 3600
_QUARTER = 900


class Moments:
    """Reads times as logs have them. What carries no zone is taken by the school's clock."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._known: dict[str | int, tuple[date, int] | None] = {}

    def hour(self, written: str) -> tuple[date, int] | None:
        """The day and the hour; None where it is no time."""
        key = self._key(written)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            at = self.at(written)
            self._known[key] = (at.date(), at.hour) if at else None
        return self._known[key]

    def at(self, written: str) -> datetime | None:
        """The moment itself, by the school's clock; None where it is no time."""
        seconds = _seconds(written)
        if seconds is not None:
            try:
                return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone)
            except (OverflowError, OSError, ValueError):
                return None
        at = _read(written)
        if at is None:
            return None
        return at.astimezone(self.zone) if at.tzinfo else at.replace(tzinfo=self.zone)

    def _key(self, written: str) -> str | int:
        """What is the same for all lines of one quarter of an hour, so that few times are reckoned."""
        seconds = _seconds(written)
        return int(seconds) // _QUARTER if seconds is not None else written[:16] + written[19:]


def _seconds(written: str) -> float | None:
    if not written or not written[0].isdigit() or not written.replace(".", "", 1).isdigit():
        return None
    return float(written)


def _read(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007  # the caller adds the zone
        except ValueError:
            continue
    return None
