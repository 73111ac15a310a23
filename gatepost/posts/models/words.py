"""What an author writes: words, accounts, a link and an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gatepost.channels.models import Channel


@dataclass(frozen=True)
class Words:
    """What an author writes, for whom and for when."""

    text: str
    channels: Sequence[Channel]
    texts: Mapping[int, str] = field(default_factory=dict)  # by account, where it is another there
    link: str = ""
    answers: str = ""  # the network's id of what it replies to, on the one account it goes to
    due_at: datetime | None = None  # as soon as everybody has agreed, where no hour is given
