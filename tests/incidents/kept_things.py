"""Files and items of evidence for the tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from gatepost.incidents.evidence import keeping
from gatepost.incidents.evidence.keeping import Incoming
from gatepost.incidents.models import Case, Evidence
from gatepost.incidents.models.evidence import Told
from gatepost.people.models import Person

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
WORDS = "A heron with a rude caption under it"
FORM = {"what": WORDS, "how": "A screenshot on my phone", "where": "The group “Year 4”"}


def png(colour: str = "green", *, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def upload(content: bytes = b"", *, name: str = "screen.png") -> io.BytesIO:
    """A file as a browser sends it."""
    file = io.BytesIO(content or png())
    file.name = name
    return file


def incoming(content: bytes = b"", *, media_type: str = "image/png", **more: Any) -> Incoming:
    """A file as it is handed to be kept."""
    told = Told(what=WORDS, how="A screenshot", name="screen.png", happened="last Tuesday")
    return Incoming(io.BytesIO(content or png()), media_type, told, **more)


def item_in(case: Case, *, by: Person | None, at: datetime = AT, content: bytes = b"", media_type: str = "image/png") -> Evidence:  # fmt: skip
    """One more item in a case."""
    return keeping.keep(case, [incoming(content, media_type=media_type)], by=by, at=at)[0]
