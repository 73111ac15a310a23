"""The notice as a PDF, drawn once for the same words."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from gatepost.policies.register.printing import NoPrinter
from gatepost.vault.whole import write_whole

_MOST_KEPT = 200


def printed(shown: dict[str, object]) -> bytes:
    """The notice for the wall and for visitors. Raises NoPrinter."""
    html = render_to_string("monitoring/notice_print.html", shown)
    folder = Path(settings.DATA) / "printed-notices"
    kept = folder / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    try:
        from gatepost.policies.register.drawing import draw
    except OSError:
        raise NoPrinter(
            "This server cannot draw PDFs: the library Pango is missing. "
            "Print the page from your browser instead."
        ) from None
    pdf = draw(html)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
        old.unlink(missing_ok=True)
    write_whole(kept, pdf, replace=True)
    return pdf
