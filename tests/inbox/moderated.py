"""A Page of the school's on a network of the tests' own, and what is done with what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from gatepost.channels.models import Channel
from gatepost.inbox.models import Item, Moderation, PressMark, Review, Wish
from gatepost.inbox.moderating.beginning import begin
from gatepost.networks.arriving import Act
from gatepost.people.models import Person
from tests.inbox.desk import account, arrived
from tests.networks.facebook_fake import PAGE, TOKEN, Graph

ABUSE = {"manner": ("offensive",)}
WORDS = "You are all useless idiots in that office"


def page_on(cast: SimpleNamespace, address: str, *, at: datetime) -> Channel:
    """The school's Page, connected to the fake."""
    channel = account(cast, at=at, network="facebook", name="School page")
    secret = {"server": address, "page": PAGE, "token": TOKEN}
    channel.connect(
        server=address,
        identifier=PAGE,
        secret=secret,
        expires_at=None,
        by=cast.administrator,
        at=at,
    )
    return channel


def post_on(graph: Graph) -> str:
    """A post of the school's that stands there."""
    return str(graph._add_post({"message": "The fair is on Saturday."})["id"])


def comment_on(graph: Graph, channel: Channel, text: str = WORDS, *, at: datetime) -> Item:
    """A comment that stands there and has come in."""
    post = post_on(graph)
    id = graph.comment(text, to=post)
    return arrived(channel, text, at=at, id=id, who="7001", under=post)


def have(
    item: Item,
    what: Act,
    clause: str,
    *,
    by: Person,
    at: datetime,
    facts: Mapping[str, Sequence[str]] = ABUSE,
    **more: Any,
) -> Moderation:
    """Have something done, by a clause and with a reason."""
    more.setdefault("reason", "It insults the people in the office.")
    return begin(item, Wish(what, facts=facts, clause=clause, **more), by=by, at=at)


def came_in_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """Something that came in, marked as a journalist's, and a block of its author that somebody else is to look at."""
    item = arrived(account(cast, at=at, network="x", name="X again"), WORDS, at=at)
    made = have(item, Act.BLOCK, "", by=cast.writer, at=at, facts={"manner": ("critical",)})
    look = Review.ask(made, "I was quoting.", why=Review.Why.AUTHOR, by=cast.writer, at=at)
    PressMark.mark(item, by=cast.writer, at=at)
    return {"arrived.item": item.pk, "moderation": made.pk, "review": look.pk}
