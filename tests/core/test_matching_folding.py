"""Texts made comparable, with the way back to their own positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.core.matching import fold, turns_order

# What texts of schools are made of, and what people hide words with.
LETTERS = st.sampled_from(
    "abcXYZ 123.,'’-–éëßıŁøаеоΑλ王한한\u0301\u200b\u200d\ufe0f\u00ad👩🏽❤ﬁ£…\u202e\u202c\nم"
)
TEXTS = st.one_of(st.text(LETTERS, max_size=60), st.text(max_size=60))


@given(TEXTS)
def test_every_part_of_a_folded_text_has_its_place_in_the_text(text: str) -> None:
    folded = fold(text)

    assert len(folded.words) == len(folded.plain)
    for at in range(len(folded.plain)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_folding_what_was_folded_changes_nothing(text: str) -> None:
    once = fold(text).words.split()

    assert fold(" ".join(once)).words.split() == once


@given(st.text(st.sampled_from("abcdefgh éß'-"), max_size=30), st.data())
def test_characters_that_cannot_be_seen_change_no_word(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    hidden = data.draw(
        st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f"])
    )

    assert fold(text[:at] + hidden + text[at:]).words.split() == fold(text).words.split()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("O’Brien", "o brien"),
        ("O'Brien", "o brien"),
        ("Anne\u2011Marie", "anne marie"),
        ("Łukasz", "lukasz"),
        ("Straße", "strasse"),
        ("ＭＡＹＡ", "maya"),
        ("𝓜𝓪𝔂𝓪", "maya"),
        ("Mауа", "maya"),
        ("İpek", "ipek"),
        ("محمد", "محمد"),
        ("한글", "한글"),
        ("maya_osei", "maya osei"),
    ],
)
def test_spellings_of_one_word_are_alike(written: str, words: str) -> None:
    assert fold(written).words.split() == words.split()


def test_letters_of_one_script_stay_apart() -> None:
    assert fold("Вера").words != fold("Лера").words
    assert fold("नेहा").words != fold("नहा").words


def test_a_part_keeps_the_marks_on_its_last_letter() -> None:
    folded = fold("Rene\u0301 came")
    at = folded.plain.index("rene")

    assert folded.part(at, at + 4) == "Rene\u0301"


def test_text_that_is_turned_round_is_read_as_it_is_shown() -> None:
    text = "Thank you, \u202eiesO ayaM\u202c!"
    folded = fold(text)
    at = folded.plain.index("maya osei")

    assert folded.part(at, at + 9) == "iesO ayaM"
    assert turns_order(text) == [11]


def test_an_override_ends_with_its_line() -> None:
    assert fold("\u202eab\ncd").words.split() == ["ba", "cd"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("plain", []),
        ("مرحبا \u2067abc\u2069", []),
        ("\u2067abc\u2069", [0]),
        ("مرحبا \u202eabc\u202c", [6]),
    ],
)
def test_marks_that_arabic_and_hebrew_need_are_no_finding(text: str, places: list[int]) -> None:
    assert turns_order(text) == places
