"""Which sites are blocked for whom and when, and that written in the formats which filters read."""

from __future__ import annotations

from gatepost.core.blocking.domains import NotADomain, domain_of, without_covered
from gatepost.core.blocking.formats import FORMATS, Format
from gatepost.core.blocking.plan import Blocked, Plan
from gatepost.core.blocking.sites import Site, Table, table
from gatepost.core.blocking.times import Hours, Times

__all__ = [
    "FORMATS",
    "Blocked",
    "Format",
    "Hours",
    "NotADomain",
    "Plan",
    "Site",
    "Table",
    "Times",
    "domain_of",
    "table",
    "without_covered",
]
