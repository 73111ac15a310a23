"""What the policy asks for where something that came in looks like bullying or abuse."""

from __future__ import annotations

from datetime import date

from gatepost.inbox.models import Item
from gatepost.inbox.watching.asked import asked_by
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable

# Kinds of the rules that look for what needs a person; a person decides what it is.
BAD = frozenset({"abuse", "slur", "threat"})
# What is said of words that stay folded, instead of the words.
_OF_KINDS = {
    "threat": "It may be a threat.",
    "self-harm": "Somebody may want to harm themselves.",
    "safeguarding": "A child may need help.",
    "adult-accused": "It may accuse an adult of the school.",
    "slur": "It may hold words of hatred.",
    "abuse": "It may be abuse.",
    "personal-data": "It may give away somebody’s details.",
    "complaint": "It may be a complaint.",
    "press": "It may come from a journalist.",
    "unread": "It could not be read by the rules.",
}


def kinds_of(item: Item) -> list[str]:
    """The kinds of the reasons behind an item's score, each once."""
    return list(dict.fromkeys(str(one.get("kind", "")) for one in item.reasons))


def is_bad(item: Item) -> bool:
    """Whether the rules see bad behaviour in it."""
    return bool(BAD & set(kinds_of(item)))


def clauses_for(item: Item, *, on: date) -> list[Readable]:
    """The clauses that want the school to step in, where something looks like it."""
    if not is_bad(item):
        return []
    return readable(asked_by(policy_at(item.school, on=on)).stepping_in, school=item.school, on=on)


def warning_of(item: Item) -> str:
    """What kind of thing waits behind the fold."""
    said = [_OF_KINDS[one] for one in kinds_of(item) if one in _OF_KINDS]
    return " ".join(said[:3]) or "The rules see something in it that needs a person soon."
