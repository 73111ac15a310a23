"""What is blocked at a school: what it has decided, else what its policy says, worked out for one group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from gatepost.core.blocking import Blocked, Plan, Site, Times, table
from gatepost.core.blocking.plan import ALWAYS
from gatepost.core.clock import Calendar
from gatepost.monitoring.asked import Blocking, blocking
from gatepost.monitoring.groups import GROUPS, TOP, up_from
from gatepost.monitoring.models import AddressRange, OwnSite, SiteRule, WeeklyHours
from gatepost.monitoring.models.blocking import OPEN
from gatepost.people.models import School, SchoolDates
from gatepost.policies.door import policy_at

BY_POLICY = ("network", "messages")  # the kinds of site that a policy's words mean
AHEAD = 120  # days of which a file knows whether the school is shut


@dataclass(frozen=True)
class Standing:
    """How one site stands for one group, and whose word that is: a group's rule, the policy's, or nobody's."""

    site: Site
    mode: str  # OPEN or when it is blocked
    from_group: str = ""
    by: Blocking | None = None
    own_rule: str = ""  # the mode that this very group has a rule for


@dataclass(frozen=True)
class Network:
    """Everything that is decided of a school's network on a day; read once a page."""

    school: School
    on: date

    @cached_property
    def sites(self) -> Mapping[str, Site]:
        """The table's, and the school's own."""
        own = OwnSite.objects.filter(school=self.school, ended_at=None)
        added = {one.key: Site(one.key, one.name, "own", tuple(one.domains)) for one in own}
        return {**table().sites, **added}

    @cached_property
    def rules(self) -> Mapping[tuple[str, str], str]:
        """Group and site to when it is blocked."""
        found = SiteRule.objects.filter(school=self.school, ended_at=None)
        return {(one.group, one.site): one.mode for one in found}

    @cached_property
    def policy(self) -> Sequence[Blocking]:
        """The clauses by which sites are blocked."""
        return blocking(policy_at(self.school, on=self.on))

    @cached_property
    def hours(self) -> Sequence[WeeklyHours]:
        """Breaks and sessions."""
        return list(WeeklyHours.objects.filter(school=self.school, ended_at=None))

    @cached_property
    def ranges(self) -> Sequence[AddressRange]:
        """Whose addresses are whose."""
        return list(AddressRange.objects.filter(school=self.school, ended_at=None))

    @cached_property
    def shut(self) -> frozenset[str]:
        """The days of the coming weeks that are no school days; none where no terms are entered."""
        calendar: Calendar = SchoolDates.objects.calendar(self.school)
        if not calendar.terms:
            return frozenset()
        days = (self.on + timedelta(days=number) for number in range(AHEAD))
        return frozenset(day.isoformat() for day in days if not calendar.is_school_day(day))

    def standings(self, group: str) -> Iterator[Standing]:
        """How every site stands for a group."""
        clause = next((one for one in self.policy if up_from(group)[-1] in one.groups), None)
        for site in self.sites.values():
            own = self.rules.get((group, site.key), "")
            ruling = next((g for g in up_from(group) if (g, site.key) in self.rules), "")
            if ruling:
                yield Standing(site, self.rules[ruling, site.key], ruling, own_rule=own)
            elif site.kind == "own":  # who enters a site means to block it
                yield Standing(site, ALWAYS)
            elif clause and site.kind in BY_POLICY:
                yield Standing(site, ALWAYS, by=clause)
            else:
                yield Standing(site, OPEN)

    def plan(self, group: str) -> Plan:
        """What a filter has to do for a group."""
        found = [Blocked(one.site, one.mode) for one in self.standings(group) if one.mode != OPEN]
        here = [one for one in self.ranges if self._is_meant(group, one.group)]
        return Plan(
            key=group,
            blocked=tuple(found),
            breaks=self._times(WeeklyHours.Kind.BREAK),
            sessions=self._times(WeeklyHours.Kind.SESSION),
            clients=tuple(one.range for one in here),
            table_on=table().checked_on,
        )

    def groups(self) -> list[str]:
        """Staff, pupils and guests, and every smaller group for which something of its own was decided."""
        own = {group for group, _ in self.rules} | {one.group for one in self.ranges}
        top = {one.key for one in TOP}
        return [key for key in GROUPS if key in own | top]

    def _is_meant(self, group: str, other: str) -> bool:
        """Whether a group's file is for the addresses of another: its own, or one below that has no rules of its own."""
        if group not in up_from(other):
            return False
        below = up_from(other)[: up_from(other).index(group)]
        return not any(ruled in below for ruled, _ in self.rules)

    def _times(self, kind: str) -> Times:
        found = tuple(one.hours for one in self.hours if one.kind == kind)
        return Times(found, self.shut)


def local(school: School, at: datetime) -> datetime:
    """A moment by the school's clock, as plans take it."""
    return at.astimezone(school.clock_zone)
