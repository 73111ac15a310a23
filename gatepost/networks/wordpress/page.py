"""A post as WordPress keeps it: a short name of its own, and paragraphs and pictures as blocks."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from gatepost.networks.outgoing import Outgoing

_LINK = re.compile(r"https?://[^\s<>\"]+")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_AFTER_A_LINK = ".,;:!?)…'\""
_LONGEST = 60


def short_name(outgoing: Outgoing) -> str:
    """The last part of the page's address: words of the title for people, and part of the key for us."""
    plain = unicodedata.normalize("NFKD", outgoing.heading()).encode("ascii", "ignore").decode()
    words = _NO_LETTERS.sub("-", plain.lower()).strip("-")[:_LONGEST].strip("-")
    return f"{words or 'news'}-{outgoing.digest().hex()[:12]}"


def picture_name(name: str, number: int) -> str:
    """The short name of a page's picture, from which it is found again."""
    return f"{name}-picture-{number}"


def body(outgoing: Outgoing, pictures: list[tuple[int, str]]) -> str:
    """The page's content; pictures are ids and addresses on the site, in order."""
    blocks = [
        f"<!-- wp:paragraph -->\n<p>{_with_links(paragraph)}</p>\n<!-- /wp:paragraph -->"
        for paragraph in re.split(r"\n\s*\n", outgoing.text.strip())
        if paragraph
    ]
    blocks += [
        f'<!-- wp:image {{"id":{id}}} -->\n<figure class="wp-block-image">'
        f'<img src="{escape(address)}" alt="{escape(picture.alt)}" class="wp-image-{id}"/>'
        "</figure>\n<!-- /wp:image -->"
        for (id, address), picture in zip(pictures, outgoing.pictures, strict=True)
    ]
    return "\n\n".join(blocks)


def _with_links(paragraph: str) -> str:
    html, last = "", 0
    for found in _LINK.finditer(paragraph):
        link = found[0].rstrip(_AFTER_A_LINK)
        html += escape(paragraph[last : found.start()])
        html += f'<a href="{escape(link)}">{escape(link)}</a>'
        last = found.start() + len(link)
    return (html + escape(paragraph[last:])).replace("\n", "<br>\n")
