"""Writes a chain into a file that anybody can check without a database, and checks a chain in its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from gatepost.core import ledger
from gatepost.core.ledger import Header, Kept, Report, export_lines, verify
from gatepost.core.ledger.entry import moment
from gatepost.records.checkpointing import checkpoint, head_of, newest_checkpoint, signer
from gatepost.records.models import Checkpoint, Entry

AT_A_TIME = 2_000


def export(chain: str, file: BinaryIO, *, at: datetime, school: str = "") -> ledger.Head:
    """Sign the newest entry, then write the chain as it stands; gives the head that the file ends with.

    `school` is what readers know the school by, its slug. Memory is constant; entries that are added
    meanwhile are left for the next export.
    """
    checkpoint(chain, at=at)
    key, newest = signer(), newest_checkpoint(chain)
    # The head is asked for after the last checkpoint, so that every checkpoint in the file has its entry there.
    head = head_of(chain)
    lines = export_lines(
        Header(chain, school, [*dict.fromkeys([key.public_key, *_public_keys(chain)])], at),
        _entries(chain, up_to=head.number),
        _checkpoints(chain, up_to=newest.pk if newest else 0),
        signer=key,
    )
    for line in lines:
        file.write(line + b"\n")
    return head


def check(chain: str) -> Report:
    """Check a chain where it is, against its checkpoints."""
    return verify(
        _entries(chain), _checkpoints(chain), chain=chain, public_keys=_public_keys(chain)
    )


def misfiled(chain: str) -> Iterator[int]:
    """The numbers of entries whose columns, by which pages find them, say other than what was sealed."""
    for entry in Entry.objects.of_chain(chain).iterator(chunk_size=AT_A_TIME):
        if not _is_filed_right(entry):
            yield entry.number


def _is_filed_right(entry: Entry) -> bool:
    try:
        said = json.loads(entry.body)
        subject = (said["subject"]["kind"], said["subject"]["id"])
        sealed = (said["chain"], said["number"], said["at"], said["event"], subject, said["by"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    filed_subject = (entry.subject_kind, entry.subject_id)
    filed = (entry.chain, entry.number, moment(entry.at), entry.event, filed_subject, entry.by)
    return sealed == filed


def _entries(chain: str, *, up_to: int | None = None) -> Iterator[Kept]:
    found = Entry.objects.of_chain(chain)
    if up_to is not None:
        found = found.filter(number__lte=up_to)
    rows = found.values_list("number", "body", "hash")
    # A cursor on the server, as PostgreSQL needs it for constant memory, lives in a transaction.
    with transaction.atomic():
        for number, body, digits in rows.iterator(chunk_size=AT_A_TIME):
            yield Kept(number, body, digits)


def _checkpoints(chain: str, *, up_to: int | None = None) -> Iterator[ledger.Checkpoint]:
    found = Checkpoint.objects.filter(chain=chain)
    if up_to is not None:
        found = found.filter(pk__lte=up_to)
    for kept in found.order_by("number", "pk").iterator():
        yield kept.signed


def _public_keys(chain: str) -> list[str]:
    found = Checkpoint.objects.filter(chain=chain).order_by("public_key")
    return list(found.values_list("public_key", flat=True).distinct())
