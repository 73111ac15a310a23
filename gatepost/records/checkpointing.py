"""Signs the heads of chains, so that a history rewritten by somebody without the key shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from gatepost.core import ledger
from gatepost.core.ledger import GENESIS, LedgerError, Signer
from gatepost.records.models import Checkpoint, Head


def signer() -> Signer:
    """The key that signs now; an installation makes it at its first start."""
    if not settings.LEDGER_SIGNING_KEY:
        raise LedgerError("The ledger has no key to sign with yet. Run gatepost migrate first.")
    return Signer(settings.LEDGER_SIGNING_KEY)


def head_of(chain: str) -> ledger.Head:
    """The newest entry of a chain, to be printed where it cannot be changed any more; number 0 before the first."""
    found = Head.objects.filter(chain=chain).first()
    return ledger.Head(chain, found.number, found.hash) if found else ledger.Head(chain, 0, GENESIS)


def newest_checkpoint(chain: str) -> Checkpoint | None:
    """The row that was signed last."""
    return Checkpoint.objects.filter(chain=chain).order_by("-pk").first()


def checkpoint(chain: str, *, at: datetime) -> ledger.Checkpoint | None:
    """Sign the newest entry of a chain, once; None where the chain has no entry yet."""
    head, key = head_of(chain), signer()
    if not head.number:
        return None
    signed = key.checkpoint(head, at=at)
    kept, _ = Checkpoint.objects.get_or_create(
        chain=chain,
        number=head.number,
        hash=head.hash,
        public_key=signed.public_key,
        defaults={"at": at, "signature": signed.signature},
    )
    return kept.signed


def checkpoint_all(*, at: datetime) -> int:
    """Sign every chain that has grown since it was last signed; gives how many. For a task that runs daily."""
    grown = [chain for chain, number in _chains() if number > _signed_up_to(chain)]
    for chain in grown:
        checkpoint(chain, at=at)
    return len(grown)


def _chains() -> Iterator[tuple[str, int]]:
    yield from Head.objects.filter(number__gt=0).values_list("chain", "number").order_by("chain")


def _signed_up_to(chain: str) -> int:
    newest = newest_checkpoint(chain)
    return newest.number if newest else 0
