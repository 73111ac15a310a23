"""Which addresses on the internet may be spoken to: none inside the server's own network."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Reach = Callable[[Address], bool]

_TRANSLATED = ipaddress.ip_network(
    "64:ff9b::/96"
)  # RFC 6052: the last four bytes are an IPv4 address
_TRANSLATED_HERE = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: the same inside one network


class NoSuchName(Exception):
    """Nobody knows an address for this name, or not in time."""


class NotPublic(Exception):
    """The name leads to an address that may not be spoken to."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet and hides no other one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _hidden(address)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local or address in _TRANSLATED_HERE:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _hidden(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def resolve(host: str, *, port: int, reach: Reach, seconds: float) -> list[Address]:
    """The addresses of a name, looked up once. One that may not be spoken to spoils them all."""
    addresses = _look_up(host, port, seconds)
    if not all(reach(address) for address in addresses):
        raise NotPublic
    return addresses


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    # The system's look-up knows no time limit; a thread that hangs in it is left behind.
    answers: queue.SimpleQueue[list[Address]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            told = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        except (OSError, UnicodeError, ValueError):
            told = []
        answers.put(list(dict.fromkeys(told)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = answers.get(timeout=seconds)
    except queue.Empty:
        addresses = []
    if not addresses:
        raise NoSuchName
    return addresses
