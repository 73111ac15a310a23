"""The evidence as a PDF that a school can attach."""

from __future__ import annotations

from django.template.loader import render_to_string

from gatepost.people.models import School
from gatepost.policies.register.printing import NoPrinter
from gatepost.reports.safe360.gathering import Evidence


def drawn(evidence: Evidence, *, school: School) -> bytes:
    """A dated document. Raises NoPrinter where the libraries are missing."""
    html = render_to_string("reports/safe360/print.html", {"evidence": evidence, "school": school})
    try:
        from gatepost.policies.register.drawing import draw
    except OSError:
        raise NoPrinter(
            "This server cannot draw PDFs: the library Pango is missing. "
            "Print the page from your browser instead."
        ) from None
    return draw(html)
