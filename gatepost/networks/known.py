"""Every network there is, and how to connect to an account on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gatepost.networks.about import About
from gatepost.networks.bluesky.adapter import ABOUT as BLUESKY
from gatepost.networks.bluesky.adapter import Bluesky
from gatepost.networks.by_hand.adapter import ABOUT as BY_HAND
from gatepost.networks.by_hand.adapter import ByHandNetwork
from gatepost.networks.errors import Refused
from gatepost.networks.facebook.adapter import ABOUT as FACEBOOK
from gatepost.networks.facebook.adapter import Facebook
from gatepost.networks.mastodon.adapter import ABOUT as MASTODON
from gatepost.networks.mastodon.adapter import Mastodon
from gatepost.networks.outward import Outward
from gatepost.networks.own.adapter import ABOUT as OWN
from gatepost.networks.own.adapter import Own, Shelf
from gatepost.networks.protocol import Network
from gatepost.networks.wordpress.adapter import ABOUT as WORDPRESS
from gatepost.networks.wordpress.adapter import WordPress

NETWORKS: dict[str, About] = {
    about.slug: about for about in (OWN, WORDPRESS, FACEBOOK, BLUESKY, MASTODON, *BY_HAND.values())
}


def connect(
    slug: str,
    *,
    credentials: Mapping[str, str],
    outward: Outward,
    shelf: Shelf | None = None,
) -> Network:
    """An account on a network; nothing is asked of it yet. The school's own news page needs its `shelf`."""
    about = NETWORKS[slug]
    given = {setting.key: setting.default for setting in about.asks}
    given |= {key: value.strip() for key, value in credentials.items() if value.strip()}
    for setting in about.asks:
        if not given[setting.key]:
            raise Refused(f"To connect {about.name}, enter: {setting.label}.")
    if slug == "own":
        if shelf is None:
            raise ValueError("The school's own news page needs a shelf for its entries.")
        return Own(shelf)
    adapters: dict[str, Callable[[Mapping[str, str], Outward], Network]] = {
        "bluesky": Bluesky,
        "mastodon": Mastodon,
        "wordpress": WordPress,
        "facebook": Facebook,
    }
    return adapters[slug](given, outward) if slug in adapters else ByHandNetwork(slug)
