"""What shows the clauses about what others write: answered in time, looked at, moderated, the press, what is said elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Way

QUEUE, WATCH, MENTIONS = "inbox:queue", "inbox:watch", "mentions:mentions"
NO_ACCOUNT = "There is no official account yet."


def _has_accounts(look: Look, clause: Clause) -> str:
    return "The queue of comments and messages goes by it." if look.accounts else ""


def _has_rota(look: Look, clause: Clause) -> str:
    if look.happened(["rota.entered"]):
        return "There is a rota of who looks; nobody has put down a look yet."
    return ""


def _is_looked_for(look: Look, clause: Clause) -> str:
    if look.happened(["watch.began"]):
        return "The name of the school is looked for; nothing was found yet."
    return ""


GIVERS: Mapping[str, Giver] = {
    "inbox.clock": Way(
        ("item.answered",),
        "Comments and messages are answered by its clock.",
        NO_ACCOUNT,
        QUEUE,
        ready=_has_accounts,
    ),
    "inbox.watch": Way(
        ("channel.looked-at", "channel.look-entered-later"),
        "Somebody looks and puts it down.",
        "The rota of who looks is empty, and nobody has put down a look.",
        WATCH,
        ready=_has_rota,
    ),
    "inbox.moderation": Way(
        ("moderation.done", "moderation.explained"),
        "What others wrote was hidden, deleted, blocked or reported, with a reason.",
        NO_ACCOUNT,
        QUEUE,
        ready=_has_accounts,
    ),
    "inbox.press": Way(
        ("press.marked", "press.released"),
        "A journalist’s message was marked, and its answer held.",
        NO_ACCOUNT,
        QUEUE,
        ready=_has_accounts,
    ),
    "mentions.watch": Way(
        ("search.found", "mention.judged"),
        "The name of the school is looked for, and what is found is looked at.",
        "Nothing is looked for yet: nobody has entered a name of the school.",
        MENTIONS,
        ready=_is_looked_for,
    ),
    "mentions.answer": Way(
        ("mention.step-taken",),
        "Its steps were gone through before an answer.",
        "No step of it was taken yet.",
        MENTIONS,
    ),
}
