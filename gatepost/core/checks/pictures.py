"""Says what a picture's file gives away, and makes a copy that holds the picture and nothing else."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gatepost.core.checks.picture_files import (
    GIF,
    JPEG,
    PNG,
    WEBP,
    Damaged,
    Layout,
    PictureRefused,
    layout,
)

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 30_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 16_000
QUALITY = 88
LEAST_QUALITY = 40
SMALLEST_SIDE = 400
_STEP = 0.8

# Tags of Exif 3.0: make, model, software, time, artist, owner, serial numbers; and the block of places.
_GPS = 0x8825
_EXIF = 0x8769
_DEVICE = {
    0x010F: "the maker of the camera", 0x0110: "the camera's model", 0x0131: "the software", 0x0132: "the time", 0x013B: "the photographer",
    0x8298: "a copyright notice", 0x9003: "the time", 0x9004: "the time", 0xA430: "the camera's owner", 0xA431: "the camera's number",
    0xA435: "the lens's number", 0x927C: "the camera's own notes", 0x9286: "a comment", 0x010E: "a description", 0x9C9B: "a title", 0x9C9C: "a comment", 0x9C9E: "keywords",
}  # fmt: skip
_ORIENTATION = 0x0112
_decoding = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """What a picture's file holds. Where it was taken is not told further, only that the file says so."""

    kind: str
    width: int
    height: int
    size: int
    frames: int = 1
    has_location: bool = False
    device: tuple[str, ...] = ()  # what it tells of the camera, the time, the software
    trailing: int = 0  # bytes behind the picture

    @property
    def is_clean(self) -> bool:
        """Whether the file holds the picture and nothing else."""
        return not (self.has_location or self.device or self.trailing)


def examine_picture(content: bytes) -> Picture:
    """What a picture's file holds, by its content and not its name; PictureRefused with one sentence otherwise.

    Nothing is decoded: a picture that would fill the memory is refused by what its head says.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            f"The file has {len(content) / 1e6:.0f} MB; at most {MOST_BYTES // 1_000_000} MB can be used. Save a smaller copy."
        )
    found = layout(content)
    if found.width * found.height > MOST_PIXELS or max(found.width, found.height) > LONGEST_SIDE:
        raise PictureRefused(
            f"The picture has {found.width:,} by {found.height:,} dots; at most {MOST_PIXELS // 1_000_000} million can be used, and {LONGEST_SIDE:,} on a side. Save a smaller copy."
        )
    tags = _tags(found.exif) if found.exif else set()
    device = [_DEVICE[tag] for tag in sorted(tags & set(_DEVICE))] + found.notes
    if found.exif and not device and _GPS not in tags and tags - {_ORIENTATION}:
        device = ["other camera data"]
    return Picture(
        kind=found.kind,
        width=found.width,
        height=found.height,
        size=len(content),
        frames=found.frames,
        has_location=_GPS in tags or _names_a_place(content, found),
        device=tuple(dict.fromkeys(device)),
        trailing=len(content) - found.end,
    )


def clean_picture(
    content: bytes, *, longest: int | None = None, most_bytes: int | None = None, kind: str = ""
) -> bytes:
    """The picture alone, turned as it is meant to be seen and encoded anew: no metadata, nothing hidden behind it.

    JPEG, PNG and WebP keep their kind, a still GIF becomes PNG, unless `kind` says otherwise. `longest` bounds the longer
    side in dots. With `most_bytes` quality and then size are lowered until it fits. PictureRefused where it cannot be done.
    """
    examined = examine_picture(content)
    if examined.frames != 1:
        raise PictureRefused("Moving pictures cannot be used. Save one frame as JPEG or PNG.")
    kind = kind or (PNG if examined.kind == GIF else examined.kind)
    if kind not in (JPEG, PNG, WEBP):
        raise ValueError(f"cannot encode {kind}")
    image = _bare(_decoded(content, examined), kind)
    if longest and max(image.size) > longest:
        image = _shrunk(image, longest / max(image.size))
    return _encoded(image, kind, most_bytes)


def _tags(exif: bytes) -> set[int]:
    """The tags of an Exif block; what cannot be read counts as camera data of some kind."""
    from PIL import Image

    read = Image.Exif()
    found: set[int] = set()
    with suppress(Exception):  # a broken block is stripped like any other
        read.load(b"Exif\0\0" + exif)
        found = set(read) | set(read.get_ifd(_EXIF))
        if read.get_ifd(_GPS):
            found.add(_GPS)
        elif _GPS in found:
            found.discard(_GPS)
    return found or {0}


def _names_a_place(content: bytes, found: Layout) -> bool:
    """Whether XMP or IPTC name a place: by the names of their fields, since both are plain text."""
    if not {"XMP", "IPTC", "text"} & set(found.notes):
        return False
    head = content[: found.end]
    return any(
        mark in head
        for mark in (
            b"GPSLatitude",
            b"photoshop:City",
            b"Iptc4xmpCore:Location",
            b"LocationCreated",
            b"\x1c\x02\x5a",
            b"\x1c\x02\x5c",
        )
    )


def _decoded(content: bytes, examined: Picture) -> Image.Image:
    from PIL import Image, ImageOps

    try:
        with (
            _strictly(),
            Image.open(io.BytesIO(content), formats=[examined.kind.upper()]) as opened,
        ):
            if opened.size != (examined.width, examined.height):
                raise Damaged
            opened.load()
            return ImageOps.exif_transpose(opened)
    except PictureRefused:
        raise
    except Exception:  # whatever a decoder says of a broken file
        raise Damaged from None


@contextmanager
def _strictly() -> Iterator[None]:
    """Pillow as strict as it comes: elsewhere in the program it may have been told to fill up what is cut off."""
    from PIL import ImageFile

    with _decoding:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _bare(image: Image.Image, kind: str) -> Image.Image:
    """The dots alone, in the colours that screens take for granted."""
    from PIL import Image

    is_clear = "A" in image.getbands() or "transparency" in image.info
    image = _in_screen_colours(image)
    if is_clear and kind == JPEG:
        background = Image.new("RGB", image.size, "white")
        clear = image.convert("RGBA")
        background.paste(clear, mask=clear.getchannel("A"))
        image = background
    wanted = "RGBA" if is_clear and kind != JPEG else "L" if image.mode in ("1", "L") else "RGB"
    image = image.convert(wanted)
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """Colours of a profile brought to sRGB, so that the profile can go."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    from PIL import ImageCms

    with suppress(Exception):  # a profile that cannot be read is left out like other metadata
        found = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
        return found or image
    return image


def _encoded(image: Image.Image, kind: str, most_bytes: int | None) -> bytes:
    quality = QUALITY
    while True:
        found = _written(image, kind, quality)
        if most_bytes is None or len(found) <= most_bytes:
            return found
        if kind != PNG and quality > LEAST_QUALITY:
            quality -= 12
            continue
        if max(image.size) <= SMALLEST_SIDE:
            raise PictureRefused(
                f"The picture cannot be made smaller than {len(found) / 1000:,.0f} kB; {most_bytes / 1000:,.0f} kB are allowed. Choose a simpler picture."
            )
        image, quality = _shrunk(image, _STEP), QUALITY


def _written(image: Image.Image, kind: str, quality: int) -> bytes:
    into = io.BytesIO()
    options: dict[str, Any] = {"quality": quality, "method": 4}
    if kind == PNG:
        options = {"optimize": True}
    elif kind == JPEG:
        options = {"quality": quality, "optimize": True, "progressive": True}
    image.save(into, kind.upper(), **options)
    return into.getvalue()


def _shrunk(image: Image.Image, by: float) -> Image.Image:
    from PIL import Image

    size = (max(1, round(image.width * by)), max(1, round(image.height * by)))
    return image.resize(size, Image.Resampling.LANCZOS)
