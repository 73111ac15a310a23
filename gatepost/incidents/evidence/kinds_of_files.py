"""What kind of file something is, told from its content alone."""

from __future__ import annotations

from typing import BinaryIO

from gatepost.vault import papers
from gatepost.vault.papers import NotTaken

TEXT, WARC, PDF = "text/plain", "application/warc", "application/pdf"
LARGEST_TEXT = 2 * 1024 * 1024
PICTURES = ("image/jpeg", "image/png")
ENDINGS = {**papers.ENDINGS, TEXT: "txt", WARC: "warc"}
_KNOWN = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_HEAD = 8


def media_type_of(stream: BinaryIO, *, size: int) -> str:
    """A picture, a PDF, a web archive or plain text; raises NotTaken for anything else. Left at its beginning."""
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head or head.startswith(_KNOWN) or size > papers.LARGEST:
        return papers.kind_of(stream, size=size)
    if head.startswith(b"WARC/1."):
        return WARC
    if size <= LARGEST_TEXT and _is_text(stream):
        return TEXT
    raise NotTaken(
        "Only a picture (JPEG or PNG), a PDF or plain text can be taken. Make a screenshot, or save it as one of these."
    )


def _is_text(stream: BinaryIO) -> bool:
    content = stream.read()
    stream.seek(0)
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False
