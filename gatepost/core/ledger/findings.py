"""What a check of a ledger finds, said so that somebody who never saw a hash can pass it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KINDS = {
    "altered": "Entry {number} was altered: its text is not the one that was sealed.",
    "resealed": "Entry {number} was altered and given a new hash: it no longer fits the entries beside it.",
    "hash-altered": "The hash beside entry {number} was altered; the entry itself is as it was sealed.",
    "missing": "Entry {number} is missing.",
    "missing-several": "Entries {number} to {last} are missing.",
    "cut-off": "Entries from {number} on are missing at the end: a signed line speaks of entry {last}.",
    "duplicate": "Entry {number} stands here a second time.",
    "inserted": "Somebody inserted an entry with the number {number}.",
    "out-of-order": "Entry {number} stands in the wrong place.",
    "foreign": "Where entry {number} should be, there is an entry of another chain.",
    "malformed": "This line cannot be read; it should hold entry {number}.",
    "malformed-line": "This line cannot be read and is no part of the ledger.",
    "not-canonical": "Entry {number} is not written as Gatepost writes entries.",
    "rewritten": "Entries {number} to {last}, or some of them, were rewritten: a signed line gives another hash for entry {last}.",
    "bad-signature": "The signature of this line is wrong: it was altered, or signed by somebody else.",
    "unknown-key": "This line is signed with a key that is not among those to be trusted.",
    "misplaced-checkpoint": "This checkpoint, of entry {number}, stands in the wrong place.",
    "frame": "The first line or a checkpoint was altered, added or taken out.",
    "miscounted": "The last line counts other entries than there are.",
    "after-the-end": "There are lines after the closing line.",
    "given-up": "There are so many faults that the check stopped here; what follows was not looked at.",
    "unfinished": "The file ends without its closing line: it was cut off. Entries from {number} on may be missing.",
    "other-head": "Entries up to {number} are not those of which the given head was taken: something was changed since.",
    "no-such-head": "No entry has the given hash: the history was rewritten since that head was printed.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, with which entry (or from which to which), on which line of the file."""

    kind: str
    line: int
    number: int | None = None
    last: int | None = None

    @property
    def says(self) -> str:
        """One sentence or two."""
        return KINDS[self.kind].format(number=self.number, last=self.last)


@dataclass(frozen=True)
class Report:
    """What a check came to."""

    chain: str
    school: str
    exported_at: str
    entries: int
    head_number: int
    head_hash: str
    checkpoints: int
    keys: Sequence[str]  # fingerprints of the keys that were trusted
    findings: Sequence[Finding]
    more: int = 0  # findings that were counted and not kept
    since: int | None = None  # the entry whose hash was asked for

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings
