"""Pictures' files: what they give away, what is refused, and the clean copy."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from gatepost.core.checks.picture_files import PictureRefused
from gatepost.core.checks.pictures import MOST_BYTES, clean_picture, examine_picture

KINDS = ["JPEG", "PNG", "WEBP", "GIF"]
WITH_EXIF = ["JPEG", "PNG", "WEBP"]


def make_picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A picture with a red corner at the top left."""
    image = Image.effect_noise(size, 60).convert("RGB")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def make_exif(*, place: bool = True, device: bool = True, orientation: int = 1) -> Image.Exif:
    """What a phone writes into a picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    if device:
        exif[0x010F], exif[0x0110] = "Maker", "Model 3"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return exif


@pytest.fixture(params=[True, False], ids=["lenient Pillow", "strict Pillow"])
def pillow(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pillow as another part of the program may have left it."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = request.param
    yield
    assert request.param == ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = before


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_and_size_are_told_by_the_content(kind: str) -> None:
    found = examine_picture(make_picture(kind))

    assert (found.kind, found.width, found.height, found.frames) == (kind.lower(), 60, 40, 1)
    assert found.is_clean


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_place_and_device_are_found(kind: str) -> None:
    found = examine_picture(make_picture(kind, exif=make_exif()))

    assert found.has_location
    assert found.device == ("the maker of the camera", "the camera's model")


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_a_device_without_a_place_is_no_place(kind: str) -> None:
    found = examine_picture(make_picture(kind, exif=make_exif(place=False)))

    assert not found.has_location
    assert found.device


def test_the_way_up_alone_gives_nothing_away() -> None:
    found = examine_picture(make_picture(exif=make_exif(place=False, device=False, orientation=6)))

    assert found.is_clean


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_behind_the_picture_is_found(kind: str) -> None:
    found = examine_picture(make_picture(kind) + b"PK\x03\x04 hidden")

    assert found.trailing == 11
    assert not found.is_clean


def test_other_hidden_data_is_found() -> None:
    picture = make_picture()
    comment = picture[:2] + b"\xff\xfe\x00\x06note" + picture[2:]
    text = b"iTXtXML:com.adobe.xmp\0\0\0\0\0<exif:GPSLatitude>51,30N"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    png = make_picture("PNG")

    assert examine_picture(comment).device == ("a comment",)
    assert examine_picture(png[:-12] + chunk + png[-12:]).has_location


@pytest.mark.parametrize("kind", KINDS)
def test_the_clean_copy_holds_the_picture_and_nothing_else(kind: str, pillow: None) -> None:
    options: dict[str, Any] = {"exif": make_exif()} if kind in WITH_EXIF else {"comment": b"note"}
    content = make_picture(kind, **options) + b"<script>"

    cleaned = clean_picture(content)

    found = examine_picture(cleaned)
    assert found.is_clean
    assert (found.kind, found.width, found.height) == (
        kind.lower() if kind != "GIF" else "png",
        60,
        40,
    )
    for secret in (b"Maker", b"Model", b"note", b"<script>", b"Exif", b"ICC_PROFILE"):
        assert secret not in cleaned
    with Image.open(io.BytesIO(cleaned)) as image:
        assert not set(image.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "loop",
            "background",
            "timestamp",
        }
        red, green, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 200
        assert max(green, blue) < 60


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (3, 3)), (3, (56, 36)), (6, (36, 3)), (8, (3, 56)), (2, (56, 3))],
)
def test_the_clean_copy_is_the_right_way_up(orientation: int, corner: tuple[int, int]) -> None:
    content = make_picture(exif=make_exif(orientation=orientation), quality=95)

    with Image.open(io.BytesIO(clean_picture(content))) as image:
        red, green, _ = image.convert("RGB").getpixel(corner)  # type: ignore[misc]

    assert red > 200
    assert green < 80


def test_colours_of_a_profile_are_kept_and_the_profile_is_not() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = make_picture("PNG", icc_profile=profile)

    cleaned = clean_picture(content)

    assert b"iCCP" in content
    assert b"iCCP" not in cleaned


def test_what_is_clear_stays_clear_or_becomes_white() -> None:
    into = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(into, "PNG")

    with Image.open(io.BytesIO(clean_picture(into.getvalue()))) as image:
        assert image.getpixel((3, 3)) == (0, 0, 0, 0)
    with Image.open(io.BytesIO(clean_picture(into.getvalue(), kind="jpeg"))) as image:
        assert min(image.getpixel((3, 3))) > 250  # type: ignore[arg-type]


def test_a_copy_is_made_as_small_as_is_asked() -> None:
    content = make_picture(size=(1200, 900), quality=95)

    assert len(clean_picture(content, most_bytes=60_000)) <= 60_000
    assert max(examine_picture(clean_picture(content, longest=500)).width, 0) == 500
    with pytest.raises(PictureRefused, match="cannot be made smaller"):
        clean_picture(content, most_bytes=500)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_picture_that_is_cut_off_is_refused(kind: str, share: float, pillow: None) -> None:
    content = make_picture(kind, size=(200, 200))

    with pytest.raises(PictureRefused, match="cut off or damaged"):
        clean_picture(content[: int(len(content) * share)])


def test_a_png_whose_data_ends_early_is_refused_though_all_sums_are_right(pillow: None) -> None:
    content = make_picture("PNG", size=(200, 200))
    at = content.index(b"IDAT")
    (size,) = struct.unpack(">I", content[at - 4 : at])
    chunk = b"IDAT" + content[at + 4 : at + 4 + size // 2]
    short = (
        content[: at - 4] + struct.pack(">I", size // 2) + chunk + struct.pack(">I", zlib.crc32(chunk)) + content[-12:]
    )  # fmt: skip

    with pytest.raises(PictureRefused, match="cut off or damaged"):
        clean_picture(short)


def test_a_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    png = make_picture("PNG")
    head = b"IHDR" + struct.pack(">II", 50_000, 50_000) + png[24:29]
    bomb = png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]

    with pytest.raises(PictureRefused, match="50,000 by 50,000 dots"):
        examine_picture(bomb)


def test_a_moving_picture_is_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    into = io.BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])

    assert examine_picture(into.getvalue()).frames == 2
    with pytest.raises(PictureRefused, match="Moving pictures"):
        clean_picture(into.getvalue())


REFUSED = [
    (b"", "empty"),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    (b"\xef\xbb\xbf <svg onload=alert(1)>", "SVG"),
    (b"<html><body>", "web page"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "film"),
    (b"%PDF-1.7", "PDF"),
    (b"II*\0abcd", "TIFF"),
    (b"BMabcd", "BMP"),
    (b"PK\x03\x04abcd", "archive"),
    (b"just some text", "no picture"),
    (b"\xff\xd8\xff", "cut off"),
    (b"RIFF\x04\0\0\0WEBP", "cut off"),
    (b"x" * (MOST_BYTES + 1), "30 MB"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(PictureRefused, match=says) as refused:
        examine_picture(content)

    assert str(refused.value).endswith(".")


@given(st.sampled_from(KINDS), st.binary(max_size=40), st.integers(0, 2_000), st.data())
def test_no_damage_leads_to_anything_but_an_answer_or_a_refusal(
    kind: str, noise: bytes, at: int, data: st.DataObject
) -> None:
    content = make_picture(kind)
    length = data.draw(st.integers(0, len(noise)))
    damaged = content[:at] + noise + content[at + length :]

    try:
        cleaned = clean_picture(damaged)
    except PictureRefused as refused:
        assert str(refused)
    else:
        assert examine_picture(cleaned).is_clean
