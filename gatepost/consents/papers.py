"""What may come in as a paper form: a PDF or a photograph that is what it says it is."""

from __future__ import annotations

import warnings
from typing import BinaryIO

from PIL import Image

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = (
    60_000_000  # more than a telephone's camera takes, far less than would fill the memory
)
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_TAIL = 2048


class NotTaken(ValueError):
    """A file that is not taken; the message says why and what to do."""


def kind_of(stream: BinaryIO, *, size: int) -> str:
    """What a file is, told by its content alone; the stream is left at its beginning."""
    if not 0 < size <= LARGEST:
        most = LARGEST // (1024 * 1024)
        raise NotTaken(f"The file is empty or larger than {most} MB. Scan or photograph it again.")
    stream.seek(0)
    start = stream.read(8)
    if start.startswith(b"%PDF-"):
        stream.seek(max(0, size - _TAIL))
        is_whole = b"%%EOF" in stream.read()
        stream.seek(0)
        if not is_whole:
            raise NotTaken("The PDF is cut off. Scan the form again.")
        return "application/pdf"
    if not start.startswith(_STARTS):
        raise NotTaken("Only a PDF, JPEG or PNG can be taken. Scan or photograph the form.")
    return _picture(stream)


def _picture(stream: BinaryIO) -> str:
    """Decode the whole picture, its size looked at first."""
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(stream, formats=list(_PICTURES)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NotTaken("The picture has too many pixels. Photograph the form anew.")
                picture.load()
                return _PICTURES[str(picture.format)]
    except NotTaken:
        raise
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise NotTaken("The picture cannot be read. Photograph the form anew.") from None
    finally:
        stream.seek(0)
