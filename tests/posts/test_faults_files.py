"""Files that mean harm, sent as a browser sends them: a sentence, nothing kept, and the rest of the form still there."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from PIL import Image

from gatepost.people.models import Person
from gatepost.posts.models import Picture, Placed, Post
from gatepost.vault.models import SealedFile
from gatepost.web.uploads import LARGEST
from tests.posts.desk import jpeg, news_page, post_by

SignIn = Callable[[Person], Client]
HUGE = 300_000_000
ALT = "A green field “behind” the school."
BOUNDARY = "a-boundary-of-the-tests"
ABOUT_SVG = "SVG drawings can hold scripts and cannot be used. Save it as PNG."
DAMAGED = "The picture is cut off or damaged. Choose the original file again."


@pytest.fixture
def post(cast: SimpleNamespace) -> Post:
    return post_by(cast.writer, news_page(cast, at=timezone.now()), at=timezone.now())


@pytest.fixture
def author(cast: SimpleNamespace, sign_in: SignIn) -> Client:
    return sign_in(cast.writer)


@pytest.fixture
def kept(settings: LazySettings, tmp_path: Path) -> Iterator[Callable[[], list[Path]]]:
    """Where files are kept, and where what is sent lies in the meantime: empty, and looked at afterwards."""
    settings.FILES, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files", tmp_path / "sent"
    (tmp_path / "sent").mkdir()
    yield lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


class Lazily:
    """A request's body that is made while it is read."""

    def __init__(self, *pieces: bytes, filled_to: int) -> None:
        self.start, self.end = pieces
        self.left = filled_to
        self.taken = 0
        self.most_on_disk = 0

    def __len__(self) -> int:
        return len(self.start) + self.left + len(self.end)

    def read(self, most: int = -1) -> bytes:
        """The next piece, never more than a little."""
        most = 64_000 if most < 0 else min(most, 64_000)
        if self.start:
            piece, self.start = self.start[:most], self.start[most:]
        elif self.left:
            piece = b"\xff" * min(most, self.left)
            self.left -= len(piece)
        else:
            piece, self.end = self.end[:most], self.end[most:]
        self.taken += len(piece)
        if self.taken % 1_000_000 < len(piece):
            self._look()
        return piece

    readline = read

    def _look(self) -> None:
        from django.conf import settings

        lying = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).glob("*.upload*")
        self.most_on_disk = max([self.most_on_disk, *(path.stat().st_size for path in lying)])


def part(name: str, value: str) -> bytes:
    """A field of a form as a browser sends it."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


def file_part(file_name: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"'
    return f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()


END = f"\r\n--{BOUNDARY}--\r\n".encode()


def sent(client: Client, url: str, body: bytes | Lazily) -> Any:
    """Send a form whose body is ready, or made while it is read."""
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    more: dict[str, Any] = {
        "wsgi.input": stream,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
    }
    return client.generic("POST", url, **more)


def form(content: bytes, file_name: str = "photo.jpg") -> bytes:
    """The form of the page on which a picture is added, filled in; the description stands after the file."""
    return file_part(file_name) + content + b"\r\n" + part("alt", ALT)[:-2] + END


def place(post: Post) -> str:
    return f"/schools/ashlands/posts/{post.pk}/place/"


def assert_refused(answer: Any, says: str, kept: Callable[[], list[Path]]) -> None:
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert says in page
    assert ALT in page
    assert not Picture.objects.exists()
    assert not SealedFile.objects.exists()
    assert not Placed.objects.exists()
    assert kept() == []


def test_three_hundred_megabytes_are_refused_and_never_lie_on_the_disk(
    author: Client, post: Post, kept: Callable[[], list[Path]]
) -> None:
    body = Lazily(part("alt", ALT) + file_part("photo.jpg") + jpeg(), END, filled_to=HUGE)

    answer = sent(author, place(post), body)

    assert_refused(answer, "The picture is larger than 25 MB. Make it smaller.", kept)
    assert body.most_on_disk <= LARGEST


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG of which the head says how large it is."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(data or bytes(100_000), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def zipped() -> bytes:
    """An archive with a web page in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return made.getvalue()


