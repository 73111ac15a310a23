"""Who looks after a post once it is out: those who run the account, its author, and whoever leads the school."""

from __future__ import annotations

from datetime import date

from gatepost.channels.running import standings
from gatepost.people.models import Person
from gatepost.posts.models import Outlet

ALWAYS = ("slt", "administrator", "dsl")


def may_look_after(person: Person, outlet: Outlet, *, on: date) -> bool:
    """Whether somebody may take a post down or say whether it is there."""
    if outlet.post.author_id == person.pk or person.holds(*ALWAYS, on=on):
        return True
    return any(
        one.runner.person_id == person.pk and one.counts for one in standings(outlet.channel, on=on)
    )
