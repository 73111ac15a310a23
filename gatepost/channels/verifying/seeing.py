"""Looking at one account over the network: with what lets us in, without it, or at its public address alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from gatepost.channels.models.accounts import WEBSITES, Channel
from gatepost.channels.models.checks import Seen
from gatepost.channels.models.connections import Connection
from gatepost.networks.errors import NetworkError, SignedOut
from gatepost.networks.known import connect
from gatepost.networks.outward import Bounds, Outward
from gatepost.networks.profiles import Link, Profile
from gatepost.networks.protocol import Network
from gatepost.networks.public_page import look_at_page

BOUNDS = Bounds(connect=5, silence=10, total=20, answer=2_000_000)
_ALREADY_KNOWN = ("did", "account", "page")  # where what lets us in also says who we are


def see(channel: Channel, connection: Connection | None, known: dict[str, str]) -> Seen:
    """What stands there. Raises Missing where the account is gone, else a NetworkError where nobody could look."""
    if connection is None:
        return _from_outside(channel)
    with _client(channel, connection) as client:
        try:
            who = client.account().id
        except SignedOut as problem:
            return _not_let_in(client, known, problem)
        return _seen(client.profile(who), is_let_in=True)


def _not_let_in(client: Network, known: dict[str, str], problem: SignedOut) -> Seen:
    """Somebody who takes an account over shuts us out first, so what everybody sees is looked at all the same."""
    kept = next(
        (client.credentials[key] for key in _ALREADY_KNOWN if key in client.credentials), ""
    )
    who = known.get("id") or kept
    if not who:
        raise problem
    try:
        return _seen(client.profile(who, openly=True), is_let_in=False)
    except NetworkError:
        raise problem from None


def _from_outside(channel: Channel) -> Seen:
    outward = Outward(bounds=BOUNDS, loopback=settings.NETWORKS_ON_LOOPBACK, plain=True)
    page = look_at_page(channel.url, outward)
    found = {"there": "yes"}
    if channel.network in WEBSITES:  # elsewhere who is not signed in is sent to and fro
        found["host"] = page.host
    return Seen(found, _kept(page.links))


def _seen(profile: Profile, *, is_let_in: bool) -> Seen:
    found = {
        "there": "yes",
        "id": profile.id,
        "handle": profile.handle,
        "name": profile.name,
        "bio": profile.bio,
        "picture": profile.picture,
        "link": "\n".join(one.url for one in profile.links),
    }
    if not profile.handle:  # the network does not always say
        del found["handle"]
    return Seen(found, _kept(profile.links), is_let_in)


def _kept(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [
        {"url": one.url, "verified": one.verified_at.isoformat() if one.verified_at else ""}
        for one in links
    ]


@contextmanager
def _client(channel: Channel, connection: Connection) -> Iterator[Network]:
    """The client of an account. What signs it in may change while it is used, and is kept then."""
    before = dict(connection.secret or {})
    outward = Outward(bounds=BOUNDS, loopback=settings.NETWORKS_ON_LOOPBACK)
    client = connect(channel.network, credentials=before, outward=outward)
    try:
        yield client
    finally:
        if dict(client.credentials) != before:
            connection.renew(dict(client.credentials))
