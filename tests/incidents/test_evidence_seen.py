"""Nothing is shown unasked: words first, a click for the thing itself, made harmless, and every look on record."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gatepost.incidents.models import Access, Case, Evidence
from gatepost.people.models import Person
from gatepost.records.door import history
from tests.incidents.desk import report
from tests.incidents.kept_things import FORM, WORDS, item_in, png, upload

SignIn = Callable[[Person], Client]
NOW = timezone.now()
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    case = report(cast, "something-else", by=cast.assistant, at=NOW)
    Access.objects.create(case=case, person=cast.approver, given_at=NOW)
    return case


def at(name: str, case: Case, *more: object) -> str:
    return reverse(f"incidents:{name}", args=["ashlands", case.key, *more])


def seen(case: Case) -> int:
    return history(case).filter(event="evidence.seen").count()


def test_the_list_and_the_page_of_an_item_hold_words_and_no_picture(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item_in(case, by=cast.assistant, at=NOW)
    client = sign_in(cast.approver)

    for url in (at("evidence", case), at("item", case, 1), at("case", case)):
        page = client.get(url)
        assert page.status_code == 200
        assert "<img" not in page.content.decode() and "data:image" not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert WORDS in client.get(at("evidence", case)).content.decode()
    assert seen(case) == 0


def test_one_click_shows_a_picture_made_anew_without_what_was_hidden_in_it_and_is_on_record(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    hidden, kept = PngInfo(), io.BytesIO()
    hidden.add_text("Comment", "taken at the heronry")
    Image.new("RGB", (2400, 300), "green").save(kept, "PNG", pnginfo=hidden)
    item_in(case, by=cast.assistant, at=NOW, content=kept.getvalue())

    page = sign_in(cast.approver).post(at("item", case, 1)).content.decode()

    shown = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)
    assert shown
    picture = base64.b64decode(shown[1])
    assert b"heronry" not in picture
    assert max(Image.open(io.BytesIO(picture)).size) == 1600
    entry = history(case).get(event="evidence.seen")
    assert entry.by == f"people.person:{cast.approver.pk}" and entry.details["number"] == 1


def test_text_is_shown_as_text_whatever_is_in_it(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item_in(
        case, by=cast.assistant, at=NOW, content=b"<script>x()</script> you!", media_type="text/plain"
    )  # fmt: skip

    page = sign_in(cast.approver).post(at("item", case, 1)).content.decode()

    assert "&lt;script&gt;x()&lt;/script&gt; you!" in page


def test_a_pdf_is_only_saved_and_nothing_in_it_can_run_here(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item_in(case, by=cast.assistant, at=NOW, content=PDF, media_type="application/pdf")
    client = sign_in(cast.approver)
    assert "Show it" not in client.get(at("item", case, 1)).content.decode()

    saved = client.post(at("save-item", case, 1))

    assert saved.content == PDF
    assert saved["Content-Disposition"] == 'attachment; filename="item-1.pdf"'
    assert saved["Content-Security-Policy"].startswith("sandbox")
    assert saved["X-Content-Type-Options"] == "nosniff" and "no-store" in saved["Cache-Control"]
    assert history(case).filter(event="evidence.saved").count() == 1


def test_whoever_was_given_the_case_later_sees_only_what_came_in_since(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item_in(case, by=cast.assistant, at=NOW - timedelta(hours=2))
    Access.objects.create(case=case, person=cast.writer, given_at=NOW - timedelta(hours=1), sees_before=False)  # fmt: skip
    item_in(case, by=cast.assistant, at=NOW - timedelta(minutes=5))
    client = sign_in(cast.writer)

    page = client.get(at("evidence", case)).content.decode()

    assert "Item 2:" in page and "Item 1:" not in page and "Hand it on" not in page
    for name in ("item", "save-item", "seal", "clear", "dispose"):
        assert client.post(at(name, case, 1)).status_code == 404, name
    assert client.post(at("export", case), {"reason": "x"}).status_code == 404
    assert seen(case) == 0


def test_whoever_reported_it_can_add_files_and_sees_nothing_of_what_is_kept(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.assistant)
    link = reverse("incidents:mine-files", args=["ashlands", case.key])
    assert (
        link in client.get(reverse("incidents:mine", args=["ashlands", case.key])).content.decode()
    )

    two = {**FORM, "file": [upload(png("red")), upload(png("blue"), name="second.png")]}
    response = client.post(link, two)

    assert response.status_code == 302
    assert [one.said.name for one in Evidence.objects.all()] == ["screen.png", "second.png"]
    assert client.get(at("evidence", case)).status_code == 404
    assert client.post(at("item", case, 1)).status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00\x03" + bytes(60), "Only a picture"),
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\nnothing", "The picture cannot be read"),
        (b"a" * (21 * 1024 * 1024), "larger than 20 MB together"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_words_stay(
    case: Case, cast: SimpleNamespace, sign_in: SignIn, content: bytes, says: str
) -> None:
    file = io.BytesIO(content)
    file.name = "thing.bin"

    response = sign_in(cast.approver).post(at("add-evidence", case), {**FORM, "file": file})

    page = response.content.decode()
    assert response.status_code == 400
    assert says in page and WORDS in page
    assert not Evidence.objects.exists()


def test_a_copy_cannot_have_been_made_in_the_future(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    sent = {**FORM, "file": upload(), "captured": "2199-01-01T10:00"}

    response = sign_in(cast.approver).post(at("add-evidence", case), sent)

    assert response.status_code == 400 and "lies in the future" in response.content.decode()


def test_one_file_that_cannot_be_taken_keeps_none_of_them(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    both = {**FORM, "file": [upload(), upload(b"MZ\x90\x00", name="bad.exe")]}

    response = sign_in(cast.approver).post(at("add-evidence", case), both)

    assert response.status_code == 400 and "bad.exe: Only a picture" in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_policy_that_makes_looking_wait_is_obeyed_and_the_attempt_is_on_record(
    other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = report(other_cast, "unsuitable-material", by=other_cast.assistant, at=NOW)
    Access.objects.create(case=case, person=other_cast.approver, given_at=NOW)
    item_in(case, by=other_cast.assistant, at=NOW)
    url = reverse("incidents:item", args=["corpus-christi", case.key, 1])

    page = sign_in(other_cast.approver).post(url, follow=True).content.decode()

    assert "This has to wait (clause" in page and "data:image" not in page
    assert history(case).filter(event="case.attempt-refused").count() == 1
    assert seen(case) == 0
