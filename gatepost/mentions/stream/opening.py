"""Opens the stream: encrypted, at a public address, with a limit to what one message may hold."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Sequence
from functools import cache

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from gatepost.core.matching.jetstream import POSTS
from gatepost.networks.addresses import Address, NoSuchName, NotPublic, resolve
from gatepost.networks.outward import AGENT, Outward

MOST = 1_000_000  # bytes of one message
_SECURE, _OPEN = 443, 80
_quiet = logging.getLogger(f"{__name__}.frames")
_quiet.setLevel(logging.CRITICAL)  # what is amiss is raised, and said once


class NotOpened(Exception):
    """There is no stream there at the moment; the message is one clear sentence."""


def opened(address: str, *, start: int | None, outward: Outward) -> ClientConnection:
    """The stream of posts, from some moment on if one is given. Close it in the end."""
    url = _asked(address, start)
    encrypted = url.scheme == "wss"
    if url.scheme not in ("wss", "ws") or url.userinfo:
        raise NotOpened("The address of the stream has to begin with wss://.")
    port = url.port or (_SECURE if encrypted else _OPEN)
    seconds = outward.bounds.connect
    try:
        addresses = resolve(
            url.host, port=port, seconds=seconds,
            reach=lambda one: outward.opens(one, encrypted=encrypted),
        )  # fmt: skip
        return connect(
            str(url), sock=_reached(addresses, port, seconds), ssl=_certificates() if encrypted else None,
            compression=None, proxy=None, max_size=MOST, open_timeout=seconds, close_timeout=1,
            user_agent_header=AGENT, logger=_quiet, legacy=True,
        )  # fmt: skip
    except NoSuchName:
        says = "Nobody knows the server of the stream, or there is no way to the internet."
    except NotPublic:
        says = "The address of the stream is not public."
    except (WebSocketException, OSError, EOFError, ValueError):
        says = "The server of the stream does not answer as it should."
    raise NotOpened(says)


def _asked(address: str, start: int | None) -> httpx.URL:
    asked = {"wantedCollections": POSTS, "maxMessageSizeBytes": str(MOST)}
    if start is not None:
        asked["cursor"] = str(start)
    try:
        return httpx.URL(address).copy_merge_params(asked)
    except httpx.InvalidURL:
        raise NotOpened("The address of the stream cannot be understood.") from None


def _reached(addresses: Sequence[Address], port: int, seconds: float) -> socket.socket:
    """A connection to the first of them that takes one."""
    failure = OSError()
    for one in addresses:
        try:
            found = socket.create_connection((str(one), port), timeout=seconds)
        except OSError as why:
            failure = why
        else:
            found.settimeout(None)  # from here on the library keeps the time
            return found
    raise failure


@cache
def _certificates() -> ssl.SSLContext:
    """The world's certificates, and those of this machine."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
