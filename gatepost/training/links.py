"""Looks whether a link still leads somewhere, and never at anything inside a network that is not public."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Reach = Callable[[Address], bool]

SECONDS = 10.0  # for all of it, redirects included
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403, 405, 429})  # somebody is there and does not talk to programs
_HEADERS = {"User-Agent": "Gatepost link check", "Accept": "*/*", "Accept-Encoding": "identity"}
_WRAPS_IPV4 = ipaddress.ip_network("64:ff9b::/96")
_SERVER_ERROR = 500
_BAD_REQUEST = 400


class Unreachable(Exception):
    """Why a link leads nowhere, as a sentence."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet and hides no other one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address in _WRAPS_IPV4:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def look_at(url: str, *, reach: Reach = is_public, seconds: float = SECONDS) -> str:
    """What is wrong with a link, as a sentence; nothing where it answers."""
    try:
        asyncio.run(asyncio.wait_for(_follow(url, reach), seconds))
    except Unreachable as why:
        return str(why)
    except TimeoutError:
        return f"It did not answer within {seconds:.0f} seconds."
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError):
        return "Nothing answers there, or not as a web server does."
    return ""


async def _follow(url: str, reach: Reach) -> None:
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, verify=True) as client:
        for _ in range(MOST_REDIRECTS + 1):
            following = await _look_once(client, url, reach)
            if not following:
                return
            url = urljoin(url, following)
    raise Unreachable(f"It sends visitors on more than {MOST_REDIRECTS} times.")


async def _look_once(client: httpx.AsyncClient, url: str, reach: Reach) -> str:
    """Ask one address; where it sends visitors on, gives the place."""
    request = await _request(client, "HEAD", url, reach)
    response = await client.send(request, stream=True)
    await response.aclose()
    if response.status_code >= _BAD_REQUEST:
        # Many servers answer HEAD badly and GET well.
        client.cookies.clear()
        response = await client.send(await _request(client, "GET", url, reach), stream=True)
        await response.aclose()
    client.cookies.clear()
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return str(response.headers["location"])
    _check_status(response.status_code)
    return ""


async def _request(client: httpx.AsyncClient, method: str, url: str, reach: Reach) -> httpx.Request:
    """A request to an address that was looked up and allowed, so that no second look-up can change it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Unreachable("It leads to something that is no web page.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = await _resolved(parts.hostname, port, reach)
    name = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004
    there = parts._replace(netloc=f"{name}:{port}", fragment="").geturl()
    host = parts.netloc.rpartition("@")[2]
    extensions = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
    headers = {**_HEADERS, "Host": host}
    return client.build_request(method, there, headers=headers, extensions=extensions)


async def _resolved(host: str, port: int, reach: Reach) -> Address:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("There is no site of this name.") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(reach(address) for address in addresses):
        raise Unreachable(
            "It leads into a network that is not public, which Gatepost never enters."
        )
    return addresses[0]


def _check_status(status: int) -> None:
    if status in _GONE:
        raise Unreachable("The page is gone.")
    if status >= _SERVER_ERROR or (status >= _BAD_REQUEST and status not in _REFUSED):
        raise Unreachable(f"The site answers with an error ({status}).")
