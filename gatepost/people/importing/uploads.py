"""What comes in from outside, before anything is read: how large it may be, and whether it is what it says."""

from __future__ import annotations

from gatepost.people.importing.contents import FileRefused

LARGEST = 20 * 1024 * 1024
CSV = "Open it in the program that made it, choose “Save as” or “Export”, and save it as CSV."
# How a file begins that is something else, and what to say of it.
BEGINNINGS = (
    (b"\x89PNG", "a picture (PNG), whatever its name says"),
    (b"\xff\xd8\xff", "a picture (JPEG), whatever its name says"),
    (b"GIF8", "a picture (GIF), whatever its name says"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an older Excel or Word file"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a Word document (RTF)"),
)
ZIP = b"PK\x03\x04"
WEB_PAGES = (b"<!doctype html", b"<html")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"


def check_size(size: int, *, name: str) -> None:
    """Refuse what is too large before it is read."""
    if size > LARGEST:
        raise FileRefused(
            f"“{name}” has {size / 1_000_000:.0f} MB; at most {LARGEST // 1024 // 1024} MB can be read. "
            "A list of people is much smaller: choose an export with fewer columns."
        )
    if size == 0:
        raise FileRefused(f"“{name}” is empty. Make the export again and look into it first.")


def check_is_text(content: bytes, *, name: str) -> None:
    """Refuse what cannot be a table or a Common Transfer File, and say what it seems to be."""
    for beginning, what in BEGINNINGS:
        if content.startswith(beginning):
            raise FileRefused(f"“{name}” is {what}. {CSV}")
    start = content.removeprefix(UTF_8_MARK)[:200].lstrip().lower()
    if start.startswith(WEB_PAGES):
        raise FileRefused(
            f"“{name}” is a web page. Perhaps the page was saved in place of the file behind it: "
            "make the export again."
        )


def is_zip(content: bytes) -> bool:
    """Whether it is an archive."""
    return content.startswith(ZIP)


def is_xml(content: bytes) -> bool:
    """Whether it is XML, in any encoding that XML comes in."""
    start = content[:200]
    if start.startswith(UTF_16):
        start = start[2:].replace(b"\0", b"")
    return (
        start.removeprefix(UTF_8_MARK).lstrip().startswith((b"<?xml", b"<CTfile", b"<!DOCTYPE C"))
    )
