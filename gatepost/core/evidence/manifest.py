"""The manifest of a bundle: what it holds, as JSON in the one way of writing that counts, and how it is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gatepost.core.evidence.items import (
    STATES,
    WITH_CONTENT,
    Bundle,
    BundleError,
    Content,
    Item,
    Stamp,
)
from gatepost.core.ledger import GENESIS, LedgerError
from gatepost.core.ledger.entry import Value, canonical, moment

FORMAT = "gatepost-evidence"
VERSION = 1
MANIFEST, SEAL, STATEMENT = "manifest.json", "seal.json", "statement.txt"
CUSTODY, LEDGER, ROOTS = "custody.json", "ledger.jsonl", "authorities.pem"
LARGEST = 16_000_000  # bytes of a manifest
MOST_ITEMS = 20_000
KINDS_OF_METADATA = ("technical", "descriptive", "administrative", "provenance")

_DAMAGED = "manifest.json is damaged or was altered. Ask for the bundle again."
_HASH = re.compile("[0-9a-f]{64}")
_ENDING = re.compile(r"[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Part:
    """A file of the bundle that is no item."""

    file: str
    size: int
    sha256: str


def item_file(item: Item) -> str:
    """What the file of an item is called in the bundle: its number, and the ending of the name it came with."""
    _, dot, ending = (item.content.name if item.content else "").rpartition(".")
    ending = ending.lower()
    return f"items/{item.number:04}.{ending if dot and _ENDING.fullmatch(ending) else 'bin'}"


def stamp_file(number: int) -> str:
    """What the time stamp of an item is called in the bundle."""
    return f"stamps/{number:04}.tsr"


def check_items(items: Sequence[Item]) -> None:
    """Raise BundleError where numbers, states and contents do not fit together."""
    if [item.number for item in items] != list(range(1, len(items) + 1)):
        raise BundleError(
            "The items of a bundle are numbered 1, 2, 3 and so on, with none left out: "
            "give what is not handed over a state that says so."
        )
    if len(items) > MOST_ITEMS:
        raise BundleError(f"One bundle holds {MOST_ITEMS:,} items at most.")
    for item in items:
        if item.state not in STATES:
            raise BundleError(
                f"Item {item.number}: “{item.state}” is no state. Write one of {', '.join(STATES)}."
            )
        if (item.content is not None) != (item.state in WITH_CONTENT):
            raise BundleError(
                f"Item {item.number}: an item that is {item.state} "
                + ("needs its content." if item.state in WITH_CONTENT else "goes without content.")
            )
        if item.stamp and not item.content:
            raise BundleError(f"Item {item.number} has a time stamp and no content.")


def manifest_of(bundle: Bundle, parts: Sequence[Part]) -> dict[str, Value]:
    """The manifest of a bundle whose items were checked; or BundleError where a text or a moment cannot stand in it."""
    custody = bundle.custody
    return {
        "by": bundle.by,
        "case": bundle.case,
        "custody": {
            "chain": _chain(bundle),
            "entries": len(custody),
            "head": custody[-1].hash if custody else GENESIS,
        },
        "format": FORMAT,
        "items": [_item(item) for item in bundle.items],
        "made_at": moment(bundle.made_at),
        "parts": [{"file": part.file, "sha256": part.sha256, "size": part.size} for part in parts],
        "school": bundle.school,
        "version": VERSION,
    }


def written(value: Value) -> bytes:
    """The bytes of the manifest or a part of it."""
    try:
        return canonical(_ordered(value)).encode()
    except LedgerError as error:
        raise BundleError(str(error)) from None


def digest_of(value: Value) -> str:
    """The SHA-256 of these bytes."""
    return hashlib.sha256(written(value)).hexdigest()


def read_object(content: bytes) -> dict[str, Any] | None:
    """An object, or None where the bytes are none."""
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def is_written_right(content: bytes, fields: dict[str, Any]) -> bool:
    """Whether an object stands there as Gatepost writes it, so that no two manifests say the same."""
    try:
        return written(fields) == content
    except (BundleError, RecursionError):
        return False


def read_manifest(content: bytes) -> dict[str, Any]:
    """The fields of a manifest, every one of the kind it has to be; or BundleError."""
    fields = read_object(content)
    if fields is None or fields.get("format") != FORMAT:
        raise BundleError(
            "manifest.json is not the manifest of a bundle of Gatepost, or it was altered."
        )
    if fields.get("version") != VERSION:
        raise BundleError(
            f"manifest.json names the format {shown(str(fields.get('version')), most=20)}, and this Gatepost reads format {VERSION}. "
            "Use the Gatepost that exported the bundle, or a newer one, unless it was altered."
        )
    if not _fits(fields, _SHAPE) or not all(_is_whole(item) for item in fields["items"]):
        raise BundleError(_DAMAGED)
    try:
        written(fields)
    except BundleError:
        raise BundleError(_DAMAGED) from None
    return fields


def shown(text: str, *, most: int = 100) -> str:
    """A text of somebody else's as it may be printed."""
    return "".join(one if one.isprintable() else "�" for one in text[:most])


