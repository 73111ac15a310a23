"""Access rules for Squid: names, hours of the week, and where the people are."""

from __future__ import annotations

from datetime import datetime, time

from gatepost.core.blocking.plan import ALWAYS, BUT_BREAKS, SESSIONS, Plan
from gatepost.core.blocking.times import Hours, Times

# Monday is the first; Squid calls Thursday H and Saturday A.
_DAYS = "MTWHFAS"


def body(plan: Plan, at: datetime) -> list[str]:
    """The lines for a plan on the day of a local moment."""
    name = f"gatepost_{plan.key.replace('-', '_')}"
    lines = [f"acl {name}_clients src {one}" for one in plan.clients]
    who = f"{name}_clients " if plan.clients else ""
    for mode, times in ((ALWAYS, None), (BUT_BREAKS, plan.breaks), (SESSIONS, plan.sessions)):
        domains = plan.domains(mode)
        if not domains:
            continue
        sites, hours = (
            f"{name}_{mode.replace('-', '_')}_sites",
            f"{name}_{mode.replace('-', '_')}_hours",
        )
        written = _hours(times, at)
        if mode == SESSIONS and not written:
            continue  # nothing is taught today
        lines += [f"acl {sites} dstdomain .{one}" for one in domains]
        lines += [f"acl {hours} time {one}" for one in written]
        when = f" {'!' if mode == BUT_BREAKS else ''}{hours}" if written and mode != ALWAYS else ""
        lines.append(f"http_access deny {who}{sites}{when}")
    return lines


def _hours(times: Times | None, at: datetime) -> list[str]:
    return [] if times is None or times.is_shut(at) else [_written(one) for one in times.hours]


def _written(hours: Hours) -> str:
    """Squid counts the minute of the end in, so the end is a minute earlier."""
    minute = hours.end.hour * 60 + hours.end.minute - 1
    last = max(hours.start, time(minute // 60, minute % 60))
    days = "".join(_DAYS[one] for one in sorted(hours.weekdays))
    return f"{days} {_clock(hours.start)}-{_clock(last)}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
