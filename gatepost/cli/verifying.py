"""What `gatepost verify` takes and prints."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gatepost.core.ledger import Known, Report

MOST_SHOWN = 50
KEY_FILE_BYTES = 200


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The file, and what it is held against."""
    sub.add_argument(
        "export", metavar="EXPORT", help="the file of an exported ledger or of a bundle of evidence"
    )
    sub.add_argument(
        "--key",
        action="append",
        default=[],
        type=key,
        metavar="FINGERPRINT_OR_FILE",
        help="trust this key alone, and not whatever key the file names; may be given several times",
    )
    sub.add_argument(
        "--head",
        action="append",
        default=[],
        type=head,
        metavar="NUMBER:HASH",
        help="a head that was printed elsewhere, for instance in a report to the governors",
    )
    sub.add_argument(
        "--since",
        type=since,
        metavar="HASH",
        help="the same, by its hash alone",
    )
    sub.add_argument(
        "--manifest",
        type=since,
        metavar="HASH",
        help="of a bundle of evidence: the hash of its manifest, as it was noted when it was exported",
    )
    sub.add_argument(
        "--authority",
        metavar="FILE",
        help="of a bundle of evidence: certificates (PEM) of the time-stamp authorities that you trust",
    )
    sub.add_argument(
        "--thorough", action="store_true", help="also read every entry in full (much slower)"
    )


def key(written: str) -> str:
    """A fingerprint as it was typed, or that of the public key in a file."""
    found = _fingerprint(written) or _fingerprint(_content(Path(written)))
    if not found:
        raise argparse.ArgumentTypeError(
            f"“{written}” is neither the fingerprint of a key (32 digits) nor a file that holds a public key"
        )
    return found


def head(written: str) -> tuple[int, str]:
    """A number and a hash, or its beginning, as 1204:9f86d081884c7d65."""
    found = re.fullmatch(r"([1-9][0-9]{0,14}):([0-9a-f]{16,64})", written.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError(
            f"“{written}” is no head; write the number of the entry, a colon and at least 16 digits of its hash"
        )
    return int(found[1]), found[2]


def since(written: str) -> str:
    """A whole hash."""
    digits = written.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", digits):
        raise argparse.ArgumentTypeError(f"“{written}” is no hash; it has 64 digits from 0 to f")
    return digits


def shape(report: Report) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "kind": "ledger",
        "sound": report.is_sound,
        "chain": report.chain,
        "school": report.school,
        "exported_at": report.exported_at,
        "entries": report.entries,
        "head": {"number": report.head_number, "hash": report.head_hash},
        "checkpoints": report.checkpoints,
        "keys": list(report.keys),
        "since": report.since,
        "findings": [
            {
                "kind": one.kind,
                "line": one.line,
                "number": one.number,
                "last": one.last,
                "says": one.says,
            }
            for one in report.findings
        ],
        "more": report.more,
    }


def lines(report: Report, known: Known) -> Iterator[str]:
    """What people read."""
    of = f" ({plain(report.school)})" if report.school else ""
    if not report.is_sound:
        yield f"NOT SOUND: the ledger {report.chain}{of} was changed or damaged."
        yield from _faults(report)
        return
    yield f"Sound: the ledger {report.chain}{of}, {report.entries} entries, none altered, missing, put in or moved."
    yield f"Newest head: {report.head_number}:{report.head_hash}"
    yield f"Exported at {plain(report.exported_at)}; {report.checkpoints} signed checkpoints; key {', '.join(report.keys)}"
    for number in known.heads or {}:
        yield f"Entry {number} is the one of which the given head was taken."
    if report.since:
        yield f"The given hash is that of entry {report.since}; {report.head_number - report.since} were added since."
    yield from _meaning(known)


def _faults(report: Report) -> Iterator[str]:
    first, *others = report.findings
    yield f"The first fault, line {first.line}: {first.says}" if first.line else first.says
    for one in others[:MOST_SHOWN]:
        yield f"  line {one.line}: {one.says}" if one.line else f"  {one.says}"
    more = len(others[MOST_SHOWN:]) + report.more
    if more:
        yield f"  … and {more} more faults."


def _meaning(known: Known) -> Iterator[str]:
    """What a sound result proves and what it does not."""
    if not known.keys:
        yield "The key is the one that the file itself names. Compare it with the key that the school has published, or give that one with --key."
    yield "This proves that nobody without the signing key has changed these entries since they were signed."
    yield (
        "It does not prove that nobody with that key has: whoever held the signing key and the database could have "
        "rewritten everything after the newest head that was printed or exported elsewhere. Give such a head with --head."
    )


def _fingerprint(written: str) -> str:
    from gatepost.core.ledger import fingerprint

    digits = written.strip().lower()
    if re.fullmatch("[0-9a-f]{64}", digits):
        return fingerprint(digits)
    return digits if re.fullmatch("[0-9a-f]{32}", digits) else ""


def _content(path: Path) -> str:
    """The beginning of a file; nothing where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(KEY_FILE_BYTES).decode("ascii", "replace")
    except OSError:
        return ""


def plain(text: str) -> str:
    """A text of the file without what could play with a terminal."""
    return "".join(one for one in text[:100] if one.isprintable())
