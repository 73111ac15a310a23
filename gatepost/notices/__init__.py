"""Messages to people: `send` writes one down in the caller's transaction; a worker delivers it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gatepost.notices.models import Notice

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>,;:\"()\\\[\]]+@[^\s\x00-\x1f\x7f@<>,;:\"()\\\[\]]+")
_LINK = re.compile(r"/(?!/)[!-~]*")


class BadNotice(ValueError):
    """A notice that cannot be sent to anybody; the message says why."""


def send(
    kind: str, *, to: str, link: str, at: datetime, key: str = "", due_at: datetime | None = None
) -> Notice:
    """Have a notice of a kind (`kinds.py`) sent to an address, with a link to a path such as "/today/".

    It is written in the caller's transaction: undone with it, and sent only after it.
    With a key it is written once, however often it is asked for: "acknowledge/41/reminder-2".
    """
    from gatepost.notices.kinds import KINDS
    from gatepost.notices.models import Notice

    if kind not in KINDS:
        raise BadNotice(f"There is no kind of notice “{kind}”; notices/kinds.py lists them.")
    if not _ADDRESS.fullmatch(to):
        raise BadNotice("That is no e-mail address: write one such as name@school.example.")
    if not _LINK.fullmatch(link):
        raise BadNotice("The link of a notice is a path on this server that begins with one “/”.")
    due = due_at or at
    notice, _ = Notice.objects.get_or_create(
        key=key or secrets.token_hex(16),
        defaults={
            "kind": kind,
            "to": to,
            "link": link,
            "created_at": at,
            "due_at": due,
            "next_try_at": due,
        },
    )
    return notice


def is_configured() -> bool:
    """Whether there is a mail server to send by. Until then notices wait, and none is lost."""
    from django.conf import settings

    return bool(settings.EMAIL_HOST)
