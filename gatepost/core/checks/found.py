"""One thing that was found in a draft."""

from __future__ import annotations

from typing import NamedTuple

Facts = tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """Something of a kind. `start` and `end` are character offsets in the text, `text` what stands there.

    `facts` are added to the kind's own (whom it is about); `note` is a sentence beside the kind's; `who` are keys of the
    register; `picture` is the number of a picture, from 0, whose file or description it was found in; `network` is the
    network that does not take it.
    """

    kind: str
    start: int = 0
    end: int = 0
    text: str = ""
    facts: Facts = ()
    note: str = ""
    who: tuple[str, ...] = ()
    picture: int | None = None
    network: str = ""
