"""What the networks of a post do not take."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.networks.about import problems
from gatepost.networks.known import NETWORKS
from gatepost.networks.outgoing import Outgoing, Picture
from gatepost.posts.models import Outlet, Placed


def what_does_not_fit(outlet: Outlet, placed: Sequence[Placed]) -> list[str]:
    """Sentences on length, number, size and description, as one network counts them."""
    about, post = NETWORKS[outlet.channel.network], outlet.post
    words = outlet.with_link
    pictures = tuple(_without_content(one) for one in placed)
    if not words.strip() and not pictures:
        return []
    outgoing = Outgoing(key=outlet.key, text=words, at=post.made_at, pictures=pictures)
    return problems(outgoing, limits=about.limits, name=about.name)


def _without_content(one: Placed) -> Picture:
    """A picture of the same size, without reading the file."""
    file = one.picture.file
    alt = one.alt or "…"  # that it is missing is said once, for all networks
    return Picture(
        content=bytes(file.size), kind=file.content_type, alt=alt,
        width=one.picture.width, height=one.picture.height,
    )  # fmt: skip
