"""The ledger: entries sealed one upon the other, signed heads, and the check that nothing was changed since."""

from gatepost.core.ledger.digest import digest, is_digest_of
from gatepost.core.ledger.entry import GENESIS, Happening, LedgerError, Sealed, hash_of, seal

__all__ = [
    "GENESIS",
    "Happening",
    "LedgerError",
    "Sealed",
    "digest",
    "hash_of",
    "is_digest_of",
    "seal",
]
