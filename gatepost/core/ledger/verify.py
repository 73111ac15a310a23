"""Checks a ledger: an exported file, or entries and checkpoints that are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from gatepost.core.ledger.export import Kept, chain_lines
from gatepost.core.ledger.findings import Report
from gatepost.core.ledger.lines import AHEAD, ExportError, batches, first_line, read_header
from gatepost.core.ledger.signing import Checkpoint, fingerprint
from gatepost.core.ledger.walk import Walk

AT_A_TIME = 5_000
TOO_MANY = 20_000  # faults; a file of nothing else would keep a reader busy for hours


@dataclass(frozen=True)
class Known:
    """What somebody knows from elsewhere and wants the file held against.

    `keys`: fingerprints to be trusted, instead of those of the file's own keys. `heads`: hashes of entries by
    their number, as they were printed (16 digits or more). `since`: the hash of any entry that should be there.
    """

    keys: Sequence[str] = ()
    heads: Mapping[int, str] | None = None
    since: str = ""


def verify_export(
    file: BinaryIO,
    *,
    known: Known = Known(),
    thorough: bool = False,
) -> Report:
    """Check an exported ledger, read once from the beginning, in constant memory.

    Raises ExportError where the file is none. `thorough` also parses every entry and wants it written
    exactly as Gatepost writes entries; without it the hash, the chain, the number and the link of each
    are compared, byte by byte.
    """
    incoming = batches(file)
    lines, count = next(incoming)
    header_line = first_line(lines)
    header = read_header(header_line)
    walk = Walk(header["chain"], keys=_trusted(header, known), first_line=2, thorough=thorough)
    walk.frame.update(header_line)
    walk.sought = known.since
    for number, digits in (known.heads or {}).items():
        walk.expect(number, digits)
    walk.judge(lines[1:], count - 1)
    for lines, count in incoming:
        if walk.more > TOO_MANY:
            walk.give_up()
            return _report(walk, header, is_closed=False)
        walk.judge(lines, count)
    return _report(walk, header)


def verify(
    entries: Iterable[Kept],
    checkpoints: Iterable[Checkpoint],
    *,
    chain: str,
    public_keys: Sequence[str],
) -> Report:
    """Check entries and checkpoints at hand, both in the order of their numbers; lines are counted among both."""
    walk = Walk(chain, keys={fingerprint(key): key for key in public_keys})
    incoming = (line for line, _ in chain_lines(entries, checkpoints))
    held: list[bytes] = []
    while lines := list(islice(incoming, AT_A_TIME)):
        held += lines
        count = max(len(held) - AHEAD, 0)
        walk.judge(held, count)
        held = held[count:]
    walk.judge(held, len(held))
    return _report(walk, {"school": "", "exported_at": ""}, is_closed=False)


def _trusted(header: Mapping[str, Any], known: Known) -> dict[str, str]:
    """The keys to be trusted: the file's own, or those of them that somebody knows."""
    own = {fingerprint(key): key for key in header["keys"]}
    return {mark: key for mark, key in own.items() if not known.keys or mark in known.keys}


def _report(walk: Walk, header: Mapping[str, Any], *, is_closed: bool = True) -> Report:
    findings = walk.finish(is_closed=is_closed)
    return Report(
        chain=walk.chain,
        school=header["school"],
        exported_at=header["exported_at"],
        entries=walk.entries,
        head_number=walk.number,
        head_hash=walk.hash,
        checkpoints=walk.checkpoints,
        keys=list(walk.keys),
        findings=findings,
        more=walk.more,
        since=walk.sought_at,
    )


__all__ = ["ExportError", "Known", "Report", "verify", "verify_export"]
