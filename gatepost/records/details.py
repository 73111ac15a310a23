"""What an entry may say beside its event: numbers, moments, ids and keyed digests, never a name or a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from gatepost.core.ledger import LedgerError, digest
from gatepost.core.ledger.entry import Value, moment

ID = re.compile(r"[a-z0-9@:._/-]{1,120}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST = 500  # values in one list


@dataclass(frozen=True)
class Digest:
    """A keyed digest of a text, made by `keyed_digest`."""

    value: str


Detail = bool | int | str | date | datetime | Digest | Sequence["Detail"]


def keyed_digest(text: str) -> Digest:
    """What stands in the ledger for a text, so that the text can be proved later and deleted at any time."""
    return Digest(digest(text, key=settings.LEDGER_DIGEST_KEY))


def kept(details: Mapping[str, Detail]) -> dict[str, Value]:
    """Details as they are sealed; refuses whatever might be a name or a text."""
    for name in details:
        if not NAME.fullmatch(name):
            raise LedgerError(f"“{name}” cannot name a detail: small letters, digits and _.")
    return {name: _value(name, detail) for name, detail in details.items()}


def id_like(written: str, *, what: str) -> str:
    """An id, or LedgerError. People write with capitals and blanks, ids have none."""
    if not isinstance(written, str) or not ID.fullmatch(written):
        raise LedgerError(
            f"{what} has to be an id of small letters, digits and @ : . _ / - (120 at most). "
            "The ledger keeps no names and no texts: give the id, or keyed_digest(text)."
        )
    return written


def _value(name: str, detail: Detail) -> Value:
    if isinstance(detail, bool | int):
        return detail
    if isinstance(detail, Digest):
        return detail.value
    if isinstance(detail, datetime):
        return moment(detail)
    if isinstance(detail, date):
        return detail.isoformat()
    if isinstance(detail, list | tuple):
        if len(detail) > MOST:
            raise LedgerError(f"The detail “{name}” lists more than {MOST} values.")
        return [_value(name, one) for one in detail]
    return id_like(detail, what=f"The detail “{name}”")  # type: ignore[arg-type]
