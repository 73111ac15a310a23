"""The packs that come with Gatepost, each read once."""

from __future__ import annotations

from datetime import date
from functools import cache

from gatepost.core.policy import Pack, bundled, load_pack

LAW = "law-england"


@cache
def bundled_pack(slug: str) -> Pack:
    """A pack that comes with Gatepost. Raises LookupError for any other name: a name from outside is never a path."""
    if slug not in bundled():
        raise LookupError(f"No pack “{slug}” comes with Gatepost.")
    return load_pack(slug)


def law(*, on: date) -> Pack:
    """The law that is in force on a day."""
    return bundled_pack(LAW).on(on)


def policies() -> list[Pack]:
    """Every bundled policy that a school could adopt; the law is not one of them."""
    return [bundled_pack(slug) for slug in bundled() if slug != LAW]
