"""A plan in the formats that filters read. Everything in them is made of names of sites, numbers and words of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gatepost.core.blocking import pac, squid
from gatepost.core.blocking.plan import Plan


@dataclass(frozen=True)
class Written:
    """A file for a filter. `tag` is the same as long as what it blocks is."""

    text: str
    tag: str


@dataclass(frozen=True)
class Format:
    """One way of writing a plan down."""

    key: str
    name: str
    says: str  # what it is for, and what it cannot
    file: str
    media_type: str
    mark: str  # what begins a line that is for people
    knows_times: bool
    body: Callable[[Plan, datetime], list[str]]

    def write(self, plan: Plan, *, at: datetime) -> Written:
        """The file as it is at a local moment."""
        body = self.body(plan, at)
        tag = hashlib.sha256("\n".join([self.key, *body]).encode()).hexdigest()
        head = [f"{self.mark} {line}" for line in self._head(plan, at)]
        return Written("\n".join([*head, *body]) + "\n", tag)

    def _head(self, plan: Plan, at: datetime) -> list[str]:
        table = f"{plan.table_on:%-d %B %Y}" if plan.table_on else "no date"
        lines = [
            f"Gatepost: what is blocked for {plan.key}",
            f"Made {at:%A %-d %B %Y, %H:%M}, from the table of sites of {table}",
        ]
        change = plan.changes_at(after=at)
        if change and not self.knows_times:
            lines.append(f"It changes {change:%A %-d %B, %H:%M}: fetch it again then")
        if self.key == "squid":
            lines.append("Squid knows no holidays: fetch it anew every day")
        return lines


def _hosts(plan: Plan, at: datetime) -> list[str]:
    return [f"{zero} {name}" for name in plan.hosts(at) for zero in ("0.0.0.0", "::")]


def _dnsmasq(plan: Plan, at: datetime) -> list[str]:
    return [f"address=/{name}/{zero}" for name in plan.now(at) for zero in ("0.0.0.0", "::")]


def _domains(plan: Plan, at: datetime) -> list[str]:
    return plan.now(at)


FORMATS = {
    one.key: one
    for one in (
        Format(
            "hosts", "Hosts file",
            "For single computers. It stops the names that it lists and not those below them, and knows no times: it has what is blocked at the moment.",
            "hosts.txt", "text/plain", "#", False, _hosts,
        ),
        Format(
            "dnsmasq", "dnsmasq",
            "For the server that answers names, Pi-hole among them. It knows no times: it has what is blocked at the moment.",
            "gatepost-dnsmasq.conf", "text/plain", "#", False, _dnsmasq,
        ),
        Format(
            "squid", "Squid",
            "For a proxy; breaks and sessions are in it. Include it before whatever lets people through.",
            "gatepost-squid.conf", "text/plain", "#", True, squid.body,
        ),
        Format(
            "pac", "Automatic proxy file (PAC)",
            "For browsers that are set to it; breaks, sessions and holidays are in it. Whoever may change the browser’s settings gets round it.",
            "gatepost.pac", "application/x-ns-proxy-autoconfig", "//", True, pac.body,
        ),
        Format(
            "domains", "List of names",
            "For filters of any maker that take a list. It knows no times: it has what is blocked at the moment.",
            "domains.txt", "text/plain", "#", False, _domains,
        ),
    )
}  # fmt: skip
