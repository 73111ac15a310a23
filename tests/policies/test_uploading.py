"""An upload is a policy or a sentence that says what is wrong with it."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gatepost.core.policy import PackError
from gatepost.policies.models import Version
from gatepost.policies.register.uploading import BadUpload, checked, files_in
from tests.conftest import Person
from tests.policies.drafts import PACK, zipped

pytestmark = pytest.mark.once  # reading files asks no database

SignIn = Callable[[Person], Client]
ADDRESS = "/schools/ashlands/register/upload/"


def archive(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    packed.seek(0)
    return packed


def whole() -> list[tuple[zipfile.ZipInfo | str, bytes]]:
    return [(f"hazel/{path}", text.encode()) for path, text in PACK.items()]


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("hazel/clauses/02-passwords.toml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize("folder", ["hazel/", "", "deep/down/hazel/"])
def test_a_folder_is_found_wherever_it_lies_in_the_zip(folder: str) -> None:
    files = files_in(zipped(PACK, folder))

    assert files == PACK
    assert checked(files).slug == "hazel"


def test_other_files_in_the_folder_are_left_out() -> None:
    files = files_in(zipped({**PACK, "notes.docx": "x", "clauses/notes.txt": "x"}))

    assert files == PACK


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (io.BytesIO(b"%PDF-1.7 not a zip"), "not a ZIP"),
        (io.BytesIO(b""), "not a ZIP"),
        (io.BytesIO(zipped(PACK).getvalue()[:-40]), "not a ZIP"),
        (archive(("readme.txt", b"x")), "no pack.toml"),
        (archive(*whole(), ("other/pack.toml", b"x")), "more than one pack.toml"),
        (archive(*whole(), ("../../etc/cron.d/x", b"x")), "outside its folder"),
        (archive(*whole(), ("/etc/passwd", b"x")), "outside its folder"),
        (archive(*whole(), ("hazel\\..\\..\\x", b"x")), "outside its folder"),
        (archive(*whole(), (link(), b"/etc/passwd")), "a link"),
        (archive(*whole(), *((f"x/{n}", b"") for n in range(301))), "more than 300 files"),
    ],
)
def test_a_hostile_or_damaged_zip_is_refused_in_a_sentence(upload: io.BytesIO, says: str) -> None:
    with pytest.raises(BadUpload, match=says):
        files_in(upload)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = archive(*whole(), ("hazel/clauses/02-bomb.toml", b"0" * 200_000_000))
    assert len(bomb.getvalue()) < 1_000_000

    with pytest.raises(BadUpload, match="more than 8,000,000 bytes"):
        files_in(bomb)


def test_an_unusual_compression_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("hazel/pack.toml", PACK["pack.toml"])
    packed.seek(0)

    with pytest.raises(BadUpload, match="plain ZIP"):
        files_in(packed)


def test_what_is_no_text_is_told_with_file_and_line() -> None:
    upload = archive(("hazel/pack.toml", b'slug = "hazel"\ntitle = "\xff"\n'))

    with pytest.raises(PackError, match=r"pack/pack\.toml:2: This is not UTF-8 text"):
        files_in(upload)


def test_the_law_is_no_policy() -> None:
    files = {**PACK, "pack.toml": PACK["pack.toml"].replace('"hazel"', '"law-england"')}

    with pytest.raises(PackError, match="not a policy"):
        checked(files)


def test_a_slug_that_is_none_is_told() -> None:
    files = {**PACK, "pack.toml": PACK["pack.toml"].replace('"hazel"', '"Hazel Bank/"')}

    with pytest.raises(PackError, match="cannot be a slug"):
        checked(files)


def test_a_pack_without_its_first_file_is_told() -> None:
    with pytest.raises(PackError, match="The file is missing"):
        checked({"clauses/01-start.toml": PACK["clauses/01-start.toml"]})


def test_an_uploaded_policy_becomes_a_draft(cast: SimpleNamespace, sign_in: SignIn) -> None:
    upload = SimpleUploadedFile("hazel.zip", zipped(PACK).getvalue())

    response = sign_in(cast.administrator).post(ADDRESS, {"pack": upload})

    assert response.status_code == 302
    version = Version.objects.get(number=2)
    assert version.origin == "uploaded" and version.pack.slug == "hazel"


def test_every_fault_of_a_pack_is_shown_with_its_line(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    start = PACK["clauses/01-start.toml"].replace('"must-not"', '"mustnt"')
    faulty = {**PACK, "clauses/01-start.toml": start.replace('"message"', '"mesage"')}
    upload = SimpleUploadedFile("hazel.zip", zipped(faulty).getvalue())

    response = sign_in(cast.administrator).post(ADDRESS, {"pack": upload})

    text = response.content.decode()
    assert response.status_code == 400
    assert "pack/clauses/01-start.toml, line 5" in text and "line 7" in text
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no zip", "not a ZIP"),
        (b"", "empty"),
        (b"0" * 4_000_001, "4,000,001 bytes"),
        (None, "Choose a file"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_file(
    cast: SimpleNamespace, sign_in: SignIn, content: bytes | None, says: str
) -> None:
    data = {} if content is None else {"pack": SimpleUploadedFile("x.zip", content)}

    response = sign_in(cast.administrator).post(ADDRESS, data)

    assert response.status_code == 400
    assert says in response.content.decode()
