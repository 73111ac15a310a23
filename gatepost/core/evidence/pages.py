"""Reads what a web page says, however badly or maliciously it is written, in time that grows with its length alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_STOPS = re.compile("[>\"']")
_TYPE = re.compile(r"""\btype\s*=\s*["']?\s*password\b""", re.IGNORECASE)
# Unlike str.lower this never changes how long a text is, so that places in one are places in the other.
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BLANKS = re.compile(r"\s+")
# What stands in these is not shown, or is read apart, up to the end that has their name.
_RAW = frozenset({"iframe", "noscript", "script", "style", "template", "textarea", "title", "xmp"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "label", "mark", "q", "s", "small"}
    | {"span", "strong", "sub", "sup", "time", "u", "wbr"}
)


def has_password_field(page: str) -> bool:
    """Whether a page has a field for a password."""
    return any(name == "input" and _TYPE.search(inside) for name, inside in _pieces(page))


def words_of(page: str) -> tuple[str, str]:
    """The title of a page and the text that readers see, a line for each block."""
    title, words = "", []
    for name, inside in _pieces(page):
        if not name:
            words.append(_BLANKS.sub(" ", _unescaped(inside)))
        elif name == "title" and not title:
            title = inside
        elif name not in _INLINE:
            words.append("\n")
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(words).split("\n"))
    return _BLANKS.sub(" ", _unescaped(title)).strip(), "\n".join(line for line in lines if line)


def _pieces(page: str) -> Iterator[tuple[str, str]]:
    """Texts (with no name), and tags with what stands in them; an unclosed comment or script ends the page."""
    small, place = page.translate(_SMALL), 0
    quotes = _Quotes(page)
    while (start := page.find("<", place)) >= 0:
        yield "", page[place:start]
        found = _NAME.match(page, start)
        if found:
            end = quotes.end_of_tag(found.end())
            name = found[2].lower()
            place = end
            if name in _RAW and not found[1]:
                close = small.find(f"</{name}", end)
                place = close if close >= 0 else len(page)
                yield name, page[end:place] if name == "title" else ""
            else:
                yield name, page[found.end() : end]
        elif page.startswith(("<!", "<?", "</"), start):
            place = _after_remark(page, start)
        else:
            yield "", "<"
            place = start + 1
    yield "", page[place:]


def _after_remark(page: str, start: int) -> int:
    """The end of a comment or a declaration."""
    mark = "-->" if page.startswith("<!--", start) else ">"
    end = page.find(mark, start + 2)
    return end + len(mark) if end >= 0 else len(page)


class _Quotes:
    """Finds the ends of tags; a quotation mark that is never closed is not looked for twice."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.unclosed: set[str] = set()

    def end_of_tag(self, place: int) -> int:
        """The place behind the tag in which `place` is."""
        while found := _STOPS.search(self.page, place):
            mark, place = found[0], found.end()
            if mark == ">":
                return place
            if mark not in self.unclosed:
                closed = self.page.find(mark, place)
                if closed < 0:
                    self.unclosed.add(mark)
                place = max(closed + 1, place)
        return len(self.page)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        return text  # a number of thousands of digits is no character
