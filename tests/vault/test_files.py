"""Sealed files: they come back as they were, or not at all."""

from __future__ import annotations

import hashlib
import io
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from gatepost.vault import files
from gatepost.vault.files import CHUNK, HEADER, TAG_BYTES, FileTooLarge, NotKept
from gatepost.vault.models import SealedFile
from gatepost.vault.sealing import Unopenable

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the files of a test lie."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def content_of(size: int) -> bytes:
    return hashlib.shake_128(b"gatepost").digest(size)


def keep(content: bytes, **more: int) -> SealedFile:
    return SealedFile.objects.keep(io.BytesIO(content), at=AT, content_type="image/png", **more)


class Trickle(io.RawIOBase):
    """Gives a few bytes at a time, as a network does."""

    def __init__(self, content: bytes) -> None:
        self.rest = content

    def read(self, size: int = -1) -> bytes:
        taken = min(size, 1000)
        given, self.rest = self.rest[:taken], self.rest[taken:]
        return given


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was(folder: Path, size: int) -> None:
    content = content_of(size)

    kept = keep(content)

    with kept.open() as stream:
        assert stream.read() == content
    assert b"".join(kept.chunks()) == content
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert all_files(folder) == [kept.path]
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert size < 20 or content[:20] not in kept.path.read_bytes()


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    content = content_of(2 * CHUNK + 5)

    kept = SealedFile.objects.keep(Trickle(content), at=AT)  # type: ignore[arg-type]

    with kept.open() as stream:
        assert stream.read() == content


def test_the_key_of_a_file_is_nowhere_in_the_clear(folder: Path) -> None:
    kept = keep(b"hello")

    assert kept.data_key not in repr(kept) + str(kept)
    assert bytes.fromhex(kept.data_key) not in kept.path.read_bytes()


def test_the_same_content_twice_looks_different() -> None:
    first, second = keep(b"hello"), keep(b"hello")

    assert first.path.read_bytes() != second.path.read_bytes()


def pieces_of(path: Path) -> list[bytes]:
    locked = path.read_bytes()[len(HEADER) :]
    step = CHUNK + TAG_BYTES
    return [locked[start : start + step] for start in range(0, len(locked), step)]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda p: p[:-1],
        lambda p: p[1:],
        lambda p: [p[1], p[0], p[2]],
        lambda p: [p[0], p[0], p[2]],
        lambda p: [*p, p[2]],
        lambda p: [p[0], p[2]],
        lambda p: [p[0], p[1], p[2][:-1]],
        lambda p: [p[0][:-1] + bytes([p[0][-1] ^ 1]), p[1], p[2]],
        lambda p: [],
    ],
    ids=["cut", "beheaded", "swapped", "repeated", "longer", "hole", "shorter", "bit", "empty"],
)
def test_a_file_that_was_meddled_with_does_not_open(spoilt: object) -> None:
    kept = keep(content_of(2 * CHUNK + 5))
    assert callable(spoilt)
    kept.path.write_bytes(HEADER + b"".join(spoilt(pieces_of(kept.path))))

    with pytest.raises(Unopenable, match="altered or cut off"), kept.open() as stream:
        stream.read()


def test_files_cannot_be_exchanged() -> None:
    first, second = keep(b"one"), keep(b"two")
    first.path.write_bytes(second.path.read_bytes())

    with pytest.raises(Unopenable), first.open() as stream:
        stream.read()

    SealedFile.objects.filter(pk=first.pk).update(data_key=second.data_key)
    first.refresh_from_db()
    with pytest.raises(Unopenable), first.open() as stream:
        stream.read()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unnoticed(tmp_path: Path, where: int, change: int) -> None:
    path, key = tmp_path / "one", b"k" * 32
    path.unlink(missing_ok=True)
    files.write(
        path, io.BytesIO(b"x" * 500), key=key, name="one", digest=hashlib.sha256(), largest=1000
    )
    content = bytearray(path.read_bytes())
    content[where % len(content)] ^= change
    path.write_bytes(content)

    with pytest.raises(Unopenable), files.open_sealed(path, key=key, name="one") as stream:
        stream.read()


def test_nothing_is_given_of_a_piece_before_it_was_checked() -> None:
    kept = keep(content_of(3 * CHUNK))
    pieces = pieces_of(kept.path)
    pieces[1] = pieces[1][:-1] + bytes([pieces[1][-1] ^ 1])
    kept.path.write_bytes(HEADER + b"".join(pieces))

    with kept.open() as stream:
        assert stream.read(10) == content_of(10)
        with pytest.raises(Unopenable, match="at piece 2"):
            stream.read()


def test_a_file_that_is_gone_is_told() -> None:
    kept = keep(b"hello")
    kept.path.unlink()

    with pytest.raises(Unopenable, match="Restore it from a backup"):
        kept.open()


def test_a_file_that_is_too_large_leaves_nothing(folder: Path) -> None:
    assert keep(content_of(100), largest=100).size == 100
    before = all_files(folder)

    with pytest.raises(FileTooLarge, match="larger than 2 MB"):
        keep(bytes(2 * 1024 * 1024 + 1), largest=2 * 1024 * 1024)

    assert all_files(folder) == before
    assert SealedFile.objects.count() == 1


def test_a_full_disk_leaves_nothing(folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    keep(b"small")
    before = all_files(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(NotKept, match="Make room on the server's disk"):
            keep(bytes(1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert all_files(folder) == before
    assert SealedFile.objects.count() == 1


def test_a_file_is_discarded_once_that_is_certain(
    folder: Path, django_capture_on_commit_callbacks: object
) -> None:
    kept = keep(b"hello")
    with pytest.raises(RuntimeError), transaction.atomic():
        kept.discard()
        raise RuntimeError("undone")
    kept = SealedFile.objects.get()
    assert kept.path.exists()

    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        kept.discard()

    assert all_files(folder) == []


WRITES_FOR_EVER = """
import hashlib, io, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from gatepost.vault import files
for number in range(10**6):
    path = Path(sys.argv[1]) / "ab" / f"{number:08}"
    files.write(path, io.BytesIO(b"x" * 300_000), key=b"k" * 32, name=path.name, digest=hashlib.sha256(), largest=10**6)
    print(number, flush=True)
"""


def test_a_process_killed_while_it_writes_leaves_whole_files_only(folder: Path) -> None:
    root = str(Path(__file__).parents[2])
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES_FOR_EVER, str(folder), root], stdout=subprocess.PIPE
        )
        assert process.stdout
        for _ in range(7):
            assert process.stdout.readline()
        process.kill()
        process.communicate()
        whole = [path for path in all_files(folder) if not path.name.startswith(".")]
        assert len(whole) >= 7
        for path in whole:
            with files.open_sealed(path, key=b"k" * 32, name=path.name) as stream:
                assert len(stream.read()) == 300_000
            path.unlink()
