"""What is blocked for one group of people, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from gatepost.core.blocking.domains import without_covered
from gatepost.core.blocking.sites import Site
from gatepost.core.blocking.times import Times, next_change

# When a site is blocked. What is always open has no entry in a plan.
ALWAYS, BUT_BREAKS, SESSIONS = "always", "but-breaks", "sessions"
MODES = {
    ALWAYS: "Blocked at all times",
    BUT_BREAKS: "Blocked, but open in official breaks",
    SESSIONS: "Blocked in session times, open outside them",
}


@dataclass(frozen=True)
class Blocked:
    """A site that is blocked at some times."""

    site: Site
    mode: str

    def __post_init__(self) -> None:
        """A mode that is none would block nothing."""
        if self.mode not in MODES:
            raise ValueError(f"There is no time “{self.mode}” at which a site is blocked.")


@dataclass(frozen=True)
class Plan:
    """What a filter has to do for one group. `key` is made of small letters, figures and hyphens."""

    key: str
    blocked: tuple[Blocked, ...]
    breaks: Times = field(default_factory=lambda: Times(()))
    sessions: Times = field(default_factory=lambda: Times(()))
    clients: tuple[str, ...] = ()  # ranges of addresses at which these people are, as 10.0.0.0/16
    table_on: date | None = None

    def domains(self, mode: str) -> list[str]:
        """The names that are blocked in a way, without those that another of them covers."""
        return without_covered(name for one in self._of(mode) for name in one.site.domains)

    def now(self, at: datetime) -> list[str]:
        """The names that are blocked at a local moment."""
        found = [name for one in self.blocked_at(at) for name in one.site.domains]
        return without_covered(found)

    def hosts(self, at: datetime) -> list[str]:
        """The single names that are blocked at a local moment, for files that know no “and everything below”."""
        found = {
            name for one in self.blocked_at(at) for name in (*one.site.domains, *one.site.host)
        }
        found |= {f"www.{name}" for one in self.blocked_at(at) for name in one.site.domains}
        return sorted(found)

    def blocked_at(self, at: datetime) -> list[Blocked]:
        """The sites that are blocked at a local moment."""
        return [one for one in self.blocked if self.is_on(one.mode, at)]

    def is_on(self, mode: str, at: datetime) -> bool:
        """Whether what is blocked in a way is blocked at a local moment."""
        if mode == BUT_BREAKS:
            return not self.breaks.hold(at)
        return mode == ALWAYS or self.sessions.hold(at)

    def changes_at(self, *, after: datetime) -> datetime | None:
        """When the next site opens or closes; None where nothing hangs on the time."""
        modes = {one.mode for one in self.blocked}
        times = [t for m, t in ((BUT_BREAKS, self.breaks), (SESSIONS, self.sessions)) if m in modes]
        return next_change(times, after=after)

    def _of(self, mode: str) -> Iterable[Blocked]:
        return (one for one in self.blocked if one.mode == mode)
