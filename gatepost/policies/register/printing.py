"""A version of the policy as a PDF: made once for the same words, without reaching for anything outside."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from gatepost.policies.reading import Paper
from gatepost.policies.register.pages import Standing
from gatepost.vault.whole import write_whole

_MOST_KEPT = 200


class NoPrinter(Exception):
    """The libraries that draw PDFs are missing on this server; the message says which."""


def printed(paper: Paper, standing: Standing) -> bytes:
    """The policy as a PDF for reading aloud by machines as well (PDF/UA-1). Raises NoPrinter."""
    shown = {"paper": paper, "standing": standing}
    return drawn_once(render_to_string("policies/register/print.html", shown))


def drawn_once(html: str) -> bytes:
    """Any page that is meant for print, as such a PDF. Raises NoPrinter."""
    folder = Path(settings.DATA) / "printed"
    kept = folder / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    pdf = _drawn(html)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
        old.unlink(missing_ok=True)
    write_whole(kept, pdf, replace=True)
    return pdf


def _drawn(html: str) -> bytes:
    try:
        from gatepost.policies.register.drawing import draw
    except OSError:
        raise NoPrinter(
            "This server cannot draw PDFs: the library Pango is missing. "
            "Print the page from your browser instead."
        ) from None
    return draw(html)
