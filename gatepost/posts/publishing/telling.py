"""Who is told when a post needs a person: those who run the account."""

from __future__ import annotations

from datetime import datetime

from gatepost.people.telling import tell
from gatepost.posts.models import Outlet


def tell_runners(outlet: Outlet, *, key: str, at: datetime) -> None:
    """Send a link to everybody who runs the account of an outlet."""
    on = outlet.channel.school.day_of(at)
    for person in outlet.channel.current_runners(on=on):
        link = outlet.post.get_absolute_url()
        tell(person, "something-to-do", link=link, at=at, key=f"post-{key}-{person.pk}")
