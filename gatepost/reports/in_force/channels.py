"""What shows the clauses about official accounts: applied for, run by enough people, kept safe, handed over, listed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Q

from gatepost.channels.models import Channel
from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Shown, State, Way, page

ACCOUNTS = "channels:channels"


def runners(look: Look, clause: Clause) -> Shown:
    """Whether every account has as many people as the clause wants."""
    least, url = int(clause.live.get("at-least", 1)), page(look, ACCOUNTS)
    found = look.once(_runners)
    if not found:
        return Shown(State.NOTHING, "There is no official account yet.", url=url)
    enough = sum(count >= least for count in found)
    figure = f"{enough} of {len(found)} accounts"
    if enough == len(found):
        return Shown(State.USED, "Every account has as many people as it needs.", figure, url=url)
    return Shown(State.READY, "Some account has fewer people than it needs.", figure, url=url)


def lists(look: Look, clause: Clause) -> Shown:
    """Whether anything stands on the lists that a clause wants."""
    url, names = page(look, "channels:genuine"), [str(one) for one in clause.live["lists"]]
    if "accounts" in names and look.accounts:
        figure = f"{look.accounts} account{'' if look.accounts == 1 else 's'}"
        return Shown(State.USED, "The public list shows the school’s accounts.", figure, url=url)
    if "accounts" in names:
        return Shown(State.NOTHING, "There is no official account on the list yet.", url=url)
    return _OTHER_LISTS(look, clause)


def _runners(look: Look) -> list[int]:
    now = Q(runners__from_on__lte=look.on) & (
        Q(runners__until_on=None) | Q(runners__until_on__gte=look.on)
    )
    rows = Channel.objects.open().filter(school=look.school).order_by()
    return list(rows.annotate(now=Count("runners", filter=now)).values_list("now", flat=True))


def _accounts_are_there(look: Look, clause: Clause) -> str:
    return "There is an official account; no runner of it has left yet." if look.accounts else ""


_OTHER_LISTS = Way(
    ("listed.entered", "issued.given"),
    "The school has entered what belongs on this list.",
    "Nothing stands on this list yet.",
    ACCOUNTS,
)
GIVERS: Mapping[str, Giver] = {
    "channels.business-case": Way(
        ("application.handed-in", "application.opened", "application.sent-back"),
        "Accounts were applied for with the questions that it asks.",
        "Nobody has applied for an account with it yet.",
        ACCOUNTS,
    ),
    "channels.runners": runners,
    "channels.opening": Way(
        ("application.opened",),
        "An account was opened on this way.",
        "No account was opened on this way yet.",
        ACCOUNTS,
    ),
    "channels.vault": Way(
        ("secret.entered", "secret.changed", "secret.seen"),
        "The safe of an account is in use.",
        "Nothing has been put into the safe of an account yet.",
        ACCOUNTS,
    ),
    "channels.handover": Way(
        ("handover.opened", "handover.step-taken", "handover.ended"),
        "An account was handed over.",
        "There is no official account yet that could be handed over.",
        ACCOUNTS,
        ready=_accounts_are_there,
    ),
    "channels.register": lists,
}