TEXTS = "any texts by their names"
_FILE = {"file": str, "sha256": str, "size": int}
_ITEM = {
    "by": str,
    "content?": {**_FILE, "media_type": str, "name": str},
    "how": str,
    "ledger_entry": int,
    "metadata": dict.fromkeys(KINDS_OF_METADATA, TEXTS),
    "moments": dict.fromkeys(("captured", "happened", "received", "seen"), str),
    "number": int,
    "stamp?": {**_FILE, "authority": str},
    "state": str,
    "what": str,
}
_SHAPE = {
    "by": str,
    "case": str,
    "custody": {"chain": str, "entries": int, "head": str},
    "format": str,
    "items": [_ITEM],
    "made_at": str,
    "parts": [_FILE],
    "school": str,
    "version": int,
}


def _fits(value: object, shape: object) -> bool:
    """Whether a value has exactly the fields of a shape; those with a question mark may be left out."""
    if isinstance(shape, list):
        return (
            isinstance(value, list)
            and len(value) <= MOST_ITEMS
            and all(_fits(one, shape[0]) for one in value)
        )
    if not isinstance(shape, dict):
        return type(value) is shape if shape is not TEXTS else _is_texts(value)
    if not isinstance(value, dict):
        return False
    wanted = {name.rstrip("?"): inner for name, inner in shape.items()}
    needed = {name for name in shape if not name.endswith("?")}
    return needed <= value.keys() <= wanted.keys() and all(
        _fits(one, wanted[name]) for name, one in value.items()
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _is_whole(item: dict[str, Any]) -> bool:
    """Whether an item's state and its files fit together, and the files are where they have to be."""
    content, stamp = item.get("content"), item.get("stamp")
    if (content is not None) != (item["state"] in WITH_CONTENT) or item["state"] not in STATES:
        return False
    if stamp and (not content or stamp["file"] != stamp_file(item["number"])):
        return False
    name = rf"items/{item['number']:04}\.[a-z0-9]{{1,8}}"
    return content is None or bool(re.fullmatch(name, content["file"]))


def _item(item: Item) -> dict[str, Value]:
    metadata, moments = item.metadata, item.moments
    fields: dict[str, Value] = {
        "by": item.by,
        "how": item.how,
        "ledger_entry": item.ledger_entry,
        "metadata": {
            "administrative": dict(metadata.administrative),
            "descriptive": dict(metadata.descriptive),
            "provenance": dict(metadata.provenance),
            "technical": dict(metadata.technical),
        },
        "moments": {
            "captured": _moment(moments.captured),
            "happened": _moment(moments.happened),
            "received": _moment(moments.received),
            "seen": _moment(moments.seen),
        },
        "number": item.number,
        "state": item.state,
        "what": item.what,
    }
    if item.content:
        fields["content"] = _content(item, item.content)
    if item.stamp:
        fields["stamp"] = _stamp(item, item.stamp)
    return fields


def _content(item: Item, content: Content) -> dict[str, Value]:
    if not _HASH.fullmatch(content.sha256):
        raise BundleError(f"Item {item.number} has no SHA-256 of 64 small hexadecimal digits.")
    return {
        "file": item_file(item),
        "media_type": content.media_type,
        "name": content.name,
        "sha256": content.sha256,
        "size": content.size,
    }


def _stamp(item: Item, stamp: Stamp) -> dict[str, Value]:
    return {
        "authority": stamp.authority,
        "file": stamp_file(item.number),
        "sha256": hashlib.sha256(stamp.response).hexdigest(),
        "size": len(stamp.response),
    }


def _chain(bundle: Bundle) -> str:
    """The name of the chain of custody, as its entries have it."""
    if not bundle.custody:
        return ""
    fields = read_object(bundle.custody[0].body.encode()) or {}
    return str(fields.get("chain", ""))


def _moment(at: datetime | None) -> str:
    try:
        return moment(at) if at else ""
    except LedgerError as error:
        raise BundleError(str(error)) from None


def _ordered(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    return value
