"""The ledger: how fast an export is checked, beside one plain SHA-256 over the bytes of each entry."""

from __future__ import annotations

import hashlib
import io
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from gatepost.core.ledger import (
    GENESIS,
    Checkpoint,
    Happening,
    Head,
    Header,
    Kept,
    Signer,
    digest,
    export_lines,
    seal,
    verify_export,
)

ROUNDS = 7
CHAIN = "school-1"
BEGAN = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SIGNED_EVERY = 1_000
KEY = bytes(range(32))


def chain(number: int) -> Iterator[Kept]:
    """Entries as a school has them: who signed, acknowledged or was refused what, and by which clauses."""
    previous = GENESIS
    for at in range(1, number + 1):
        happening = Happening(
            at=BEGAN + timedelta(seconds=37 * at),
            event="policy.acknowledged",
            subject_kind="policies.acknowledgement",
            subject_id=str(at),
            by=f"people.person:{at % 45}",
            because=[f"ashlands@1f3a9c02/clause-{at % 97}"],
            details={"policy": at % 7, "text": digest(str(at % 500), key=KEY)},
        )
        sealed = seal(happening, chain=CHAIN, number=at, previous=previous)
        previous = sealed.hash
        yield Kept(at, sealed.body, sealed.hash)


def material(number: int) -> tuple[list[bytes], bytes]:
    """The stored bytes of every entry, and the export that holds them."""
    signer = Signer(KEY)
    entries = list(chain(number))
    checkpoints: list[Checkpoint] = [
        signer.checkpoint(Head(CHAIN, one.number, one.hash), at=BEGAN)
        for one in entries[SIGNED_EVERY - 1 :: SIGNED_EVERY]
    ]
    header = Header(CHAIN, "ashlands", [signer.public_key], BEGAN)
    lines = export_lines(header, entries, checkpoints, signer=signer)
    return [one.body.encode() for one in entries], b"\n".join(lines) + b"\n"


def plain(bodies: list[bytes]) -> None:
    """The yardstick: one SHA-256 for each entry, over its bytes, and nothing else."""
    for body in bodies:
        hashlib.sha256(body).digest()


def seconds(run: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    run()
    return time.process_time() - start


def checking(number: int = 200_000) -> None:
    """Side by side in one run, turn and turn about."""
    bodies, export = material(number)
    size = sum(map(len, bodies)) / number
    print(f"Ledger: {number:,} entries of {size:.0f} bytes, median of {ROUNDS} rounds, one core")

    def check(*, thorough: bool = False) -> None:
        report = verify_export(io.BytesIO(export), thorough=thorough)
        assert report.is_sound, report.findings[0].says
        assert report.entries == number

    turns: dict[str, Callable[[], None]] = {
        "plain SHA-256 of each entry": lambda: plain(bodies),
        "gatepost verify": check,
        "gatepost verify --thorough": lambda: check(thorough=True),
    }
    times: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for name, turn in turns.items():
            times[name].append(seconds(turn))
    yardstick = statistics.median(times["plain SHA-256 of each entry"])
    for name, found in times.items():
        spent = statistics.median(found)
        print(f"  {name:<34}{number / spent:>12,.0f}/s  {yardstick / spent:>8.2f} × plain SHA-256")
    print(f"  memory while checking: {peak(export) / 1e6:.1f} MB beside the file")


def peak(export: bytes) -> int:
    """The most bytes that a check held at one time."""
    file = io.BytesIO(export)
    tracemalloc.start()
    verify_export(file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    checking()
