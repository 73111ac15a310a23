"""What people write to the invented school: found on an account, sent on its own page, answered, late, and one that cannot wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from gatepost.channels.models import Channel
from gatepost.inbox import letters
from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder
from gatepost.inbox.taking_in import Found, keep_found
from gatepost.people.models import Person

RUNNER, HEAD = "Kwame Asante", "Miriam Oakes"
# Account, hours ago, who wrote, what.
WRITTEN = (
    ("x", 71, "a grandparent", "Lovely newts! Is the pond open to visitors at the summer fair?"),
    ("x", 50, "a neighbour", "Cars were parked across my drive again this morning. Who do I complain to?"),
    ("x", 20, "somebody", "You are all useless idiots and should be ashamed."),
    ("x", 3, "a parent", "Thank you for the photographs of the new tree!"),
)  # fmt: skip
LETTER = "What time does the uniform shop open on Saturdays?"
CANNOT_WAIT = "My friend in year 6 says she wants to kill herself. Please can somebody help her"


def write(people: Mapping[str, Person], *, at: datetime) -> None:
    """Fill the queue."""
    runner, head = people[RUNNER], people[HEAD]
    accounts = {one.network: one for one in Channel.objects.filter(school=head.school_id)}
    for network, hours, who, text in WRITTEN:
        then = at - timedelta(hours=hours)
        url = f"https://x.example/larkfieldprimary/{hours}"
        found = Found(accounts[network], "comment", text, then, who=who, url=url)
        item = keep_found(found, by=runner, at=then)
        if item is not None and hours == WRITTEN[0][1]:
            Holder.give(item, runner, by=runner, at=then)
            told = "Thank you! It is. Come and see us."
            answer(item, told, is_acknowledgement=False, by=runner, at=then + timedelta(hours=4))
    letters.write(accounts["own"], LETTER, name="Sorrel Reed", email="", at=at - timedelta(hours=5))
    letters.write(accounts["own"], CANNOT_WAIT, name="", email="", at=at - timedelta(hours=1))
