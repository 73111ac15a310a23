"""What is still to be filled in: it stands in square brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

GAP = re.compile(r"\[[^\[\]\n]{1,100}\]")


def gaps_in(text: str) -> list[str]:
    """The places of a text that are to be filled in, each once, with their brackets."""
    return list(dict.fromkeys(GAP.findall(text)))


def unfilled(texts: Iterable[str]) -> list[str]:
    """A sentence for each place in some texts that nobody has filled in."""
    gaps = dict.fromkeys(gap for text in texts for gap in gaps_in(text))
    return [f"Fill in “{gap}”, or write it without square brackets." for gap in gaps]
