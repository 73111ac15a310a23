"""Files of every kind: what is read from them, and what is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gatepost.people.importing.contents import PUPILS, STAFF, Contents, FileRefused
from gatepost.people.importing.receiving import digest_of, interpret
from gatepost.people.importing.rows import Unrecognised
from gatepost.people.importing.uploads import LARGEST, check_size

ON = date(2026, 11, 20)
DATA = Path(__file__).parents[1] / "data" / "imports"
PLAIN = "Given name,Family name,Email\n"


def read(name: str, kind: str = STAFF) -> Contents:
    return interpret({name: (DATA / name).read_bytes()}, kind=kind, on=ON)


def said(text: str | bytes, kind: str = STAFF, name: str = "list.csv") -> Contents:
    content = text.encode() if isinstance(text, str) else text
    return interpret({name: content}, kind=kind, on=ON)


def values(contents: Contents) -> list[Mapping[str, str]]:
    return [line.values for line in contents.lines]


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def oneroster(version: str) -> dict[str, bytes]:
    return {
        path.name.removeprefix(f"oneroster-{version}-"): path.read_bytes()
        for path in DATA.glob(f"oneroster-{version}-*.csv")
    }


def test_sims_is_known_by_its_headings_and_prefers_the_name_people_go_by() -> None:
    contents = read("sims-staff.csv")

    assert contents.system == "sims"
    assert values(contents)[0] == {
        "given_name": "Wren",
        "family_name": "Abbott",
        "email": "wren.abbott@ashlands.example",
        "job_title": "Class teacher",
        "started_on": "2020-01-01",
        "source_id": "WAB",
    }
    assert [line.get("started_on") for line in contents.lines][2:] == ["2022-09-01", "2025-09-01"]
    assert contents.lines[3].get("left_on") == "2026-08-31"


def test_arbor_is_read_below_the_title_of_its_report() -> None:
    contents = read("arbor-staff.csv")

    assert (contents.system, [line.row for line in contents.lines]) == ("arbor", [5, 6])
    assert contents.lines[1].get("job_title") == "Teacher, Phase leader"


def test_bromcom_with_semicolons_and_an_older_encoding_is_read_and_the_encoding_told() -> None:
    contents = read("bromcom-staff.csv")

    assert (contents.system, contents.encoding) == ("bromcom", "Windows-1252 (Western European)")
    assert contents.lines[0].get("family_name") == "Ångström"


def test_pupils_come_from_the_same_systems() -> None:
    assert values(read("sims-pupils.csv", PUPILS))[0] == {
        "given_name": "Finch",
        "family_name": "Reed",
        "born_on": "2017-09-05",
        "year_group": "Year 3",
        "form": "Oak",
        "source_id": "A820432101001",
    }


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_same_list_is_read_in_every_encoding(codec: str) -> None:
    contents = said((PLAIN + "Zoë,Ångström,zoe@a.example\n").encode(codec))

    assert values(contents) == [
        {"given_name": "Zoë", "family_name": "Ångström", "email": "zoe@a.example"}
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_of_every_kind_are_found(separator: str) -> None:
    text = "sep=;\r\n" if separator == ";" else ""
    text += separator.join(["First name", "Surname", "Job title"]) + "\r\n"
    text += separator.join(["Wren", "Abbott", '"Head, year 3; ""lead"""'])

    assert values(said(text))[0]["job_title"] == 'Head, year 3; "lead"'


def test_a_quoted_line_break_is_one_row() -> None:
    contents = said('First name,Surname,Post\nWren,Abbott,"Lead\nteacher"\nAsh,=1+1,x\n')

    assert contents.lines[0].get("job_title") == "Lead teacher"
    assert contents.faults[0].row == 3


def test_names_in_one_column_are_parted() -> None:
    contents = said('Staff name,Email\n"Abbott, Wren",w@a.example\nMary Ann Moss,m@a.example\n')

    assert [(v["given_name"], v["family_name"]) for v in values(contents)] == [
        ("Wren", "Abbott"),
        ("Mary Ann", "Moss"),
    ]


def test_each_wrong_cell_of_a_row_is_told_with_its_row_and_column() -> None:
    contents = said(
        "First name,Surname,Work email,Start date\n"
        "Wren,Abbott,w@a.example,01/01/2020\n"
        '=cmd(),Moss,nobody,"31/02/2024"\n'
        ",Nash,,\n"
        "Elder,Oakes,,,extra\n"
    )

    told = [(fault.row, fault.column) for fault in contents.faults]
    assert told == [
        (3, "First name"),
        (3, "Work email"),
        (3, "Start date"),
        (4, "First name"),
        (5, ""),
    ]
    assert [line.row for line in contents.lines] == [2]


