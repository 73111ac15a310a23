"""Cells: dates as Britain writes them, names, addresses, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gatepost.people.importing import cells, kinds

ON = date(2026, 11, 20)
THIRD = date(2024, 9, 3)


@pytest.mark.parametrize(
    "written",
    [
        "03/09/2024",
        "3/9/2024",
        "3.9.24",
        "03-09-2024",
        "3 September 2024",
        "3rd September 2024",
        "03-Sep-24",
        "3 Sep, 2024",
        "Tuesday 3 September 2024",
        "Tue 03/09/2024",
        "2024-09-03",
        "2024/09/03",
        "20240903",
        "03/09/2024 00:00:00",
        "03/09/2024 12:00 AM",
        "2024-09-03T00:00:00Z",
        "45538",
        "45538.0",
    ],
)
def test_a_date_is_read_with_the_day_first(written: str) -> None:
    assert cells.day(written, on=ON) == THIRD


@pytest.mark.parametrize("written", ["", "-", "N/A", "NULL", "00/00/0000"])
def test_no_date_is_none(written: str) -> None:
    assert cells.day(written, on=ON) is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("31/02/2024", "no day of the calendar"),
        ("09/25/2024", "no day of the calendar"),
        ("29/02/2023", "no day of the calendar"),
        ("03/09/40", "Write it with four digits"),
        ("03/09/202", "Write it with four digits"),
        ("03/09/1801", "the year is too far away"),
        ("03/09/2099", "the year is too far away"),
        ("next Tuesday", "no date that can be read"),
        ("Autumn 2024", "no date that can be read"),
        ("3 Foo 2024", "no date that can be read"),
        ("123456789", "no date that can be read"),
        ("=TODAY()", "no date that can be read"),
        ("٣/٩/٢٠٢٤x", "no date that can be read"),
    ],
)
def test_what_is_no_certain_date_is_refused(written: str, says: str) -> None:
    with pytest.raises(cells.CellRefused, match=says):
        cells.day(written, on=ON)


def test_a_column_with_the_month_first_leaves_none_of_its_dates_certain() -> None:
    column = ["03/09/2024", "09/25/2024", ""]

    assert cells.puts_month_first(column)
    assert not cells.puts_month_first(["03/09/2024", "25/09/2024", "2024-09-25"])
    with pytest.raises(cells.CellRefused, match="may be one of two days"):
        cells.day("03/09/2024", on=ON, is_month_first=True)
    assert cells.day("2024-09-03", on=ON, is_month_first=True) == THIRD


@given(some.dates(min_value=date(1970, 1, 1), max_value=date(2031, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    serial = str((day - date(1899, 12, 30)) // timedelta(days=1))
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        f"{day.day} {day:%B %Y}",
        day.isoformat(),
        serial,
    ):
        assert cells.day(written, on=ON) == day


@given(some.text(max_size=40))
def test_no_text_at_all_breaks_the_reading_of_cells(text: str) -> None:
    clean = cells.cleaned(text)
    for read in (cells.name, cells.text, cells.email, cells.upn):
        try:
            assert read(clean) is not None
        except cells.CellRefused as problem:
            assert str(problem).endswith(".")
    try:
        cells.day(clean, on=ON)
    except cells.CellRefused as problem:
        assert str(problem).endswith(".")


@pytest.mark.parametrize(
    ("cell", "is_cleaned_to"),
    [
        ("  Wren ", "Wren"),
        ("\u00a0Wren\u00a0Abbott\u2003", "Wren Abbott"),
        ("\ufeffWren\u200b", "Wren"),
        ("Wren\nAbbott", "Wren Abbott"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_blanks_and_unseen_characters_go(cell: str, is_cleaned_to: str) -> None:
    assert cells.cleaned(cell) == is_cleaned_to


@pytest.mark.parametrize("name", ["O’Dowd", "D'Arcy-Smith", "van der Berg", "Ó Briain", "李", "Ng"])
def test_names_of_many_kinds_are_names(name: str) -> None:
    assert cells.name(name) == name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ('=HYPERLINK("http://x")', "begins with “=”, as a formula does"),
        ("+441", "begins with “\\+”"),
        ("-Smith", "begins with “-”"),
        ("@SUM(A1)", "begins with “@”"),
        ("12345", "it has no letters"),
        ("A\x07bbott", "control character"),
        ("A" * 5000, "has 5,000 characters; at most 100"),
    ],
)
def test_what_is_no_name_is_refused(name: str, says: str) -> None:
    with pytest.raises(cells.CellRefused, match=says):
        cells.name(name)


@pytest.mark.parametrize(
    "address", ["wren", "wren@", "a@x.example; b@x.example", "wren @x.example", "@x"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(cells.CellRefused, match="is no e-mail address"):
        cells.email(address)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Headteacher", "headteacher"),
        ("Deputy Headteacher", "senior-leader"),
        ("Class teacher", "teacher"),
        ("HLTA", "support-staff"),
        ("TA level 2", "support-staff"),
        ("Midday supervisor", "support-staff"),
        ("School Business Manager", "office-staff"),
        ("Site manager", "site-staff"),
        ("Supply teacher", "supply-staff"),
        ("Trainee teacher", "trainee"),
        ("Speech therapist", "therapist"),
        ("Chair of governors", "governor"),
        ("Wizard", ""),
    ],
)
def test_a_job_title_tells_what_somebody_is(title: str, kind: str) -> None:
    assert kinds.from_title(title) == kind


def test_kinds_are_stated_in_our_own_words() -> None:
    assert kinds.stated("governor; parent") == ["governor", "parent"]
    assert kinds.stated("Office staff") == ["office-staff"]
    assert kinds.stated("pupil") is None
    assert kinds.stated("teacher, wizard") is None
