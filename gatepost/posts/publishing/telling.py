"""Who is told when a post needs a person: those who run the account."""

from __future__ import annotations

from datetime import datetime

from gatepost import notices
from gatepost.posts.models import Outlet


def tell_runners(outlet: Outlet, *, key: str, at: datetime) -> None:
    """Send a link to everybody who runs the account of an outlet."""
    on = outlet.channel.school.day_of(at)
    for person in outlet.channel.current_runners(on=on):
        if person.email:
            notices.send(
                "something-to-do",
                to=person.email,
                link=outlet.post.get_absolute_url(),
                at=at,
                key=f"post-{key}-{person.pk}",
            )
