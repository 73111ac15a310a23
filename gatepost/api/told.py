"""Which entries of the ledger other systems may be told of. What touches a case, a child's safety or a private matter is not among them."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.records.events import EVENTS

# Cases have ledgers of their own. Beside them, these tell of what only some may know: that something was passed on as
# a concern, what families said, who is never shown, whom somebody is tied to, and what is whose private matter.
AREAS = {
    "people": ("person", "role", "people", "pupils", "invitation", "school-dates"),
    "policy": ("policy", "campaign", "clause", "contradiction", "upkeep"),
    "training": ("course", "training", "programme", "resource"),
    "channels": ("channel", "application", "handover", "listed"),
    "posts": ("post", "posts", "publishing", "emergency-posts", "picture", "take-down"),
    "inbox": ("item", "rota", "holiday-notice"),
}
NEVER = frozenset({"item.handed-on", "item.pictures-answered", "item.picture-seen"})


def events_told() -> Mapping[str, str]:
    """The events that can be chosen, with what each says."""
    nouns = {noun for some in AREAS.values() for noun in some}
    return {
        event: says
        for event, says in EVENTS.items()
        if event.partition(".")[0] in nouns and event not in NEVER
    }


EVENTS_TOLD = events_told()


def by_area() -> dict[str, list[tuple[str, str]]]:
    """The same, by area, for the page on which they are chosen."""
    return {
        area: [
            (event, says) for event, says in EVENTS_TOLD.items() if event.partition(".")[0] in nouns
        ]
        for area, nouns in AREAS.items()
    }