def test_headings_that_tell_nothing_are_asked_about() -> None:
    with pytest.raises(Unrecognised):
        said("A,B,C\nWren,Abbott,w@a.example\n")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
XLSX = zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (PNG, "is a picture .PNG., whatever its name says"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "picture .JPEG."),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(20), "older Excel or Word file"),
        (XLSX, "is an Excel workbook, not CSV.*save it as CSV"),
        (ODS, "is an office file, not CSV"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"\n<html><body>Sign in", "is a web page"),
        (b"\x1f\x8b\x08", "compressed with gzip"),
        (b"Given name,Family name\nWr\0en,Abbott\n", "holds zero bytes"),
        (PLAIN.encode() + b"\x81\x8d\x8f,\x90,\n", "in no encoding that can be read for certain"),
        (b"\xff\xfeabc", "in no encoding"),
        (b"\xef\xbb\xbf", "has no rows"),
        (b"\n\n , ,\n", "has no rows"),
        ((PLAIN + '"Wren,Abbott,w@a.example\nAsh,Birch,\n').encode(), "quotation mark is missing"),
        ((PLAIN + '"Wren"x,Abbott,\n').encode(), "cannot be read after row 1"),
        ((PLAIN + "A" * 200_000 + ",Abbott,\n").encode(), "cannot be read after row 1"),
        ((",".join(f"c{n}" for n in range(10_000)) + "\n").encode(), "has 10,000 columns"),
        ((PLAIN + "A,B,\n" * 50_001).encode(), "more than 50,000 rows"),
        (b"<?xml version='1.0'?><CTfile/>", "holds pupils and is brought in under “Pupils”"),
        (b"PK\x03\x04 not a zip at all", "is damaged: it cannot be unpacked"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        said(content)


@pytest.mark.parametrize(
    ("size", "says"), [(LARGEST + 1, "at most 20 MB"), (200_000_000, "has 200 MB"), (0, "is empty")]
)
def test_a_file_is_refused_by_its_size_alone(size: int, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        check_size(size, name="list.csv")


def test_oneroster_1_1_brings_staff_and_never_a_password() -> None:
    contents = interpret({"users.csv": oneroster("1.1")["users.csv"]}, kind=STAFF, on=ON)

    assert contents.system == "oneroster"
    assert [(line.get("given_name"), line.get("kind_if_new")) for line in contents.lines] == [
        ("Wren", "teacher"),
        ("Cedar", "support-staff"),
        ("Ash", "teacher"),
    ]
    assert contents.lines[2].get("left_on") == "2026-11-20"
    assert contents.left_out == 2
    assert "open-sesame" not in str(contents.as_json())


def test_oneroster_1_2_takes_roles_from_their_own_file_and_the_preferred_name() -> None:
    contents = interpret(oneroster("1.2"), kind=STAFF, on=ON)

    assert [(line.get("given_name"), line.get("kind_if_new")) for line in contents.lines] == [
        ("Wren", "teacher"),
        ("Cedar", "headteacher"),
    ]
    assert contents.left_out == 2  # a pupil, and somebody whose only role is over
    assert "open-sesame" not in str(contents.as_json())


def test_oneroster_in_a_zip_says_the_same_as_its_files() -> None:
    files = oneroster("1.2")
    packed = zipped({f"export/{name}": content for name, content in files.items()})

    assert said(packed, name="export.zip") == interpret(files, kind=STAFF, on=ON)


def test_an_export_of_several_schools_is_refused() -> None:
    orgs = oneroster("1.2")["orgs.csv"] + b"o2,active,,Another School,school,,o0\n"

    with pytest.raises(FileRefused, match="holds 2 schools"):
        interpret({**oneroster("1.2"), "orgs.csv": orgs}, kind=STAFF, on=ON)


@pytest.mark.parametrize(
    "path", ["../users.csv", "/etc/users.csv", "a/../../users.csv", "C:/users.csv", "..\\users.csv"]
)
def test_a_path_out_of_the_archive_is_refused(path: str) -> None:
    with pytest.raises(FileRefused, match="path that leads out of it"):
        said(zipped({path: b"x", "orgs.csv": b"y"}))


def test_a_bomb_in_an_archive_is_not_unpacked_to_its_end() -> None:
    bomb = zipped({"users.csv": bytes(200 * 1024 * 1024)})

    assert len(bomb) < 1024 * 1024
    with pytest.raises(FileRefused, match="grows to more than 60 MB"):
        said(bomb)


def test_an_archive_that_lies_about_its_sizes_is_damaged() -> None:
    packed = bytearray(zipped({"users.csv": b"sourcedId" * 1000}))
    directory = packed.index(b"PK\x01\x02")
    packed[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

    with pytest.raises(FileRefused):
        said(bytes(packed))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({f"f{n}.csv": b"x" for n in range(300)}, "holds 300 files"),
        ({"orgs.csv": b"sourcedId\n"}, "There is no users.csv"),
        ({"users.csv": b"a,b\n1,2\n"}, "lacks the headings of OneRoster"),
        ({"users.csv": PNG}, "is a picture"),
    ],
)
def test_an_archive_without_a_list_is_refused(files: dict[str, bytes], says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        said(zipped(files))


def test_strange_files_together_are_refused() -> None:
    with pytest.raises(FileRefused, match=r"“holiday.csv” is none of them"):
        interpret({"users.csv": b"x", "holiday.csv": b"y"}, kind=STAFF, on=ON)


def test_a_common_transfer_file_brings_little_about_each_pupil() -> None:
    contents = read("ctf.xml", PUPILS)

    assert values(contents) == [
        {
            "source_id": "A820432101001",
            "given_name": "Finch",
            "family_name": "Reed",
            "preferred_name": "Fin",
            "born_on": "2017-09-05",
            "year_group": "3",
        },
        {
            "source_id": "B820432101002",
            "given_name": "Zoë",
            "family_name": "Sedge",
            "born_on": "2018-11-12",
            "year_group": "2",
        },
        {"given_name": "Coot", "family_name": "Bulrush"},
    ]
    for never in ("Marsh", "Rush", "InCare", "true", "ABCD"):
        assert never not in str(values(contents)).replace("Bulrush", "")


def recoded(codec: str, declared: str) -> bytes:
    text = (DATA / "ctf.xml").read_text("utf-8").replace("UTF-8", declared)
    return text.encode(codec)


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("latin-1", "UTF-8"),  # says what is not so
    ],
)
def test_a_common_transfer_file_is_read_in_its_encodings(codec: str, declared: str) -> None:
    contents = said(recoded(codec, declared), PUPILS, "ctf.xml")

    assert [line.get("given_name") for line in contents.lines] == ["Finch", "Zoë", "Coot"]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><CTfile>&b;</CTfile>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><CTfile>&a;</CTfile>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "declares entities of its own"),
        (OUTSIDE, "declares entities of its own"),
        (b'<?xml version="1.0"?><CTfile><CTFpupilData><Pupil>', "cannot be read as XML"),
        (b'<?xml version="1.0" encoding="klingon"?><CTfile/>', "cannot be read as XML"),
        (b'<?xml version="1.0"?><html/>', "no Common Transfer File: its first element is “html”"),
        (b'<?xml version="1.0"?><CTfile/>', "holds no pupils"),
        (zipped({"x.xml": b"<CTfile/>"}), "Pupils come in as one CSV file or one Common Transfer"),
    ],
)
def test_what_is_no_common_transfer_file_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        said(content, PUPILS, "ctf.xml")


def test_a_pupil_with_a_wrong_number_is_refused_alone() -> None:
    contents = said((DATA / "ctf.xml").read_bytes().replace(b"A820432101001", b"A82"), PUPILS)

    assert [(fault.row, fault.says[:5]) for fault in contents.faults] == [(1, "“A82”")]
    assert len(contents.lines) == 2


def test_the_digest_is_that_of_the_file() -> None:
    assert digest_of({"a": b"abc"}).startswith("ba7816bf8f01cfea")
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"})


@settings(max_examples=300)
@given(some.binary(max_size=300), some.sampled_from([STAFF, PUPILS]), some.booleans())
def test_no_bytes_at_all_break_the_reading_of_files(
    content: bytes, kind: str, headed: bool
) -> None:
    if headed:
        content = b"Given name,Family name,Date of birth,First day\n" + content
    try:
        assert interpret({"x": content}, kind=kind, on=ON).encoding
    except FileRefused as problem:
        assert str(problem)[-1] in ".)"
    except Unrecognised:
        pass
