"""What people show of their own study: which files are taken, who sees them, who says that they count."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.records.door import history
from gatepost.training.models import SelfStudy
from gatepost.training.models.courses import CannotDo
from gatepost.training.waiting import waiting_for
from gatepost.vault.models import SealedFile
from gatepost.vault.papers import LARGEST, NotTaken, kind_of
from tests.training.kit import AT, ON, PDF, picture, set_up_courses, show

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/training/"


def bomb() -> bytes:
    """A small PNG that claims to be 30,000 by 30,000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def told(content: bytes) -> str:
    return kind_of(io.BytesIO(content), size=len(content))


def test_what_a_file_is_is_told_from_its_content() -> None:
    assert told(PDF) == "application/pdf"
    assert told(picture("PNG")) == "image/png"
    assert told(picture("JPEG")) == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00" + b"x" * 100, "Only a PDF, JPEG or PNG"),
        (b"<script>alert(1)</script>", "Only a PDF, JPEG or PNG"),
        (b"GIF89a" + b"x" * 100, "Only a PDF, JPEG or PNG"),
        (b"%PDF-1.7 and then nothing", "The PDF is cut off"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "cannot be read"),
        (b"\xff\xd8\xff" + b"x" * 100, "cannot be read"),
        (picture("PNG")[:-30], "cannot be read"),
        (bomb(), "too many pixels|cannot be read"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(
    content: bytes, says: str
) -> None:
    with pytest.raises(NotTaken, match=says):
        told(content)


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    with pytest.raises(NotTaken, match="larger than 10 MB"):
        kind_of(io.BytesIO(b""), size=LARGEST + 1)


def post(client: Client, course: int, content: bytes, name: str = "proof.pdf") -> str:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    posted = {"done_on": timezone.localdate().isoformat(), "file": file}
    answer = client.post(f"{HOME}courses/{course}/evidence/", posted)
    return answer.text if answer.status_code == 400 else ""


def test_a_certificate_is_kept_encrypted_and_on_record(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    course = set_up_courses(cast, at=timezone.now())

    assert post(sign_in(cast.writer), course.pk, PDF) == ""

    study = SelfStudy.objects.get()
    assert study.file.content_type == "application/pdf"
    assert PDF not in study.file.path.read_bytes()
    (line,) = history(study)
    assert line.event == "training.evidenced" and study.file.sha256 in line.body


def test_a_program_called_pdf_is_refused_and_leaves_nothing(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    course = set_up_courses(cast, at=timezone.now())

    assert "Only a PDF, JPEG or PNG" in post(sign_in(cast.writer), course.pk, b"MZ" + b"x" * 99)

    assert not SealedFile.objects.exists() and not SelfStudy.objects.exists()


def test_a_day_to_come_is_refused(cast: SimpleNamespace, sign_in: SignIn) -> None:
    course = set_up_courses(cast, at=timezone.now())
    tomorrow = timezone.localdate() + timedelta(days=1)
    file = SimpleUploadedFile("proof.pdf", PDF)

    answer = sign_in(cast.writer).post(
        f"{HOME}courses/{course.pk}/evidence/", {"done_on": tomorrow, "file": file}
    )

    assert answer.status_code == 400 and "That day is yet to come" in answer.text


def test_the_file_is_saved_and_never_opened_within_the_pages(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    study = show(set_up_courses(cast), cast.writer)

    answer = sign_in(cast.writer).get(f"{HOME}evidence/{study.pk}/file/")

    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]


def test_who_opens_a_certificate(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    file = f"{HOME}evidence/{show(set_up_courses(cast), cast.writer).pk}/file/"
    assert client.get(file).status_code == 302

    opens = {
        who: sign_in(cast.everybody[who]).get(file).status_code
        for who in ("writer", "head", "administrator", "assistant", "data_officer", "governor")
    }

    assert opens == {"writer": 200, "head": 200, "administrator": 200} | dict.fromkeys(
        ("assistant", "data_officer", "governor"), 404
    )
    assert sign_in(other_cast.head).get(file).status_code == 404
    assert sign_in(cast.head).post(file).status_code == 405


def test_nobody_accepts_their_own_evidence_on_any_way(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    study = show(set_up_courses(cast), cast.head)
    answer = f"{HOME}evidence/{study.pk}/answer/"

    assert sign_in(cast.head).post(answer, {"answer": "yes"}).status_code == 404
    with pytest.raises(CannotDo, match="Somebody else"):
        study.look_at(by=cast.head, at=AT, accept=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfStudy.objects.update(looked_at_at=AT, looked_at_by=cast.head, is_accepted=True)


def test_evidence_is_looked_at_once_and_a_no_says_why(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    study, client = show(set_up_courses(cast), cast.writer), sign_in(cast.head)
    answer = f"{HOME}evidence/{study.pk}/answer/"
    assert client.get(answer).status_code == 405
    assert "Say why it does not count" in client.post(answer, {"answer": "no"}, follow=True).text

    client.post(answer, {"answer": "no", "reason": "It is about another course."})

    assert "has looked at this already" in client.post(answer, {"answer": "yes"}, follow=True).text
    assert "It is about another course." in sign_in(cast.writer).get(HOME).text
    assert {line.event for line in history(study)} == {
        "training.evidence-refused",
        "training.evidenced",
    }


def test_evidence_waits_for_those_who_look_after_training(cast: SimpleNamespace) -> None:
    show(set_up_courses(cast), cast.head)

    def waits(person: Person) -> bool:
        return any("Look at what" in one.says for one in waiting_for(person, on=ON))

    assert waits(cast.administrator) and waits(cast.approver)
    assert not waits(cast.head) and not waits(cast.writer)


def test_a_day_to_come_keeps_neither_file_nor_row(cast: SimpleNamespace) -> None:
    course = set_up_courses(cast)

    with pytest.raises(CannotDo, match="yet to come"):
        show(course, cast.writer, done_on=ON + timedelta(days=5))

    assert not SealedFile.objects.exists() and not SelfStudy.objects.exists()
