"""One's own public profile is looked at for its owner alone: what is found has advice, and nothing is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.joining.own_profile.looking import LONGEST, kinds, look
from gatepost.joining.own_profile.privacy import guides
from gatepost.people.models import Person
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school

SignIn = Callable[[Person], Client]
PROFILE = """Wren Abbott, teacher at Corpus Christi School. Born 12 May 1984 in Luton, grew up in Luton.
Call me: 07700 900123. 12 Rose Lane, PO5 1QQ. wren@mail.example
Mum to Ivy, my dog Biscuit runs the house. Lifelong Pompey fan. Née Hollis.
My first car was a Mini. Married to Robin since 2010. Running every Saturday in the park."""
PAGE = "/schools/corpus-christi/own-profile/"


def found(text: str) -> set[str]:
    return {one.kind.key for one in look(text, school="Corpus Christi School")}


def test_what_strangers_could_use_is_found() -> None:
    assert found(PROFILE) == {one.key for one in kinds()} - {"numbers"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring me on 07700 900123", "telephone"),
        ("We live at 3 Mill Street", "address"),
        ("QQ123456C", "numbers"),
        ("Happy to work for corpus christi.", "work"),
        ("our cat Pepper", "pet"),
        ("I went to Fernhill Primary", "schooldays"),
        ("My mum's name is Ada", "family"),
        ("Proud supporter of Hedge United", "team"),
    ],
)
def test_each_of_it_is_found_alone(text: str, kind: str) -> None:
    assert kind in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I like long walks, old maps and baking bread.",
        "My views are my own. No school matters here, please.",
        "Reader, gardener, happy.",
    ],
)
def test_harmless_words_are_left_alone(text: str) -> None:
    assert found(text) == set()


def test_the_longest_text_is_looked_through_in_no_time() -> None:
    text = ("my dog " * LONGEST)[:LONGEST]

    started = timezone.now()
    look(text, school="Corpus Christi School")

    assert (timezone.now() - started).total_seconds() < 5


@pytest.mark.clause("CC-111", "CC-108")
def test_what_the_policy_has_against_it_stands_beside_it(db: None, sign_in: SignIn) -> None:
    cast = make_cast(make_school("corpus-christi"))

    page = sign_in(cast.writer).post(PAGE, {"text": PROFILE})

    text = unescape(page.text)
    assert "A telephone number" in text and "07700 900123" in text
    assert "#clause-numbers-not-on-show" in text and "#clause-do-not-show-your-school" in text


def test_nothing_of_it_is_kept(db: None, sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    cast = make_cast(make_school("corpus-christi"))
    client = sign_in(cast.writer)
    entries, before = Entry.objects.count(), Session.objects.get().get_decoded()

    with (
        CaptureQueriesContext(connection) as queries,
        caplog.at_level(logging.DEBUG),
    ):
        page = client.post(PAGE, {"text": PROFILE})

    asked = " ".join(one["sql"] for one in queries)
    changes = [
        one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    written = [
        one for one in changes if "session" not in one.split("SET")[0]
    ]  # that they were here
    assert "no-store" in page["Cache-Control"]
    assert not written and "Biscuit" not in asked and "900123" not in asked
    kept = Session.objects.get().get_decoded()
    kept.pop("seen_at", None)  # that they were here, too
    before.pop("seen_at", None)
    assert (Entry.objects.count(), kept) == (entries, before)
    assert "Biscuit" not in page.text.split("my dog Biscuit", 1)[1]  # once, as what was found
    assert not [one for one in caplog.records if "Biscuit" in one.getMessage()
                and not one.name.startswith("django.db")]  # fmt: skip


def test_too_much_or_nothing_is_refused_with_a_sentence(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    writer = sign_in(cast.writer)

    long = writer.post("/schools/ashlands/own-profile/", {"text": "x" * (LONGEST + 1)})
    none = writer.post("/schools/ashlands/own-profile/", {"text": ""})

    assert (long.status_code, none.status_code) == (400, 400)
    assert "at most 20,000 characters" in long.text and "Paste the text" in none.text


def test_the_privacy_guide_says_of_each_network_when_it_was_written_and_whether_it_was_checked(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page = unescape(sign_in(cast.writer).get("/schools/ashlands/privacy/").text)

    assert all(one.name in page and one.steps and one.written_on for one in guides())
    assert page.count("To be checked") >= sum(one.to_check for one in guides()) > 0
