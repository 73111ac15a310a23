"""What Facebook's servers tell us unasked: no more than that a Page is worth a look, since anybody can say anything.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from gatepost.networks.errors import Refused

LONGEST = 1_000_000
_MOST_PAGES = 100
_LONGEST_CHALLENGE = 200
_PREFIX = "sha256="


def challenge(params: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer when Facebook asks whether we are there; None where it does not know our word."""
    given, answer = params.get("hub.verify_token", ""), params.get("hub.challenge", "")
    is_ours = bool(verify_token) and hmac.compare_digest(given.encode(), verify_token.encode())
    is_plain = answer.isascii() and answer.isalnum() and len(answer) <= _LONGEST_CHALLENGE
    return answer if is_ours and is_plain and params.get("hub.mode") == "subscribe" else None


def verified(body: bytes, signature: str, app_secret: str) -> tuple[str, ...]:
    """The numbers of the Pages to look at; Refused where it does not come from Facebook, or says nothing.

    It carries no truth: whatever it says of comments is not read, but asked for.
    """
    if len(body) > LONGEST:
        raise Refused("This message is too long for one of Facebook's.")
    right = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    given = signature.removeprefix(_PREFIX)
    is_signed = signature.startswith(_PREFIX) and hmac.compare_digest(
        given.encode("utf-8", "replace"), right.encode()
    )
    if not app_secret or not is_signed:
        raise Refused("This message is not signed by Facebook with the secret of our app.")
    return _pages(body)


def _pages(body: bytes) -> tuple[str, ...]:
    try:
        told = json.loads(body)
        if told["object"] != "page":
            return ()
        ids = [_number(one["id"]) for one in told["entry"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("This message is signed, but it is not what Facebook's look like.") from None
    return tuple(dict.fromkeys(ids))[:_MOST_PAGES]


def _number(id: Any) -> str:
    if not isinstance(id, str | int) or isinstance(id, bool) or not str(id).isdecimal():
        raise ValueError
    return str(id)
