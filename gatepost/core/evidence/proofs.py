"""Checks what goes with the files of a bundle: the chain of custody, the ledger of the case, and the time stamps."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from typing import Any

from gatepost.core.evidence.archive import Archive
from gatepost.core.evidence.custody import check_custody, read_custody
from gatepost.core.evidence.findings import Findings, Known
from gatepost.core.evidence.manifest import CUSTODY, LEDGER, ROOTS, shown
from gatepost.core.evidence.stamps import MOST, StampError, read_stamp
from gatepost.core.ledger import GENESIS, ExportError, Finding, Report, verify_export
from gatepost.core.ledger import Known as KnownLedger
from gatepost.core.ledger.entry import LONGEST

_LARGEST = 64_000_000  # bytes of a chain of custody
_LARGEST_ROOTS = 1_000_000
_TOLD = 3  # faults of a chain that are said in full
_ENTRY = re.compile(rb'\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}\n?', re.DOTALL)


def check_the_custody(archive: Archive, manifest: dict[str, Any], found: Findings) -> int:
    """Tell what is wrong with the chain of custody; gives how many lines it has."""
    content = _small(archive, CUSTODY, most=_LARGEST)
    if content is None and CUSTODY not in archive.by_name:
        return 0  # told already as missing
    entries = read_custody(content) if content is not None else None
    if entries is None:
        found.add("custody-unreadable", file=CUSTODY)
        return 0
    told = manifest["custody"]
    chain = told["chain"] if re.fullmatch("[a-z0-9-]{1,64}", told["chain"]) else "custody"
    report = check_custody(entries, chain=chain)
    if report.findings:
        found.add("custody", file=CUSTODY, more=_first(report.findings))
    head = entries[-1].hash if entries else GENESIS
    if (told["entries"], told["head"]) != (len(entries), head):
        found.add("custody-head", file=CUSTODY)
    return len(entries)


def check_the_ledger(
    archive: Archive, manifest: dict[str, Any], known: Known, found: Findings
) -> Report | None:
    """Tell what is wrong with the ledger of the case and with the entries that items name there."""
    named = {item["number"]: item for item in manifest["items"] if item["ledger_entry"]}
    if LEDGER not in archive.by_name or LEDGER in archive.packed:
        found.note("no-ledger")
        return None
    held = KnownLedger(known.keys, known.heads, known.since)
    try:
        report = verify_export(archive.open(LEDGER), known=held)
    except ExportError as error:
        found.add("ledger-unreadable", file=LEDGER, more=shown(str(error), most=300))
        return None
    if report.findings:
        found.add("ledger", file=LEDGER, more=_first(report.findings))
    recorded = _recorded(archive, {item["ledger_entry"] for item in named.values()})
    for number, item in named.items():
        digest = recorded.get(item["ledger_entry"], "")
        told = item.get("content", {}).get("sha256", "")
        if told and not hmac.compare_digest(digest.encode(), told.encode()):
            found.add("not-in-ledger", item=number, more=str(item["ledger_entry"]))
    return report


def check_the_stamps(
    archive: Archive, manifest: dict[str, Any], known: Known, found: Findings, right: set[str]
) -> int:
    """Tell what is wrong with time stamps and which files have none; gives how many are stamped."""
    own = _small(archive, ROOTS, most=_LARGEST_ROOTS) or b""
    held = [item for item in manifest["items"] if item.get("content")]
    stamped = [item for item in held if "stamp" in item]
    for item in stamped:
        if item["stamp"]["file"] in right:
            _check_stamp(archive, item, known.roots, own, found)
    if held and not stamped:
        found.note("not-stamped")
    for item in held if stamped else ():
        if "stamp" not in item:
            found.note("item-not-stamped", item=item["number"])
    return len(stamped)


def _check_stamp(
    archive: Archive, item: dict[str, Any], roots: bytes, own: bytes, found: Findings
) -> None:
    number = item["number"]
    content = _small(archive, item["stamp"]["file"], most=MOST) or b""
    try:
        reading = read_stamp(content, sha256=item["content"]["sha256"], roots=roots or own)
    except StampError as error:
        found.add("stamp", item=number, file=item["stamp"]["file"], more=str(error))
        return
    kind = "stamped" if roots else "stamp-own-root" if own else "stamp-unchecked"
    found.note(kind, item=number, more=f"{reading.at:%Y-%m-%dT%H:%M:%SZ}")


def _recorded(archive: Archive, numbers: set[int]) -> dict[int, str]:
    """The hashes that entries of the ledger hold, by the numbers of the entries."""
    found: dict[int, str] = {}
    with archive.open(LEDGER) as file:
        while numbers and (line := file.readline(LONGEST + 1_000)):
            parts = _ENTRY.fullmatch(line)
            fields = _entry(parts[2]) if parts else None
            if fields and fields.get("number") in numbers and isinstance(fields["details"], dict):
                found[fields["number"]] = str(fields["details"].get("sha256", ""))
    return found


def _entry(body: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or type(fields.get("number")) is not int:
        return None
    return fields if "details" in fields else None


def _small(archive: Archive, name: str, *, most: int) -> bytes | None:
    """The bytes of a file that is there, is not packed and has no more than so many."""
    if name not in archive.by_name or name in archive.packed:
        return None
    if archive.by_name[name].size > most:
        return None
    return b"".join(archive.pieces(name))


def _first(findings: Sequence[Finding]) -> str:
    said = [one.says for one in findings[:_TOLD]]
    return " ".join(said) + (" And more." if len(findings) > _TOLD else "")
