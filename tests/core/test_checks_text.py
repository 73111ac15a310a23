"""What is found in a text, and what is not."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.core.checks.found import Found
from gatepost.core.checks.kinds import kinds
from gatepost.core.checks.lexicon import entries
from gatepost.core.checks.numbers import is_imei, is_nhs
from gatepost.core.checks.scanning import LONGEST, Scanner, TextRefused
from gatepost.core.matching import STAFF, Known, Register

REGISTER = Register(
    [
        Known("Rose", "May", key="P1"),
        Known("William", "Green", key="P2"),
        Known("Zoë", "Osei-Mensah", called=("Zo",), key="P3"),
        Known("Ada", "Baker", role=STAFF, key="S1"),
    ]
)
SCANNER = Scanner(REGISTER)


def kinds_in(text: str) -> list[tuple[str, str]]:
    """Kinds and texts of everything that is found."""
    return [(one.kind, one.text) for one in SCANNER.scan(text)]


def of_kind(kind: str, text: str) -> list[str]:
    """What of one kind is found."""
    return [one.text for one in SCANNER.scan(text) if one.kind == kind]


FOUND = [
    ("telephone", "Ring 07700 900123 now", "07700 900123"),
    ("telephone", "Ring (020) 7946 0018", "(020) 7946 0018"),
    ("telephone", "+44 (0)20 7946 0018", "+44 (0)20 7946 0018"),
    ("telephone", "0044 7700 900123", "0044 7700 900123"),
    ("telephone", "01632-960-001", "01632-960-001"),
    ("telephone", "+33 1 99 00 12 34", "+33 1 99 00 12 34"),
    ("telephone", "０７７００ ９００１２３", "０７７００ ９００１２３"),
    ("telephone", "077\u200b00 900123", "077\u200b00 900123"),
    ("telephone", "٠٧٧٠٠ ٩٠٠١٢٣", "٠٧٧٠٠ ٩٠٠١٢٣"),
    ("postcode", "near SW1A 1AA.", "SW1A 1AA"),
    ("postcode", "m11aa", "m11aa"),
    ("postcode", "EC1A\u00a01BB", "EC1A\u00a01BB"),
    ("email-address", "to maya.osei+x@school.example.", "maya.osei+x@school.example"),
    ("email-address", "maya (at) school (dot) example", "maya (at) school (dot) example"),
    ("email-address", "(early) maya[at]school.example", "maya[at]school.example"),
    ("home-address", "at 12 Rose Lane,", "12 Rose Lane"),
    ("home-address", "at 12  Rose Lane", "12  Rose Lane"),
    ("home-address", "Flat 3, 4a Old Mill Road", "4a Old Mill Road"),
    ("home-address", "she lives in Mill Lane", "lives in Mill Lane"),
    ("date-of-birth", "born on 3 March 2016", "3 March 2016"),
    ("date-of-birth", "DOB: 03/04/2016", "03/04/2016"),
    ("date-of-birth", "Her birthday is on 2016-04-03", "2016-04-03"),
    ("date-of-birth", "Zo turns 8 today", "turns 8 today"),
    ("nhs-number", "NHS 943 476 5919", "943 476 5919"),
    ("national-insurance-number", "AB 12 34 56 C", "AB 12 34 56 C"),
    ("imei", "phone 490154203237518", "490154203237518"),
    ("upn", "UPN H801200001001", "H801200001001"),
    ("link-shortener", "see bit.ly/3xYz", "bit.ly/3xYz"),
    ("link-shortener", "see https://www.tinyurl.com/abc.", "https://www.tinyurl.com/abc"),
    ("personal-site", "https://sub.linktr.ee/x", "https://sub.linktr.ee/x"),
    ("personal-site", "tiktok.com/@someone", "tiktok.com/@someone"),
    ("unsuitable-site", "www.bet365.com", "www.bet365.com"),
    ("unsafe-link", "javascript:alert(1)", "javascript:alert(1"),
    ("unsafe-link", "https://school.example@evil.example/x", "https://school.example@evil.example/x"),
    ("unsafe-link", "http://192.0.2.1/x", "http://192.0.2.1/x"),
    ("unsafe-link", "https://sсhool.example", "https://sсhool.example"),
    ("shouting", "THIS IS VERY IMPORTANT news", "THIS IS VERY IMPORTANT"),
    ("shouting", "WOW! STOP!", "STOP!"),
    ("many-marks", "Really?!! Yes", "?!!"),
    ("insult", "what an idiot", "idiot"),
    ("swearing", "oh fuck", "fuck"),
    ("masked-swearing", "what the f**k", "f**k"),
    ("slur", "those pikeys", "pikeys"),
    ("slur", "s\u200bpastic", "s\u200bpastic"),
    ("slur", "ѕраѕtic", "ѕраѕtic"),
    ("stereotype", "he throws like a girl", "throws like a girl"),
    ("threat", "I know where you live", "I know where you live"),
    ("criticism", "The council is a disgrace.", "disgrace"),
    ("accusation", "That teacher lied to us.", "lied"),
    ("illness", "Zoë was diagnosed with it", "diagnosed"),
    ("special-needs", "a pupil on the SEN register", "SEN"),
    ("exclusion", "A boy was excluded", "excluded"),
    ("staff-matter", "a teacher was sacked", "sacked"),
    ("safeguarding-matter", "the social worker came", "social worker"),
    ("personal-gain", "use code SAVE", "use code"),
    ("asks-for-details", "Comment with your phone number!", "Comment with your phone number"),
    ("politics", "the general election", "general election"),
    ("religion", "we went to the mosque", "mosque"),
    ("credit-line", "Photo by A. Person", "Photo by"),
    ("credit-line", "© 2026", "©"),
    ("hidden-characters", "ro\u200bses", "ro\u200bses"),
    ("lookalike-letters", "a Mауpole", "Mауpole"),
    ("reordered-text", "see \u202egnp.exe", "\u202egnp.exe"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "part"), FOUND, ids=lambda value: ascii(value)[:40])
def test_it_is_found_where_it_stands(kind: str, text: str, part: str) -> None:
    assert of_kind(kind, text) == [part]


CLEAN = [
    "Year 3 walked 12 miles in 2026 and raised £1,234,567 in 2025/26.",
    "Term dates: 02/09/2026 to 18/12/2026, 08:45-15:15.",
    "Score 10-9, 11-8, 21-19; bus 42; 3.14159265358979; room 101a.",
    "Scunthorpe, Penistone, Essex, Sussex, cockerel, shuttlecock, peacock, assess, class, cumulus, Arsenal, Dickens, Hancock, therapist.",
    "The scholarship of Great Tits, blue tits and a great spotted woodpecker.",
    "12 children walk to the park, 30 pupils run on the green.",
    "We sent the letter. Please send it back by 3pm on the 12th.",
    "A hospital made of bricks; cancer research day raised £40.",
    "PTA and SENDCO: see the BBC, NHS and RSPCA pages.",
    "lunch.We had a nice time.Then home e.g. at 3 i.e. late",
    "Will you come? May we see you on May Day? Rose petals. Mark the date! the green will be mown",
    "He said “Well done!” and she said “Thank you.”",
    "The school council vote for your favourite book.",
    "مرحبا بكم في مدرستنا 👩🏽‍🏫❤️ and café naïve",
    "ISBN 978-0-306-40615-7",
]


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: ascii(text)[:30])
def test_ordinary_sentences_raise_no_alarm(text: str) -> None:
    assert kinds_in(text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("nhs-number", "943 476 5918"),
        ("imei", "490154203237519"),
        ("upn", "A801200001001"),
        ("national-insurance-number", "DA123456C"),
        ("national-insurance-number", "GB123456C"),
        ("national-insurance-number", "AB123456E"),
        ("postcode", "SW1A 1CA"),
        ("telephone", "0999 999 9999"),
        ("telephone", "+44 7700 9001"),
        ("telephone", "07700 9001234567"),
        ("email-address", "@ashlands on the school's page"),
        ("personal-site", "https://notlinktr.ee"),
        ("personal-site", "https://www.etsy.com/uk/category"),
        ("exclusion", "Excluded from the recipe: nuts"),
        ("criticism", "What terrible weather!"),
        ("special-needs", "Please send a coat with your child"),
        ("religion", "Meet us in Church Street"),
        ("shouting", "The RSPCA and UNICEF came"),
    ],
)  # fmt: skip
def test_what_only_resembles_it_is_not_found(kind: str, text: str) -> None:
    assert of_kind(kind, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rose May", [("pupil-name", "Rose May")]),
        ("Ada Baker", [("staff-name", "Ada Baker")]),
        ("Rose in Year 3 won", [("pupil-in-context", "Rose")]),
        ("Rose (Y3) and Zo, 8, won", [("pupil-in-context", "Rose"), ("pupil-in-context", "Zo")]),
        ("Year 4's Zoë", [("pupil-in-context", "Zoë")]),
        ("Class 3B: Zo", [("pupil-in-context", "Zo")]),
        ("well done Rose", [("first-name", "Rose")]),
        ("Zoë sang", [("first-name", "Zoë")]),
        ("the Osei-Mensah family", [("family-name", "Osei-Mensah")]),
        ("Mrs Baker", [("staff-title", "Baker")]),
        ("In May. Rose. The baker", []),
    ],
)
def test_how_much_a_name_gives_away(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds_in(text) == expected


def test_a_finding_says_who_is_on_the_register() -> None:
    (found,) = SCANNER.scan("ZOE OSEI MENSAH")[:1]

    assert (found.kind, found.who) == ("pupil-name", ("P3",))


def test_tone_says_whom_it_is_about() -> None:
    about = [
        dict([fact])["about"] for fact in SCANNER.scan("Our headteacher is an idiot.")[0].facts
    ]

    assert about == ["managers"]


def test_another_sentence_says_nothing_of_whom_it_is_about() -> None:
    assert SCANNER.scan("The head came. What an idiot!")[0].facts == ()


def test_a_long_quotation_is_found_and_a_short_one_is_not() -> None:
    words = " ".join(["word"] * 41)

    assert [kind for kind, _ in kinds_in(f"She said “{words}”.")] == ["long-quotation"]
    assert kinds_in(f"She said “{words[5:]}”.") == []


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_and_positions_are_its_own(text: str) -> None:
    for one in SCANNER.scan(text):
        assert text[one.start : one.end] == one.text
        assert one.start < one.end
        assert one.kind in kinds()


PIECES = [text for _, text, _ in FOUND] + CLEAN + ["Rose May", "Bill Green", "👏", "\u202e", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from([" ", ". ", "\n", ""]))
def test_what_is_skipped_for_speed_would_have_found_nothing(pieces: list[str], joint: str) -> None:
    """The quick looks before each pattern never hide what the pattern itself would find."""
    text = joint.join(pieces)

    assert SCANNER.scan(text) == _without_short_cuts(text)


def _without_short_cuts(text: str) -> list[Found]:
    from gatepost.core.checks import addresses, hidden, links, numbers, tone
    from gatepost.core.checks.lexicon import find_words
    from gatepost.core.checks.people import find_people
    from gatepost.core.matching import fold

    folded = fold(text)
    found, people = find_people(REGISTER, folded)
    found += find_words(folded, people=people)
    for look in (
        numbers.find_runs, numbers.find_marked_numbers, numbers.find_births,
        numbers.find_ages, addresses.find_postcodes, addresses.find_houses,
        addresses.find_emails, links.find_links, tone.find_shouting, tone.find_marks, tone.find_masked,
        tone.find_quotations, tone.find_signs, hidden.find_hidden,
    ):  # fmt: skip
        found += look(folded)
    return sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end, one.kind))


@given(st.integers(0, 10**9 - 1))
def test_one_wrong_digit_makes_an_nhs_number_wrong(number: int) -> None:
    first = f"{number:09}"
    right = [digit for digit in string.digits if is_nhs(first + digit)]

    assert len(right) <= 1
    for digit in right:
        for at in range(9):
            other = str((int(first[at]) + 1) % 10)
            assert not is_nhs(first[:at] + other + first[at + 1 :] + digit)


@given(st.integers(1, 10**14 - 1))
def test_every_imei_has_one_check_digit(number: int) -> None:
    first = f"{number:014}"

    assert sum(is_imei(first + digit) for digit in string.digits) <= 1


def test_a_text_without_end_is_refused_with_a_sentence() -> None:
    with pytest.raises(TextRefused, match="at most 200,000"):
        SCANNER.scan("a" * (LONGEST + 1))


@pytest.mark.parametrize("text", ["a" * LONGEST, "1" * LONGEST, "a." * (LONGEST // 2), "!" * LONGEST, "@a" * (LONGEST // 2), "Rose " * (LONGEST // 5), "A " * (LONGEST // 2), "1 a " * (LONGEST // 4)], ids=lambda text: text[:4])  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    import time

    start = time.process_time()
    SCANNER.scan(text)

    assert time.process_time() - start < 10


def test_every_word_of_the_lists_belongs_to_a_kind_and_is_found() -> None:
    draw = random.Random(1)
    for entry in draw.sample(entries(), 150):
        assert entry.kind in kinds()
        if entry.needs == "street":
            continue
        written = f"The head and somebody: {entry.phrase}"
        if entry.phrase == entry.phrase.lower() and entry.phrase in (
            "sen",
            "send",
            "asd",
            "dup",
            "snp",
            "fgm",
            "hiv",
            "ivf",
        ):
            written = written.replace(entry.phrase, entry.phrase.upper())
        assert entry.kind in [one.kind for one in SCANNER.scan(written)], entry


def test_a_name_that_is_an_insult_as_well_is_found_as_both() -> None:
    scanner = Scanner(Register([Known("Ada", "Berk", key="7")]))

    found = scanner.scan("Ada Berk, what a berk")

    assert [(one.kind, one.start) for one in found] == [
        ("pupil-name", 0),
        ("insult", 4),
        ("family-name", 17),
        ("insult", 17),
    ]


def test_a_second_scanner_of_the_same_register_finds_the_same() -> None:
    assert Scanner(REGISTER).scan("Rose May is an idiot") == SCANNER.scan("Rose May is an idiot")


def test_a_scanner_without_register_finds_all_but_names() -> None:
    assert [one.kind for one in Scanner().scan("Rose May: 07700 900123")] == ["telephone"]
