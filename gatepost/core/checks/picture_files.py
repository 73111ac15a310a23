"""Reads how the files of pictures are built, without decoding them: size, hidden data, and what stands behind the picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from struct import unpack, unpack_from

# Marks in files, by the names that the formats' specifications give them.
_MARK, _END, _SCAN, _APP1, _APP2, _APP13, _COMMENT = 0xFF, 0xD9, 0xDA, 0xE1, 0xE2, 0xED, 0xFE
_RESTARTS = range(0xD0, 0xD8)
_IMAGE, _EXTENSION, _TRAILER, _GIF_COMMENT, _APPLICATION = 0x2C, 0x21, 0x3B, 0xFE, 0xFF
_SIZE_FIELD = 2
JPEG, PNG, GIF, WEBP = "jpeg", "png", "gif", "webp"
MOST_PARTS = 100_000  # chunks or segments; more is no picture


class PictureRefused(Exception):
    """A file that cannot be used as a picture; the message is one sentence that says why and what to do."""


class Damaged(PictureRefused):
    """A picture that is cut off or broken."""

    def __init__(self) -> None:
        super().__init__("The picture is cut off or damaged. Choose the original file again.")


@dataclass
class Layout:
    """How a file is built. `end` is where the picture ends; what follows is no part of it. `notes` are names of hidden data."""

    kind: str
    width: int = 0
    height: int = 0
    end: int = 0
    frames: int = 1
    exif: bytes = b""
    notes: list[str] = field(default_factory=list)


def layout(content: bytes) -> Layout:
    """How a picture's file is built; PictureRefused where it is none that can be used, or not whole."""
    readers = {
        b"\xff\xd8\xff": _jpeg, b"\x89PNG\r\n\x1a\n": _png, b"GIF87a": _gif, b"GIF89a": _gif,
    }  # fmt: skip
    for start, reader in readers.items():
        if content.startswith(start):
            return _read(reader, content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _read(_webp, content)
    raise PictureRefused(_why_not(content))


def _read(reader: Callable[[bytes], Layout], content: bytes) -> Layout:
    try:
        found = reader(content)
    except (IndexError, ValueError, struct.error):
        raise Damaged from None
    if not (found.width and found.height and found.end):
        raise Damaged
    return found


_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "This is a PDF and no picture. Save the page as JPEG or PNG."),
    (b"II*\0", "TIFF pictures cannot be used. Save it as JPEG or PNG."),
    (b"MM\0*", "TIFF pictures cannot be used. Save it as JPEG or PNG."),
    (b"BM", "BMP pictures cannot be used. Save it as JPEG or PNG."),
    (b"PK\x03\x04", "This is an archive or a document and no picture."),
    (b"\x00\x00\x01\x00", "Icons cannot be used. Save it as PNG."),
    (b"\x1a\x45\xdf\xa3", "This is a film and no picture."),
)
_BRANDS = {
    b"heic": "HEIC", b"heix": "HEIC", b"hevc": "HEIC", b"heim": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF",
}  # fmt: skip
_OF_A_FILM = {
    "HEIC": "This is a HEIC picture, which many browsers and networks cannot show. On the phone choose “Most compatible” in the camera's settings, or save it as JPEG.",
    "AVIF": "AVIF pictures cannot be used. Save it as JPEG or PNG.",
}
_MARKUP = (b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php")


def _why_not(content: bytes) -> str:
    """One sentence about a file that is no picture of a kind that can be used."""
    if not content:
        return "The file is empty. Choose it again."
    if content[4:8] == b"ftyp":
        return _OF_A_FILM.get(_BRANDS.get(content[8:12], ""), "This is a film and no picture.")
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "SVG drawings can hold scripts and cannot be used. Save it as PNG."
    if start.startswith(_MARKUP):
        return "This is a web page or a script and no picture."
    other = "This is no picture of a kind that can be used. Save it as JPEG or PNG."
    return next((says for mark, says in _STARTS if content.startswith(mark)), other)


_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def _jpeg(content: bytes) -> Layout:
    found = Layout(JPEG)
    place = 2
    for _ in range(MOST_PARTS):
        if content[place] != _MARK:
            raise Damaged
        while content[place] == _MARK:
            place += 1
        marker, place = content[place], place + 1
        if marker == _END:
            found.end = place
            return found
        if marker in _ALONE:
            continue
        (size,) = unpack_from(">H", content, place)
        body = content[place + 2 : place + size]
        if size < _SIZE_FIELD or len(body) != size - _SIZE_FIELD:
            raise Damaged
        _jpeg_segment(found, marker, body)
        place += size
        if marker == _SCAN:
            place = _after_scan(content, place)
    raise Damaged


def _jpeg_segment(found: Layout, marker: int, body: bytes) -> None:
    if marker in _FRAMES:
        found.height, found.width = unpack_from(">HH", body, 1)
    elif marker == _APP1 and body.startswith(b"Exif\0"):
        found.exif = body[6:]
    elif marker == _APP1:
        found.notes.append("XMP")
    elif marker == _APP13:
        found.notes.append("IPTC")
    elif marker == _COMMENT:
        found.notes.append("a comment")
    elif marker == _APP2 and body.startswith(b"MPF\0"):
        found.notes.append("more pictures")


def _after_scan(content: bytes, place: int) -> int:
    """Where the next marker after compressed data stands; zeros and restarts are part of the data."""
    while True:
        place = content.index(b"\xff", place)
        after = content[place + 1]
        if after not in (0, _MARK) and after not in _RESTARTS:
            return place
        place += 1 if after == _MARK else 2


_PNG_NOTES = {
    b"tEXt": "text",
    b"iTXt": "text",
    b"zTXt": "text",
    b"tIME": "the time",
    b"dSIG": "a signature",
}


def _png(content: bytes) -> Layout:
    found = Layout(PNG)
    place = 8
    for _ in range(MOST_PARTS):
        size, name = unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + size]
        (check,) = unpack_from(">I", content, place + 8 + size)
        if len(body) != size or zlib.crc32(body, zlib.crc32(name)) != check:
            raise Damaged
        place += 12 + size
        if name == b"IHDR":
            found.width, found.height = unpack_from(">II", body)
        elif name == b"eXIf":
            found.exif = body
        elif name == b"acTL":
            (found.frames,) = unpack_from(">I", body)
        elif name in _PNG_NOTES:
            found.notes.append(_PNG_NOTES[name])
        elif name == b"IEND":
            found.end = place
            return found
    raise Damaged


