"""An account with something in its safe, and browsers that have just shown a second factor."""

from __future__ import annotations

import time
from datetime import datetime
from types import SimpleNamespace

from django.test import Client

from gatepost.channels.models import Channel, Secret
from gatepost.people.models import Account, Person

PASSWORD = "  Kestrel over wet slate 41"  # a password may begin with blanks
CODES = "8841-2290\n1175-0934"
# The key of the examples in RFC 6238, appendix B, in base 32.
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ALL = {"passwords": PASSWORD, "recovery-codes": CODES, "second-factor": SEED}


def account_of(cast: SimpleNamespace, *, at: datetime) -> Channel:
    """An account on a network, run by the assistant."""
    channel = Channel.enter(
        network="x", name="Our X", handle="", url="", by=cast.administrator, at=at
    )
    channel.appoint(cast.assistant, by=cast.administrator, at=at)
    return channel


def put_in(channel: Channel, *, by: Person, at: datetime, **changed: str) -> dict[str, Secret]:
    """A password, recovery codes and a second step, by their kinds."""
    for kind, value in (ALL | changed).items():
        Secret.enter(channel, kind=kind, name="", value=value, by=by, at=at)
    return kept(channel)


def kept(channel: Channel) -> dict[str, Secret]:
    """What is in the safe, by kind."""
    return {one.kind: one for one in channel.secrets.open()}


def with_factor(client: Client, person: Person, *, minutes_ago: float = 0) -> Client:
    """The browser of somebody who has shown their second factor some minutes ago."""
    assert isinstance(person.account, Account)
    client.force_login(person.account)
    session = client.session
    shown = {"method": "mfa", "at": time.time() - minutes_ago * 60}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = str(person.account.pk)
    session.save()
    return client
