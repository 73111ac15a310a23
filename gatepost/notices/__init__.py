"""Messages to people: `send` writes one down in the caller's transaction; a worker delivers it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
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
    Somebody of the school is told with `gatepost.people.telling.tell`, which knows how they want to be told.
    """
    return write(kind, Going(to, key=key, due_at=due_at), link=link, at=at)[0]


@dataclass(frozen=True)
class Going:
    """Where a notice goes, by which way and from when on."""

    to: str
    way: str = "mail"
    key: str = ""
    due_at: datetime | None = None
    count: int | None = None
    is_grave: bool = False


def write(kind: str, going: Going, *, link: str, at: datetime) -> tuple[Notice, bool]:
    """Write a notice down; and whether it is new. Another way than mail names the row that keeps its address."""
    from gatepost.notices.kinds import KINDS
    from gatepost.notices.models import Notice

    if kind not in KINDS:
        raise BadNotice(f"There is no kind of notice “{kind}”; notices/kinds.py lists them.")
    if going.way == "mail" and not _ADDRESS.fullmatch(going.to):
        raise BadNotice("That is no e-mail address: write one such as name@school.example.")
    if not _LINK.fullmatch(link):
        raise BadNotice("The link of a notice is a path on this server that begins with one “/”.")
    due = going.due_at or at
    return Notice.objects.get_or_create(
        key=going.key or secrets.token_hex(16),
        defaults={
            "kind": kind,
            "to": going.to,
            "way": going.way,
            "count": going.count,
            "is_grave": going.is_grave,
            "link": link,
            "created_at": at,
            "due_at": due,
            "next_try_at": due,
        },
    )


def is_configured() -> bool:
    """Whether there is a mail server to send by. Until then notices wait, and none is lost."""
    from django.conf import settings

    return bool(settings.EMAIL_HOST)