def _gif(content: bytes) -> Layout:
    found = Layout(GIF, frames=0)
    found.width, found.height, flags = unpack_from("<HHB", content, 6)
    place = 13 + _palette(flags)
    for _ in range(MOST_PARTS):
        mark = content[place]
        if mark == _TRAILER:
            found.end = place + 1
            return found
        if mark == _IMAGE:
            found.frames += 1
            place = _sub_blocks(content, place + 11 + _palette(content[place + 9]))
        elif mark == _EXTENSION:
            if content[place + 1] == _GIF_COMMENT:
                found.notes.append("a comment")
            elif (
                content[place + 1] == _APPLICATION
                and content[place + 3 : place + 11] == b"XMP Data"
            ):
                found.notes.append("XMP")
            place = _sub_blocks(content, place + 2)
        else:
            raise Damaged
    raise Damaged


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += content[place] + 1
    return place + 1


def _webp(content: bytes) -> Layout:
    found = Layout(WEBP, frames=0)
    (size,) = unpack_from("<I", content, 4)
    end = 8 + size
    if end > len(content):
        raise Damaged
    for name, body in _riff(content, 12, end):
        _webp_chunk(found, name, body)
    found.end = min(len(content), end + (size & 1))
    if not found.frames:
        raise Damaged
    return found


def _webp_chunk(found: Layout, name: bytes, body: bytes) -> None:
    if name == b"VP8X":
        found.width = 1 + int.from_bytes(body[4:7], "little")
        found.height = 1 + int.from_bytes(body[7:10], "little")
    elif name in (b"VP8 ", b"VP8L"):
        found.frames += 1
        if not found.width:
            found.width, found.height = _webp_size(name, body)
    elif name == b"ANMF":
        found.frames += 1
    elif name == b"EXIF":
        found.exif = body.removeprefix(b"Exif\0\0")
    elif name == b"XMP ":
        found.notes.append("XMP")


def _riff(content: bytes, place: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while place + 8 <= end:
        name, size = unpack("<4sI", content[place : place + 8])
        if place + 8 + size > end:
            raise Damaged
        yield name, content[place + 8 : place + 8 + size]
        place += 8 + size + (size & 1)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8L":
        (bits,) = unpack_from("<I", body, 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF
