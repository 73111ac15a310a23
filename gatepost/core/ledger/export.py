"""The file that carries a chain to whoever wants to check it: one JSON object a line, ended by a signed one.

The first line is the header. Then come the entries, the bytes of each exactly as they were sealed, with its
hash before them; each checkpoint stands after the entry that it signs, so that one reading in order and in
constant memory is enough. The closing line signs the newest head and all lines that are no entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gatepost.core.ledger.entry import GENESIS, Value, canonical, moment
from gatepost.core.ledger.signing import Checkpoint, Head, Signer, closing_body

FORMAT = "gatepost-ledger"
VERSION = 1


@dataclass(frozen=True)
class Kept:
    """An entry as the database gives it back, whatever may have become of it there."""

    number: int
    body: str
    hash: str


@dataclass(frozen=True)
class Header:
    """What an export says of itself; the public keys in hexadecimal digits."""

    chain: str
    school: str
    public_keys: Sequence[str]
    exported_at: datetime

    @property
    def line(self) -> bytes:
        """The first line."""
        fields: dict[str, Value] = {
            "chain": self.chain,
            "exported_at": moment(self.exported_at),
            "format": FORMAT,
            "keys": list(self.public_keys),
            "school": self.school,
            "version": VERSION,
        }
        return b'{"header":' + canonical(fields).encode() + b"}"


def export_lines(
    header: Header, entries: Iterable[Kept], checkpoints: Iterable[Checkpoint], *, signer: Signer
) -> Iterator[bytes]:
    """The lines of an export, without their ends; entries and checkpoints in the order of their numbers."""
    yield header.line
    frame, count, head = hashlib.sha256(header.line), 0, Head(header.chain, 0, GENESIS)
    for line, entry in chain_lines(entries, checkpoints):
        if entry is None:
            frame.update(b"\n" + line)
        else:
            count, head = count + 1, Head(header.chain, entry.number, entry.hash)
        yield line
    body = closing_body(
        head,
        at=header.exported_at,
        key=signer.fingerprint,
        entries=count,
        frame=frame.hexdigest(),
    )
    yield _signed_line("closing", body, signer.sign(body))


def chain_lines(
    entries: Iterable[Kept], checkpoints: Iterable[Checkpoint]
) -> Iterator[tuple[bytes, Kept | None]]:
    """The lines between the first and the last, each with its entry; the line of a checkpoint has none."""
    waiting = iter(checkpoints)
    signed = next(waiting, None)
    for entry in entries:
        # A checkpoint whose entry has vanished is told before the next one: readers then miss the entry.
        while signed and signed.head.number < entry.number:
            yield checkpoint_line(signed), None
            signed = next(waiting, None)
        yield entry_line(entry), entry
    while signed:
        yield checkpoint_line(signed), None
        signed = next(waiting, None)


def entry_line(entry: Kept) -> bytes:
    """One entry. Sealed bytes hold no line end; where somebody put one in, it must not make two lines."""
    text = f'{{"hash":"{entry.hash}","entry":{entry.body}}}'
    return text.replace("\n", " ").encode()


def checkpoint_line(checkpoint: Checkpoint) -> bytes:
    """One checkpoint."""
    return _signed_line("checkpoint", checkpoint.body, checkpoint.signature)


def _signed_line(name: str, body: str, signature: str) -> bytes:
    return f'{{"{name}":{body},"signature":"{signature}"}}'.encode()
