"""Turns the bytes of a table into text. Which encoding was found is shown to whoever brought the file."""

from __future__ import annotations

import codecs

from gatepost.people.importing.contents import FileRefused

MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
LOOKED_AT = 4000


def decode(content: bytes, *, name: str) -> tuple[str, str]:
    """The text and what its encoding is called. The strict encodings come first: they fail where they are wrong."""
    for mark, codec, called in MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], codec, called, name)
    if codec := _unmarked_utf_16(content):
        return _strictly(content, codec, "UTF-16", name)
    if b"\0" in content:
        raise FileRefused(
            f"“{name}” is damaged, or no text: it holds zero bytes. Make the export again and choose CSV."
        )
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(content, "cp1252", "Windows-1252 (Western European)", name)


def _strictly(content: bytes, codec: str, called: str, name: str) -> tuple[str, str]:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        raise FileRefused(
            f"“{name}” is in no encoding that can be read for certain. "
            "Save it once more and choose “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise FileRefused(
            f"“{name}” is damaged, or no text: it holds zero bytes. Make the export again and choose CSV."
        )
    return text, called


def _unmarked_utf_16(content: bytes) -> str:
    """In UTF-16 of English, nearly every second byte is zero."""
    start = content[:LOOKED_AT]
    odd, even = start[1::2].count(0), start[0::2].count(0)
    half = len(start) // 2
    if half and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""
