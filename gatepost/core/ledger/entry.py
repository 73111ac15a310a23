"""One entry of a ledger: the bytes that are kept, and the hash that the next entry is sealed on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

GENESIS = "0" * 64  # what the first entry of a chain has in place of a hash
CHAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
HASH = re.compile(r"[0-9a-f]{64}")
FARTHEST = 10**15  # more entries than a chain can have; keeps numbers exact in every reader of JSON
LONGEST = 60_000  # bytes of one entry, so that a reader needs to hold no more than one line of a known length

Value = bool | int | str | Sequence["Value"] | Mapping[str, "Value"]


class LedgerError(ValueError):
    """Something that cannot stand in a ledger; the message says what to do instead."""


@dataclass(frozen=True)
class Happening:
    """What an entry says: moments, kinds and ids, never a name or a text."""

    at: datetime
    event: str
    subject_kind: str
    subject_id: str
    by: str = ""  # the product itself where it is empty
    because: Sequence[str] = ()
    details: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Sealed:
    """An entry as it is kept."""

    body: str
    hash: str


def seal(what: Happening, *, chain: str, number: int, previous: str) -> Sealed:
    """Seal what happened as entry `number` (from 1) of a chain, upon the hash of the entry before.

    The order of the fields is fixed: chain, number and previous lead, so that a reader can compare the
    beginning of the bytes with what it has to be and needs no parser to trust them.
    """
    _check_place(chain, number, previous)
    body = canonical(
        {
            "chain": chain,
            "number": number,
            "previous": previous,
            "at": moment(what.at),
            "event": what.event,
            "subject": {"id": what.subject_id, "kind": what.subject_kind},
            "by": what.by,
            "because": list(what.because),
            "details": _ordered(what.details),
        }
    )
    if len(body.encode()) > LONGEST:
        raise LedgerError(
            f"An entry of the ledger may have {LONGEST} bytes; keep less in its details."
        )
    return Sealed(body, hash_of(body.encode()))


def hash_of(body: bytes) -> str:
    """The SHA-256 of the kept bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def canonical(value: Value) -> str:
    """JSON in the one way of writing that counts: no blanks, no escapes but the needed ones, keys in the given order."""
    _check(value)
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text.encode()
    except UnicodeEncodeError:
        raise LedgerError("A text with half a character cannot be kept in the ledger.") from None
    return text


def moment(at: datetime) -> str:
    """A moment in UTC, to the microsecond, always of the same length."""
    if at.utcoffset() is None:
        raise LedgerError("A moment in the ledger needs its time zone.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _ordered(value: Value) -> Value:
    """The same with the keys of every mapping sorted."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    return value


def _check(value: object) -> None:
    """Refuse what JSON could not give back exactly as it was."""
    if isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > FARTHEST:
            raise LedgerError(f"{value} is too great a number for the ledger.")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            _check_key(key)
            _check(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _check(one)
    else:
        raise LedgerError(
            f"A {type(value).__name__} cannot be kept in the ledger: "
            "only whole numbers, texts, true and false, lists and tables of these."
        )


def _check_key(key: object) -> None:
    if not isinstance(key, str):
        raise LedgerError(f"“{key}” names a detail and has to be a text.")


def _check_place(chain: str, number: int, previous: str) -> None:
    if not CHAIN.fullmatch(chain):
        raise LedgerError(
            f"“{chain}” cannot name a chain: small letters, digits and hyphens, 64 at most."
        )
    if not 1 <= number < FARTHEST:
        raise LedgerError(f"Entries are numbered from 1; {number} is no such number.")
    if not HASH.fullmatch(previous) or (number == 1) != (previous == GENESIS):
        raise LedgerError(f"Entry {number} cannot be sealed upon “{previous}”.")
