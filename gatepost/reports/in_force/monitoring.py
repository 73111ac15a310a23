"""What shows the clauses about how the school's network is watched: the notice, what is blocked, the controls."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Way


def _is_published(look: Look, clause: Clause) -> str:
    if look.happened(["network-notice.published"]):
        return "The notice to users is published; nobody has confirmed it yet."
    return ""


def _is_decided(look: Look, clause: Clause) -> str:
    if look.happened(["blocked-sites.decided"]):
        return "The school has decided what is blocked; no filter has fetched it yet."
    return ""


GIVERS: Mapping[str, Giver] = {
    "monitoring.notice": Way(
        ("network-notice.acknowledged",),
        "People have confirmed that they know how use is watched.",
        "No notice to users is published yet.",
        "monitoring:notice",
        ready=_is_published,
    ),
    "monitoring.blocklist": Way(
        ("filter-file.fetched",),
        "The filter has what the school decided to block.",
        "The school has not decided yet what is blocked.",
        "monitoring:blocked",
        ready=_is_decided,
    ),
    "monitoring.controls": Way(
        ("access-control.looked-at",),
        "Somebody has looked whether the controls work.",
        "Nobody has put down yet whether the controls work.",
        "monitoring:controls",
    ),
}
