"""What a check of a bundle finds, said so that somebody who never saw a hash can pass it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gatepost.core.ledger import Report as LedgerReport

MOST = 1_000

PROBLEMS = {
    "frame": "The archive around the files is not as Gatepost writes it: it was packed anew or altered.",
    "twice": "{file} stands in this archive more than once.",
    "packed": "{file} is compressed or encrypted, which Gatepost never does; it was not opened.",
    "stranger": "{file} is in this archive and the manifest does not know it.",
    "way-out": "{file} would lead out of the folder in which somebody unpacks this archive. Do not unpack it.",
    "missing": "{file} is missing from this archive.",
    "altered": "{file} was altered: its bytes are not those that the manifest gives the hash of.",
    "size": "{file} has another size than the manifest says: it was cut off, or something was added.",
    "no-seal": "seal.json is missing or damaged: nothing shows that the manifest is the one that Gatepost wrote.",
    "manifest-altered": "manifest.json was altered: it is not the one that was sealed.",
    "manifest-writing": "manifest.json is not written as Gatepost writes it.",
    "manifest-swapped": "manifest.json belongs to another bundle: the seal is for another case or another export.",
    "other-manifest": "manifest.json is not the one whose hash you gave: this is another bundle, or a changed one.",
    "bad-signature": "The signature of seal.json is wrong: it was altered, or signed by somebody else.",
    "unknown-key": "seal.json is signed with a key that is not among those to be trusted.",
    "unsigned": "seal.json is not signed, and you named a key that should have signed it.",
    "item-changed": "What the manifest says of this item was changed.",
    "item-gone": "This item was taken out of the manifest.",
    "item-added": "This item was put into the manifest.",
    "item-moved": "This item stands in the wrong place in the manifest.",
    "custody": "The chain of custody was changed. {more}",
    "custody-unreadable": "The chain of custody cannot be read: custody.json was altered.",
    "custody-head": "The chain of custody is not the one that the manifest speaks of: lines are missing or were added.",
    "ledger": "The ledger of the case was changed. {more}",
    "ledger-unreadable": "The ledger of the case cannot be read: {more}",
    "not-in-ledger": "The ledger's entry {more}, which this item names, holds no hash or another one.",
    "stamp": "The time stamp of this item is wrong: {more}",
    "stamp-unknown": "The manifest names a time stamp for a file that is not there.",
}
NOTES = {
    "not-stamped": "Not time-stamped: nothing but the server's own clock says when these files were there.",
    "item-not-stamped": "Not time-stamped.",
    "stamped": "Time-stamped at {more}.",
    "stamp-own-root": "Time-stamped at {more}; this was checked with a certificate that the bundle brings itself.",
    "stamp-unchecked": "A time stamp gives {more}; its signature was not checked, since no certificate is known for it.",
    "login-wall": "Not evidence of the post: a page that asks to sign in was captured.",
    "sealed": "Sealed: not in this bundle.",
    "disposed": "Disposed of: not in this bundle.",
    "withheld": "Left out on purpose: not in this bundle.",
    "unsigned": "Not signed: somebody could have made another bundle that fits together just as well.",
    "own-key": "The key is the one that the bundle itself names. Compare it with the key that the school has published, or give that one with --key.",
    "no-ledger": "No ledger in this bundle: nothing but the bundle itself says when its hashes were recorded.",
    "ledger-other-key": "The ledger was signed with another key than the bundle.",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, with which item (0: with none of them) and which file."""

    kind: str
    item: int = 0
    file: str = ""
    more: str = ""

    @property
    def says(self) -> str:
        """One sentence or two."""
        return _says(PROBLEMS, self.kind, self.item, {"file": self.file, "more": self.more})


@dataclass(frozen=True)
class Note:
    """Something to know that is no fault."""

    kind: str
    item: int = 0
    more: str = ""

    @property
    def says(self) -> str:
        """One sentence."""
        return _says(NOTES, self.kind, self.item, {"more": self.more})


class Findings:
    """Collects what is found; past a thousand it only counts."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self.more = 0

    def add(self, kind: str, *, item: int = 0, file: str = "", more: str = "") -> None:
        """Something is wrong."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(kind, item, file, more))
        else:
            self.more += 1

    def note(self, kind: str, *, item: int = 0, more: str = "") -> None:
        """Something is to be known."""
        if len(self.notes) < MOST:
            self.notes.append(Note(kind, item, more))


@dataclass(frozen=True)
class Known:
    """What somebody knows from elsewhere and wants the bundle held against.

    `keys`: fingerprints to be trusted; `manifest`: the hash of the manifest; `heads` and `since`: heads of the
    case's ledger; `roots`: certificates (PEM) of time-stamp authorities.
    """

    keys: Sequence[str] = ()
    manifest: str = ""
    heads: Mapping[int, str] | None = None
    since: str = ""
    roots: bytes = b""


@dataclass(frozen=True)
class Report:
    """What a check came to."""

    case: str
    school: str
    made_at: str
    by: str
    items: int
    present: int
    stamped: int
    custody: int  # lines in the chain of custody
    key: str  # the fingerprint of the key that signed; empty where nobody did, or the signature is wrong
    manifest_sha256: str
    ledger: LedgerReport | None
    problems: Sequence[Problem]
    notes: Sequence[Note]
    more: int = 0  # problems that were counted and not kept

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def _says(table: Mapping[str, str], kind: str, item: int, words: Mapping[str, str]) -> str:
    said = table[kind].format(**words).strip()
    return (
        f"Item {item}: {said[0].lower() + said[1:] if kind != 'ledger' else said}" if item else said
    )
