"""The chain of custody: who had the evidence when and did what with it, each line sealed upon the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gatepost.core.ledger import GENESIS, Happening, Kept, Report, seal, verify
from gatepost.core.ledger.export import entry_line

_LINE = re.compile(rb'\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}')
_START, _BETWEEN, _END = b"[\n", b",\n", b"\n]\n"
_EMPTY = b"[]\n"


def seal_custody(happenings: Iterable[Happening], *, chain: str) -> list[Kept]:
    """Seal what happened to the evidence, in order. Unlike in a school's ledger, `by` may be a person's name."""
    kept: list[Kept] = []
    for number, happening in enumerate(happenings, 1):
        previous = kept[-1].hash if kept else GENESIS
        sealed = seal(happening, chain=chain, number=number, previous=previous)
        kept.append(Kept(number, sealed.body, sealed.hash))
    return kept


def custody_file(entries: Sequence[Kept]) -> bytes:
    """The file: a JSON list, one entry a line, the bytes of each as they were sealed."""
    if not entries:
        return _EMPTY
    return _START + _BETWEEN.join(entry_line(entry) for entry in entries) + _END


def read_custody(content: bytes) -> list[Kept] | None:
    """The entries of such a file, whatever their bytes have become; None where it is no such file."""
    if content == _EMPTY:
        return []
    if not content.startswith(_START) or not content.endswith(_END):
        return None
    found = []
    lines = content[len(_START) : -len(_END)].split(_BETWEEN)
    for number, line in enumerate(lines, 1):
        parts = _LINE.fullmatch(line)
        if parts is None:
            return None
        found.append(Kept(number, parts[2].decode("utf-8", "replace"), parts[1].decode()))
    return found


def check_custody(entries: Sequence[Kept], *, chain: str) -> Report:
    """Whether the entries fit upon each other."""
    return verify(entries, (), chain=chain, public_keys=())
