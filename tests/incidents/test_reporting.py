"""Anybody reports, named or not; the question about a child's picture comes before everything that could be sent."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.incidents.models import Case
from gatepost.incidents.reporting import answer
from gatepost.people.models import Person
from gatepost.vault.models import SealedFile

SignIn = Callable[[Person], Client]
WORDS = "Quincunx: a boy was filmed behind the boiler house."


def write_url(cast: SimpleNamespace, kind: str, child: str = "no", about: str = "nobody") -> str:
    address = reverse("incidents:write", args=[cast.school.slug])
    return f"{address}?child_image={child}&kind={kind}&about={about}"


def test_a_sentence_is_enough_and_the_first_words_are_about_danger(
    cast: SimpleNamespace, client: Client
) -> None:
    first = client.get(reverse("incidents:what", args=[cast.school.slug])).text
    assert "ring 999" in first
    assert first.index("sexual picture or film") < first.index("What is it?")

    page = client.post(write_url(cast, "something-else"), {"words": WORDS})

    case = Case.objects.get()
    assert page.status_code == 200
    assert case.report.words == WORDS
    assert case.reporter is None


def test_who_gives_no_name_gets_a_code_with_which_both_sides_write(
    cast: SimpleNamespace, client: Client
) -> None:
    sent = client.post(write_url(cast, "something-else"), {"words": WORDS}).text
    code = sent.partition("<strong>")[2].partition("</strong>")[0]
    code = sent[sent.index("Your code<br><strong>") + 21 :].partition("<")[0]
    case = Case.objects.get()
    answer(case, "Thank you. Where was it?", by=cast.head, at=timezone.now())
    answers = reverse("incidents:answers", args=[cast.school.slug])

    right = client.post(answers, {"code": code.lower().replace("-", " ")})
    wrong = client.post(answers, {"code": "AAAA-BBBB-CCCC-DDDD"})
    none = client.post(answers, {"code": ""})
    client.post(answers, {"code": code, "words": "By the boilers."})

    assert "Where was it?" in right.text
    assert wrong.status_code == none.status_code == 400
    assert "no report with this code" in wrong.text
    assert case.messages.last().words == "By the boilers."
    assert code not in case.receipt
    assert case.messages.last().by is None


def test_another_schools_code_opens_nothing(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client
) -> None:
    sent = client.post(write_url(cast, "something-else"), {"words": WORDS}).text
    code = sent[sent.index("Your code<br><strong>") + 21 :].partition("<")[0]

    answers = reverse("incidents:answers", args=[other_cast.school.slug])

    assert client.post(answers, {"code": code}).status_code == 400


def test_nothing_is_kept_of_who_asked_and_a_dump_holds_no_word(
    cast: SimpleNamespace, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(
        write_url(cast, "something-else"),
        {"words": WORDS, "affected": "Perdita", "wishes": "No police."},
        headers={"user-agent": "Rarebrowser"},
        REMOTE_ADDR="192.0.2.77",
    )

    target = StringIO()
    call_command("dumpdata", stdout=target, exclude=["contenttypes"])
    raw = _raw("incidents_case")
    assert Case.objects.get().report.words == WORDS
    for word in ("192.0.2.77", "Rarebrowser", "Quincunx", "boiler", "Perdita"):
        assert word not in raw
        assert word not in caplog.text
    assert "192.0.2.77" not in target.getvalue()


def _raw(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # a name of our own
        return str(cursor.fetchall())


@pytest.mark.parametrize("child", ["yes", "unsure"])
def test_where_it_may_be_a_child_nothing_can_be_sent_and_the_way_is_shown(
    cast: SimpleNamespace, client: Client, child: str
) -> None:
    url = write_url(cast, "abuse-of-staff", child)
    page = unescape(client.get(url).text)
    file = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")

    client.post(url, {"words": "It stands on a page.", "file": file})

    case = Case.objects.get()
    assert 'type="file"' not in page
    assert "Do not look at it again." in page
    assert "Report Remove" in page
    assert case.kind.key == "sexual-image"
    assert case.may_be_image_of_child
    assert SealedFile.objects.count() == 0


def test_without_an_answer_to_the_question_nothing_can_be_written(
    cast: SimpleNamespace, client: Client
) -> None:
    address = reverse("incidents:write", args=[cast.school.slug])

    page = client.post(f"{address}?kind=crime&about=nobody", {"words": WORDS})
    first = client.get(reverse("incidents:what", args=[cast.school.slug]), {"kind": "crime"})

    assert page.status_code == 302
    assert Case.objects.count() == 0
    assert first.status_code == 400
    assert "Say yes, no, or that you are not sure." in first.text


def test_somebody_signed_in_sees_what_they_wrote_and_what_they_were_told_and_no_more(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    writer = sign_in(cast.writer)
    where = writer.post(write_url(cast, "breach-by-staff"), {"words": WORDS})["Location"]
    case = Case.objects.get()
    answer(case, "We look into it.", by=cast.head, at=timezone.now())

    page = writer.get(where).text

    assert WORDS in page
    assert "We look into it." in page
    assert "What policy and law want done" not in page
    assert writer.get(case.get_absolute_url()).status_code == 404


def test_signed_in_one_can_still_report_without_a_name(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    writer = sign_in(cast.writer)

    writer.post(write_url(cast, "breach-by-staff") + "&name=no", {"words": WORDS})

    assert Case.objects.get().reporter is None


def test_bad_input_gets_a_sentence_and_loses_nothing(cast: SimpleNamespace, client: Client) -> None:
    page = client.post(write_url(cast, "crime"), {"words": " ", "where": "By the bike sheds"})

    assert page.status_code == 400
    assert "Write at least one sentence." in page.text
    assert "By the bike sheds" in page.text
    assert Case.objects.count() == 0
