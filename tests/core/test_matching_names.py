"""Names of a register in texts, beside the slow and obvious way of finding them."""

from __future__ import annotations

import pytest
import slow_names
from hypothesis import given
from hypothesis import strategies as st

from gatepost.core.matching import FIRST, LAST, WHOLE, Known, Register, find, fold

GIVENS = [
    "Maya",
    "Zoë",
    "José",
    "Mary Jane",
    "Anne-Marie",
    "Will",
    "Rose",
    "D’Arcy",
    "Søren",
    "Łukasz",
    "Björn",
    "Ayşe",
    "Дарья",
    "Ελένη",
    "محمد",
    "Al",
]
FAMILIES = [
    "Osei",
    "O’Brien",
    "Osei-Mensah",
    "van der Berg",
    "Green",
    "Müller",
    "Smith Jones",
    "May",
    "Ковалёва",
    "St John",
    "McDonald",
    "الحسن",
    "Nguyễn",
]
PEOPLE = st.builds(
    Known,
    st.sampled_from(GIVENS),
    st.sampled_from(FAMILIES),
    called=st.one_of(st.just(()), st.tuples(st.sampled_from(GIVENS))),
    families=st.one_of(st.just(()), st.tuples(st.sampled_from(FAMILIES))),
)
FILLER = ["today", "we", "saw", "the", "with", "green", "will", "may", "Rose", "at", "school"]


@st.composite
def _spelt(draw: st.DrawFn, person: Known) -> str:
    """A whole name in one of the ways in which people write it."""
    given_name = draw(st.sampled_from([person.given, *person.called]))
    family = draw(st.sampled_from([person.family, *person.families]))
    name = draw(
        st.sampled_from(
            [
                f"{given_name} {family}",
                f"{family}, {given_name}",
                f"{given_name}  {family}",
                f"{given_name}\n{family}",
                f"{given_name}\u00a0{family}",
            ]
        )
    )
    name = draw(
        st.sampled_from([name, name.upper(), name.lower(), f"{name}'s", f"({name})", f"“{name}”"])
    )
    for old, new in draw(
        st.lists(
            st.sampled_from(
                [
                    ("’", "'"),
                    ("’", ""),
                    ("-", " "),
                    ("-", "\u2011"),
                    ("-", ""),
                    ("ö", "oe"),
                    ("ü", "u"),
                    ("ë", "e\u0308"),
                    ("a", "а"),
                    ("e", "\u200be"),
                ]
            ),
            max_size=3,
        )
    ):
        name = name.replace(old, new)
    return name


@given(st.lists(PEOPLE, min_size=1, max_size=6), st.data())
def test_whole_names_are_found_as_the_slow_way_finds_them(
    people: list[Known], data: st.DataObject
) -> None:
    names = [
        data.draw(_spelt(person))
        for person in data.draw(st.lists(st.sampled_from(people), min_size=1, max_size=3))
    ]
    text = " ".join(
        word for name in names for word in (data.draw(st.sampled_from(FILLER)), f"and {name};")
    )

    found = find(Register(people), fold(text))

    whole = {person for name in found if name.kind == WHOLE for person in name.who}
    # Where names overlap, one of them is told: each part of the text once.
    expected = slow_names.found_in(people, text)
    assert whole <= expected
    covered = [(one.start, one.end) for one in found if one.kind == WHOLE]
    for person in expected - whole:
        assert any(_overlaps(people[person], fold(text).words[start:end]) for start, end in covered)


def _overlaps(person: Known, words: str) -> bool:
    """Whether some word of a person's name stands within words that were found."""
    own = {word for name in slow_names.whole_names(person) for word in name.split()}
    return bool(own & set(words.split()))


def _found(text: str, *people: Known) -> list[tuple[str, str]]:
    folded = fold(text)
    return [(one.kind, folded.part(one.start, one.end)) for one in find(Register(people), folded)]


@pytest.mark.parametrize(
    "text",
    [
        "William Green", "WILLIAM GREEN", "Green, William", "Bill Green", "Billy Green's", "Will  Green", "William\nGreen", "William J. Green",
        "William John Green", "will green", "#WilliamGreen", "@william.green", "#WellDoneBillGreen", "W\u200billiam Gr\u00adeen", "Wіllіam Grееn",
    ],
)  # fmt: skip
def test_a_whole_name_is_found_however_it_is_written(text: str) -> None:
    kinds = [kind for kind, _ in _found(text, Known("William", "Green"))]

    assert kinds == [WHOLE]


@pytest.mark.parametrize(
    "text",
    [
        "Will. Green leaves", "Williams Green", "William and Greenfield", "greenwilliam", "William; Green", "William is green", "the William of the Green",
    ],
)  # fmt: skip
def test_two_words_that_are_no_whole_name_are_not_taken_for_one(text: str) -> None:
    assert WHOLE not in [kind for kind, _ in _found(text, Known("William", "Green"))]


def test_first_and_family_names_alone_are_told_apart() -> None:
    assert _found("Zoe met Osei.", Known("Zoë", "Osei")) == [(FIRST, "Zoe"), (LAST, "Osei")]


@pytest.mark.parametrize("family", ["van der Berg", "O’Brien", "Smith-Jones"])
def test_a_family_name_of_several_words_is_found_whole_where_it_stands_alone(family: str) -> None:
    assert _found(f"the {family} children", Known("Ada", family)) == [(LAST, family)]


def test_words_of_every_day_count_alone_only_with_a_capital() -> None:
    rose = Known("Rose", "May")

    assert _found("a rose in may", rose) == []
    assert _found("a Rose garden", rose) == [(FIRST, "Rose")]


def test_half_of_a_double_name_is_enough_and_a_particle_is_not() -> None:
    double = Known("Ada", "Osei-Mensah")
    particle = Known("Ada", "van der Berg")

    assert _found("Ada Mensah", double) == [(WHOLE, "Ada Mensah")]
    assert _found("Ada Berg", particle) == [(WHOLE, "Ada Berg")]
    assert WHOLE not in [kind for kind, _ in _found("Ada van Gogh", particle)]


def test_a_name_in_a_script_without_blanks_is_found_within_a_sentence() -> None:
    assert _found("今天王小明来了", Known("小明", "王")) == [(WHOLE, "王小明")]


def test_people_of_one_name_are_all_told() -> None:
    register = Register(
        [Known("Ada", "Osei", key="1"), Known("Ida", "Osei"), Known("Ada", "Osei", key="3")]
    )

    (name,) = find(register, fold("Ada Osei"))

    assert name.who == (0, 2)


def test_first_and_family_name_of_different_people_are_no_whole_name() -> None:
    register = Register([Known("Ada", "Osei"), Known("Ida", "Green")])

    assert [one.kind for one in find(register, fold("Ada Green"))] == [FIRST, LAST]


def test_an_empty_register_and_a_name_without_letters_find_nothing() -> None:
    assert find(Register([]), fold("Ada Osei")) == []
    assert find(Register([Known("-", "’")]), fold("Ada - ’ Osei")) == []
