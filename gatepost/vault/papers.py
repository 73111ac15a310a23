"""Papers that people send in, certificates and forms: a PDF or a photograph that is what it says it is."""

from __future__ import annotations

import warnings
from typing import BinaryIO

from PIL import Image

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = (
    60_000_000  # more than the camera of a phone takes, far less than would fill the memory
)
_TAIL = 2048
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class NotTaken(ValueError):
    """A file that is not taken; the message says why and what to do."""


def kind_of(stream: BinaryIO, *, size: int) -> str:
    """The content type of a file, told from its content alone; raises NotTaken for anything but PDF, JPEG and PNG.

    The stream is left at its beginning.
    """
    if size > LARGEST:
        raise NotTaken(
            f"The file is larger than {LARGEST // (1024 * 1024)} MB. Choose a smaller one, or photograph the paper."
        )
    if size == 0:
        raise NotTaken("The file is empty. Choose another.")
    stream.seek(0)
    head = stream.read(8)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    if head.startswith(b"%PDF-"):
        return _pdf(tail)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _image(stream)
    raise NotTaken("Only a PDF, JPEG or PNG can be taken. Save the file as one of these first.")


def _pdf(tail: bytes) -> str:
    if b"%%EOF" not in tail:
        raise NotTaken("The PDF is cut off. Save or download it again, then choose it anew.")
    return "application/pdf"


def _image(stream: BinaryIO) -> str:
    """Read the picture as a whole, after its size was seen to be harmless."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(stream, formats=list(_IMAGES)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise NotTaken("The picture has too many pixels. Choose a smaller one.")
                picture.load()
                kind = _IMAGES[str(picture.format)]
    except NotTaken:
        raise
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise NotTaken(
            "The picture cannot be read. Open it on your device, save it again, then choose it anew."
        ) from None
    finally:
        stream.seek(0)
    return kind
