"""What a bundle of evidence is made of: the items of a case, each with its bytes, its moments and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gatepost.core.ledger import Kept

Bytes = Callable[[], Iterable[bytes]]  # gives the same bytes each time it is called

# Whether the bytes of an item are in the bundle, and what to think of them.
STATES = {
    "held": "the file is in this bundle",
    "login-wall": "a page that asks to sign in was captured: this is not evidence of the post",
    "sealed": "sealed: not in this bundle",
    "disposed": "disposed of: not in this bundle",
    "withheld": "left out on purpose: not in this bundle",
}
WITH_CONTENT = frozenset({"held", "login-wall"})


class BundleError(ValueError):
    """Something that is no bundle, or cannot become one; the message says what to do."""


@dataclass(frozen=True)
class Moments:
    """When things were: each apart, and None where nobody knows it to the minute."""

    happened: datetime | None = None
    seen: datetime | None = None
    captured: datetime | None = None
    received: datetime | None = None


@dataclass(frozen=True)
class Metadata:
    """The four kinds of metadata, as texts by their names."""

    technical: Mapping[str, str] = field(default_factory=dict)
    descriptive: Mapping[str, str] = field(default_factory=dict)
    administrative: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """The bytes of an item, with the size and the SHA-256 that were taken when they came in."""

    name: str  # what the file was called when it came in
    media_type: str
    size: int
    sha256: str
    open: Bytes = field(repr=False)


@dataclass(frozen=True)
class Stamp:
    """The answer of a time-stamp authority (RFC 3161, DER) about an item's SHA-256."""

    response: bytes = field(repr=False)
    authority: str


@dataclass(frozen=True)
class Item:
    """One piece of evidence.

    `by` is who captured it or handed it over, `how` says how, in words. `ledger_entry` is the number of the
    entry in the case's chain whose details have the same `sha256`; 0 where there is none.
    """

    number: int
    what: str
    by: str
    how: str
    moments: Moments
    metadata: Metadata = Metadata()
    state: str = "held"
    content: Content | None = None
    stamp: Stamp | None = None
    ledger_entry: int = 0


@dataclass(frozen=True)
class Bundle:
    """A case's evidence, ready to be written.

    All items of the case are listed, numbered 1, 2, 3 and so on; those that are not handed over have no content
    and a state that says why. `ledger` gives the case's exported chain, `roots` the certificates (PEM) of the
    time-stamp authorities that the school trusts.
    """

    case: str
    school: str
    made_at: datetime
    by: str
    items: Sequence[Item]
    custody: Sequence[Kept]
    ledger: Bytes | None = None
    roots: bytes = b""
