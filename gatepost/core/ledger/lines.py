"""Reads the lines of an export, whatever they hold, in bounded memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from gatepost.core.ledger.entry import CHAIN, LONGEST, canonical, hash_of
from gatepost.core.ledger.export import FORMAT, VERSION

CHUNK = 1 << 15  # bytes; a chunk and its lines stay in the processor's cache
LONGEST_LINE = LONGEST + 1000
TOO_LONG = b"\0"  # stands for a line that was too long to be kept
AHEAD = 4  # lines that are kept back, so that the one that is judged has others after it

_LINE = re.compile(rb'\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}', re.DOTALL)
_LEAD = re.compile(
    rb'\{"chain":"([a-z0-9-]{1,64})","number":([1-9][0-9]{0,14}),"previous":"([0-9a-f]{64})",'
)
_SIGNED = re.compile(
    rb'\{"(checkpoint|closing)":(\{.*\}),"signature":"([0-9a-f]{128})"\}', re.DOTALL
)
_HEADER = re.compile(rb'\{"header":(\{.*\})\}', re.DOTALL)


class ExportError(ValueError):
    """A file that cannot be checked at all; the message says why."""


@dataclass(frozen=True)
class Line:
    """A line with an entry: the hash beside it, that of its bytes, and what leads them (number 0: unreadable)."""

    stated: str
    computed: str
    chain: str = ""
    number: int = 0
    previous: str = ""


@dataclass(frozen=True)
class Signed:
    """A line with a signature."""

    kind: str
    body: bytes
    fields: dict[str, Any]
    signature: str


def read_entry(line: bytes) -> Line | None:
    """A line with an entry, or None."""
    found = _LINE.fullmatch(line)
    if not found:
        return None
    stated, computed = found[1].decode(), hash_of(found[2])
    lead = _LEAD.match(found[2])
    if not lead:
        return Line(stated, computed)
    return Line(stated, computed, lead[1].decode(), int(lead[2]), lead[3].decode())


def read_signed(line: bytes) -> Signed | None:
    """A line with a checkpoint or the closing line, or None where it is not written as it has to be."""
    found = _SIGNED.fullmatch(line)
    fields = _strict(found[2]) if found else None
    shape = {"at": str, "chain": str, "hash": str, "key": str, "kind": str, "number": int}
    if found and found[1] == b"closing":
        shape |= {"entries": int, "frame": str}
    if not found or fields is None or not _is_shaped(fields, shape):
        return None
    return Signed(found[1].decode(), found[2], fields, found[3].decode())


def read_header(line: bytes) -> dict[str, Any]:
    """The header's fields, or ExportError."""
    found = _HEADER.fullmatch(line)
    fields = _strict(found[1]) if found else None
    if fields is None or fields.get("format") != FORMAT:
        raise ExportError(
            "This is no exported ledger of Gatepost: its first line is not the header of one."
        )
    if fields.get("version") != VERSION:
        raise ExportError(
            f"This ledger has the format {str(fields.get('version'))[:20]}, and this Gatepost reads format {VERSION}. "
            "Use the Gatepost that exported it, or a newer one."
        )
    shape = {
        "chain": str,
        "exported_at": str,
        "format": str,
        "keys": list,
        "school": str,
        "version": int,
    }
    keys = fields.get("keys")
    if (
        not _is_shaped(fields, shape)
        or not CHAIN.fullmatch(fields["chain"])
        or not all(_is_key(key) for key in keys or ())
    ):
        raise ExportError("The first line of this ledger is damaged; ask for the export again.")
    return fields


def is_not_canonical(body: bytes) -> bool:
    """Whether an entry, read in full, is written otherwise than Gatepost writes entries."""
    fields = _strict(body)
    shape = {"chain": str, "number": int, "previous": str, "at": str, "event": str, "subject": dict}
    shape |= {"by": str, "because": list, "details": dict}
    if fields is None or not _is_shaped(fields, shape) or list(fields) != list(shape):
        return True
    details = fields["details"]
    return list(fields["subject"]) != ["id", "kind"] or list(details) != sorted(details)


def batches(file: BinaryIO) -> Iterator[tuple[list[bytes], int]]:
    """The lines of a file, many at a time, and how many of them to judge now; the others come again.

    A line that no entry could fill is told as TOO_LONG; so is what follows the last line end.
    """
    held: list[bytes] = []
    for lines in _split(file):
        held += lines
        if len(held) > AHEAD:
            yield held, len(held) - AHEAD
            held = held[-AHEAD:]
    yield held, len(held)


def _split(file: BinaryIO) -> Iterator[list[bytes]]:
    rest, is_skipping = b"", False
    while chunk := file.read(CHUNK):
        lines = chunk.split(b"\n")
        if is_skipping:
            # Told already; only its end is looked for.
            lines = lines[1:]
            is_skipping = not lines
        else:
            lines[0] = rest + lines[0]
        rest = lines.pop() if lines else b""
        if len(rest) > LONGEST_LINE:
            lines.append(TOO_LONG)
            rest, is_skipping = b"", True
        yield lines
    if rest:
        yield [TOO_LONG]


def _strict(body: bytes) -> dict[str, Any] | None:
    """An object, where its bytes are the one way to write it; None where they are not."""
    try:
        fields = json.loads(body.decode())
        return fields if isinstance(fields, dict) and canonical(fields).encode() == body else None
    except (ValueError, RecursionError):
        return None


def _is_shaped(fields: dict[str, Any], shape: dict[str, type]) -> bool:
    return fields.keys() == shape.keys() and all(
        type(fields[name]) is wanted for name, wanted in shape.items()
    )


def _is_key(key: object) -> bool:
    return isinstance(key, str) and bool(re.fullmatch("[0-9a-f]{64}", key))


def first_line(batch: Sequence[bytes]) -> bytes:
    """The header's line; ExportError where the file has no line at all."""
    if not batch:
        raise ExportError("The file is empty.")
    return batch[0]
