"""The policy as a PDF: who gets it, what is in it, and that it reaches for nothing outside."""

from __future__ import annotations

import builtins
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from gatepost.policies.reading import paper
from gatepost.policies.register import printing, writing
from gatepost.policies.register.drawing import OnlyOurFonts, draw
from gatepost.policies.register.pages import Standing
from tests.policies.drafts import AT, ON, PACK, draft_of, fresh, put_in_force


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / "printed"


def raw(pdf: bytes) -> bytes:
    """A PDF with its streams unpacked as far as they are."""
    unpacked = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            unpacked.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


def test_anybody_gets_the_policy_in_force_as_a_tagged_pdf_in_our_font(
    cast: SimpleNamespace, client: Client
) -> None:
    put_in_force(
        draft_of(cast.school, PACK, by=cast.head, at=timezone.now()),
        cast,
        on=timezone.localdate(),
        at=timezone.now(),
    )

    response = client.get("/schools/ashlands/policy.pdf")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    text = raw(response.content)
    assert response.content.startswith(b"%PDF")
    assert b"pdfuaid" in text and b"StructTreeRoot" in text and b"Atkinson" in text


def test_a_pdf_of_a_draft_is_for_those_who_keep_the_policy(
    cast: SimpleNamespace, client: Client
) -> None:
    draft_of(cast.school, PACK, by=cast.head, at=timezone.now())

    assert client.get("/schools/ashlands/policy/versions/2.pdf").status_code == 404
    assert client.post("/schools/ashlands/policy.pdf").status_code == 405


def test_it_is_drawn_once_and_again_when_something_on_it_changes(
    cast: SimpleNamespace, folder: Path
) -> None:
    version = draft_of(cast.school, PACK, by=cast.head)

    for _ in range(2):
        printing.printed(paper(version.pack, ""), Standing(version, ON))
    once = len(list(folder.glob("*.pdf")))
    begun = put_in_force(version, cast)
    printing.printed(paper(begun.pack, ""), Standing(begun, ON))

    assert (once, len(list(folder.glob("*.pdf")))) == (1, 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/x.png",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "font:/../../../../settings.py",
        "font:/../fonts/nothing.woff2",
        "data:text/css,a",
    ],
)
def test_a_printed_policy_reaches_for_nothing_but_our_fonts(url: str) -> None:
    with pytest.raises(ValueError, match="may not reach"):
        OnlyOurFonts().fetch(url)


def test_what_a_text_asks_for_is_neither_fetched_nor_put_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password of the vault")

    pdf = draw(
        f'<html lang="en"><title>t</title><p>words</p><link rel="attachment" href="file://{secret}">'
        f'<img alt="" src="file://{secret}"></html>'
    )

    assert b"password of the vault" not in raw(pdf)


def test_words_of_a_school_are_words_and_no_markup(cast: SimpleNamespace) -> None:
    version = draft_of(cast.school, PACK, by=cast.head)
    writing.word(version, "no-messages", text="<img src=x>", by=cast.head, at=AT)
    changed = fresh(version)

    shown = {"paper": paper(changed.pack, ""), "standing": Standing(changed, ON)}
    html = render_to_string("policies/register/print.html", shown)

    assert "<img" not in html and "&lt;img src=x&gt;" in html


def test_without_the_drawing_library_there_is_a_sentence(
    cast: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_pango(name: str, *rest: object, **more: object) -> object:
        if name.endswith("register.drawing"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_pango)
    response = client.get("/schools/ashlands/policy.pdf")

    assert response.status_code == 503
    assert "the library Pango is missing" in response.content.decode()