def gif() -> bytes:
    made = io.BytesIO()
    Image.new("P", (9, 9)).save(made, "GIF")
    return made.getvalue()


def gif_with_script() -> bytes:
    """A picture that is a script as well, for whoever takes it for one."""
    return b"GIF89a/*" + gif()[8:] + b"*/=1;alert(document.domain)//"


def svg(start: str = "") -> bytes:
    return (
        f'{start}<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.encode()
    )


REFUSED = {
    "a drawing with a script": (svg(), ABOUT_SVG),
    "the same behind a declaration": (svg('<?xml version="1.0"?>\n<!-- a photo -->\n'), ABOUT_SVG),
    "a bomb of 50,000 by 50,000": (
        png(50_000, 50_000),
        "50,000 by 50,000 dots; at most 60 million",
    ),
    "a bomb on one side": (png(1, 4_000_000_000), "4,000,000,000 dots"),
    "a picture that is cut off": (jpeg(400, 300)[:-700], DAMAGED),
    "the start of a picture": (jpeg()[:20], DAMAGED),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "a web page or a script"),
    "an archive": (zipped(), "an archive or a document"),
    "a program": (b"\x7fELF" + bytes(500), "no picture of a kind that can be used"),
    "nothing": (b"", "The file is empty."),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_or_means_harm_is_refused_with_a_sentence(
    author: Client, post: Post, kept: Callable[[], list[Path]], what: str
) -> None:
    content, says = REFUSED[what]

    answer = sent(author, place(post), form(content))

    assert_refused(answer, says, kept)


@pytest.mark.parametrize(
    ("first", "hidden"),
    [
        (jpeg(), zipped()),
        (jpeg(), b"<?php system($_GET['c']); ?>"),
        (jpeg(), b"<script>alert(1)</script>"),
        (gif_with_script(), b"*/=1;alert(1)//"),
    ],
    ids=["an archive", "a program", "a script", "a picture that is a script"],
)
def test_of_a_picture_that_is_something_else_as_well_the_picture_alone_is_kept(
    author: Client, post: Post, first: bytes, hidden: bytes
) -> None:
    answer = sent(author, place(post), form(first + hidden))

    assert answer.status_code == 302
    content = Picture.objects.get().read()
    assert hidden not in content
    assert b"alert(" not in content and b"PK\x03\x04" not in content
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
    assert not zipfile.is_zipfile(io.BytesIO(content))
    shown = author.get(f"{Picture.objects.get().get_absolute_url()}file/")
    assert shown["Content-Type"] in ("image/jpeg", "image/png")
    assert shown["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "x" * 200 + ".jpg",
        "photo\u202egpj.exe",
        "../../../etc/passwd",
        "..\\..\\con.jpg",
        "<script>alert(1)</script>.jpg",
        "no-ending",
        "\u200b.jpg",
    ],
    ids=["long", "right to left", "upwards", "backwards", "script", "no ending", "invisible"],
)
def test_the_name_of_a_file_is_neither_believed_nor_kept(
    author: Client, post: Post, name: str
) -> None:
    answer = sent(author, place(post), form(jpeg(), name))

    assert answer.status_code == 302
    page = author.get(Picture.objects.get().get_absolute_url()).text
    assert name not in page
    row = SealedFile.objects.get()
    told = " ".join(str(getattr(row, field.name)) for field in row._meta.fields)
    assert name.strip("./\\")[:20] not in told


def test_a_name_of_ten_thousand_characters_is_answered_with_a_sentence(
    author: Client, post: Post, kept: Callable[[], list[Path]]
) -> None:
    answer = sent(author, place(post), part("alt", ALT) + file_part("y" * 10_000) + jpeg() + END)

    assert answer.status_code == 400
    assert "its name may be too long: give it a shorter one" in answer.text
    assert not Picture.objects.exists()
    assert kept() == []
