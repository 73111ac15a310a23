"""The ledger: entries sealed one upon the other, signed heads, and the check that nothing was changed since."""

from gatepost.core.ledger.digest import digest, is_digest_of
from gatepost.core.ledger.entry import GENESIS, Happening, LedgerError, Sealed, hash_of, seal
from gatepost.core.ledger.export import Header, Kept, export_lines
from gatepost.core.ledger.findings import Finding, Report
from gatepost.core.ledger.signing import Checkpoint, Head, Signer, fingerprint
from gatepost.core.ledger.verify import ExportError, Known, verify, verify_export

__all__ = [
    "GENESIS",
    "Checkpoint",
    "ExportError",
    "Finding",
    "Happening",
    "Head",
    "Header",
    "Kept",
    "Known",
    "LedgerError",
    "Report",
    "Sealed",
    "Signer",
    "digest",
    "export_lines",
    "fingerprint",
    "hash_of",
    "is_digest_of",
    "seal",
    "verify",
    "verify_export",
]
