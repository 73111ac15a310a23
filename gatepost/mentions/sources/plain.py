"""What people read of a piece of HTML: its words, without scripts, styles and marks."""

from __future__ import annotations

from html.parser import HTMLParser

_UNREAD = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
_BREAKS = frozenset({"p", "br", "li", "div", "h1", "h2", "h3", "h4", "tr", "section", "article"})


class _Words(HTMLParser):
    """Collects the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unread: list[str] = []  # the elements we are within whose content nobody reads

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self.unread.append(tag)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)


def plain(html: str) -> str:
    """The words, one paragraph a line."""
    read = _Words()
    read.feed(html)
    read.close()
    lines = (" ".join(line.split()) for line in "".join(read.parts).split("\n"))
    return "\n".join(line for line in lines if line)
