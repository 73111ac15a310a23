"""Lists of words and phrases, found as whole words."""

from __future__ import annotations

import pytest

from gatepost.core.matching import Phrases, Search, fold

LIST = Phrases(["idiot", "special needs", "let us down", "you will regret", "half-wit"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an IDIOT.", ["IDIOT"]),
        ("special  needs", ["special  needs"]),
        ("special-needs", ["special-needs"]),
        ("You will\nregret it", ["You will\nregret"]),
        ("a halfwit or a half wit", ["half wit"]),
        ("they let us down", ["let us down"]),
        ("i\u200bdiot", ["i\u200bdiot"]),
        ("idiotic", []),
        ("something special. needs work", []),
        ("special need", []),
        ("let us", []),
        ("us down", []),
        ("outlet us down", []),
        ("", []),
    ],
)
def test_phrases_are_found_as_whole_words_in_their_order(text: str, found: list[str]) -> None:
    folded = fold(text)

    assert [folded.part(one.start, one.end) for one in LIST.find(folded)] == found


def test_one_pass_finds_the_words_of_both_lists_even_those_they_share() -> None:
    search = Search([" rose ", " may "], [" may ", " fair "])

    assert search.hits(fold("A rose in May")) == ([(0, 2, 8), (1, 10, 15)], [(0, 10, 15)])
    assert search.hits(fold("the fair")) == ([], [(1, 4, 10)])
    assert search.hits(fold("nothing")) == ((), ())
