"""Names of sites: what may stand in a filter's file, and nothing that could break out of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LONGEST = 253
# Letters, figures and hyphens between dots, and an ending that is no number: no space, quote, slash or line break.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}", re.ASCII)


class NotADomain(ValueError):
    """Something that is no name of a site; the message is a sentence for whoever typed it."""


def domain_of(typed: str) -> str:
    """The name of a site as filters know it, from a name or a whole address. Raises NotADomain."""
    name = _host(typed).rstrip(".").removeprefix("*.").lstrip(".")
    try:
        name = name.encode("idna").decode("ascii").lower() if name else ""
    except UnicodeError:
        name = ""
    if not is_domain(name):
        shown = "".join(one if one.isprintable() else "�" for one in typed.strip()[:60])
        raise NotADomain(
            f"“{shown}” is no name of a site. Write it as example.org, without a path."
        )
    return name


def is_domain(name: str) -> bool:
    """Whether a text is the name of a site, written as filters know it."""
    return len(name) <= LONGEST and _DOMAIN.fullmatch(name) is not None


def above(name: str) -> Iterator[str]:
    """A name and those above it: www.example.org, example.org, org."""
    while name:
        yield name
        name = name.partition(".")[2]


def without_covered(names: Iterable[str]) -> list[str]:
    """Some names without those that another covers, in the order of the alphabet: some filters refuse to read both."""
    given = set(names)
    return sorted(one for one in given if not given & set(list(above(one))[1:]))


def _host(typed: str) -> str:
    """What stands between the scheme and the path of an address, without user and port."""
    rest = typed.strip()
    rest = rest.partition("://")[2] or rest
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest.rpartition("@")[2].partition(":")[0]
