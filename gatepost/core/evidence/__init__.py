"""Evidence of a case as a bundle that anybody can check: writing it, checking it, time stamps and login walls."""

from gatepost.core.evidence.archive import is_archive as is_bundle
from gatepost.core.evidence.custody import seal_custody
from gatepost.core.evidence.findings import Known, Note, Problem, Report
from gatepost.core.evidence.items import (
    STATES,
    Bundle,
    BundleError,
    Content,
    Item,
    Metadata,
    Moments,
    Stamp,
)
from gatepost.core.evidence.stamps import StampError, StampReading, read_stamp
from gatepost.core.evidence.verifying import verify_bundle
from gatepost.core.evidence.walls import Page, login_wall
from gatepost.core.evidence.writing import Written, write_bundle

__all__ = [
    "STATES",
    "Bundle",
    "BundleError",
    "Content",
    "Item",
    "Known",
    "Metadata",
    "Moments",
    "Note",
    "Page",
    "Problem",
    "Report",
    "Stamp",
    "StampError",
    "StampReading",
    "Written",
    "is_bundle",
    "login_wall",
    "read_stamp",
    "seal_custody",
    "verify_bundle",
    "write_bundle",
]
