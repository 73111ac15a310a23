"""The pages of imports: choose a file, tell its columns, see what would happen, bring it in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gatepost.people.importing.uploads import LARGEST
from gatepost.people.models import Import, Person, Pupil

DATA = Path(__file__).parents[1] / "data" / "imports"
IMPORTS = "/schools/ashlands/people/imports/"
PUPIL_IMPORTS = "/schools/ashlands/pupils/imports/"
HEADINGS = "Number,Given name,Family name,Email,Kind,Job title,First day,Last day\n"
SignIn = Callable[[Person], Client]


def upload(
    client: Client, *contents: bytes, to: str = IMPORTS, name: str = "list.csv"
) -> HttpResponse:
    files = [SimpleUploadedFile(name, content) for content in contents]
    return client.post(to, {"file": files})  # type: ignore[return-value]


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@pytest.fixture
def client_of_administrator(cast: SimpleNamespace, sign_in: SignIn) -> Client:
    return sign_in(cast.administrator)


def test_a_file_is_shown_and_then_brought_in(client_of_administrator: Client) -> None:
    client = client_of_administrator

    taken = upload(client, (DATA / "sims-staff.csv").read_bytes())
    page = shown(client, taken["Location"])
    done = client.post(f"{taken['Location']}application/", {"seen": seen(page)}, follow=True)

    assert "looks as if it came from SIMS" in page
    assert "New: 2" in page
    assert "Bring in 2 people, change 1" in page
    assert "Done: 2 people brought in, 1 changed." in done.content.decode()
    assert Person.objects.filter(family_name="Moss").exists()


def test_every_fate_has_its_own_list(client_of_administrator: Client) -> None:
    client = client_of_administrator
    taken = upload(client, (DATA / "sims-staff.csv").read_bytes())["Location"]

    assert "Number: (blank) → WAB" in shown(client, f"{taken}?fate=changed")
    assert "Has left, and is not on your list." in shown(client, f"{taken}?fate=left-out")


def test_a_refused_row_is_told_with_row_and_column(client_of_administrator: Client) -> None:
    client = client_of_administrator
    text = HEADINGS + '1,"=HYPERLINK(""http://x"")",Moss,,teacher,,,\n'

    page = shown(client, upload(client, text.encode())["Location"])

    assert "Row 2" in page
    assert "Given name: “=HYPERLINK(&quot;http://x&quot;)” begins with “=”" in page
    assert "There is nothing to bring in." in page


def test_a_script_in_a_cell_is_text(client_of_administrator: Client) -> None:
    client = client_of_administrator
    text = HEADINGS + "1,Cedar,<script>alert(1)</script>,,teacher,,,\n"

    page = shown(client, upload(client, text.encode())["Location"])

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_question_is_answered_on_the_page(
    cast: SimpleNamespace, client_of_administrator: Client
) -> None:
    client = client_of_administrator
    taken = upload(client, (HEADINGS + "1,Wren,Abbott,,teacher,Lead,,\n").encode())["Location"]

    asked = shown(client, taken)
    client.post(taken, {"row-2": str(cast.writer.pk)})
    answered = shown(client, taken)

    assert "There is somebody of this name already. Who is this?" in asked
    assert "Changed: 1" in answered
    assert "Job title: (blank) → Lead" in answered
    assert f'value="{cast.writer.pk}" checked' in answered


def test_an_answer_about_somebody_elsewhere_does_nothing(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client_of_administrator: Client
) -> None:
    client = client_of_administrator
    taken = upload(client, (HEADINGS + "1,Wren,Abbott,,teacher,Lead,,\n").encode())["Location"]

    client.post(taken, {"row-2": str(other_cast.writer.pk), "row-x": "new", "row-999": "skip"})

    assert "Questions for you: 1" in shown(client, taken)


def test_what_changed_meanwhile_is_shown_anew(
    cast: SimpleNamespace, client_of_administrator: Client
) -> None:
    client = client_of_administrator
    taken = upload(client, (HEADINGS + f"1,Wren,Abbott,{cast.writer.email},,Lead,,\n").encode())
    page = shown(client, taken["Location"])
    Person.objects.filter(pk=cast.writer.pk).update(job_title="Cook")

    answer = client.post(f"{taken['Location']}application/", {"seen": seen(page)})

    assert answer.status_code == 409
    assert "Something on your list has changed since you looked" in answer.content.decode()
    assert "Job title: Cook → Lead" in answer.content.decode()
    cast.writer.refresh_from_db()
    assert cast.writer.job_title == "Cook"


def test_who_would_leave_is_shown_before_it_happens(client_of_administrator: Client) -> None:
    client = client_of_administrator
    taken = upload(client, (HEADINGS + "1,Cedar,Moss,,teacher,,,\n").encode())["Location"]

    before = shown(client, taken)
    client.post(taken, {"others_have_left": "on"})
    after = shown(client, f"{taken}?fate=left")

    assert "Marked as having left" not in before
    assert "Wren Abbott" in after
    assert "bring in 1 person, mark 7 as having left".capitalize() in after
    assert not Person.objects.filter(family_name="Moss").exists()


def test_unknown_headings_are_asked_about_once(client_of_administrator: Client) -> None:
    client = client_of_administrator
    taken = upload(client, b"A,B,C\nWren,Abbott-Moss,w.am@ashlands.example\n")

    page = shown(client, taken["Location"])
    wrong = client.post(taken["Location"], {"given_name": "0"})
    right = client.post(taken["Location"], {"given_name": "0", "family_name": "1", "email": "2"})
    dry_run = shown(client, right["Location"])

    assert "Which column is which?" in page
    assert "Wren" in page
    assert wrong.status_code == 400
    assert "Choose the columns of the first name and the surname" in wrong.content.decode()
    assert "w.am@ashlands.example" in dry_run
    assert Import.objects.get().table is None


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"given_name": "0", "family_name": "0"}, "One column of the file is chosen twice."),
        ({"given_name": "0", "full_name": "1"}, "either the whole name"),
        ({"given_name": "77", "family_name": "1"}, "Choose one of the columns of the file."),
    ],
)
def test_columns_that_cannot_be_are_told(
    client_of_administrator: Client, chosen: dict[str, str], says: str
) -> None:
    taken = upload(client_of_administrator, b"A,B,C\nWren,Abbott,w@a.example\n")

    answer = client_of_administrator.post(taken["Location"], chosen)

    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_pupils_come_in_by_their_own_page(client_of_administrator: Client) -> None:
    client = client_of_administrator

    taken = upload(client, (DATA / "ctf.xml").read_bytes(), to=PUPIL_IMPORTS, name="ctf.xml")
    page = shown(client, taken["Location"])
    client.post(f"{taken['Location']}application/", {"seen": seen(page)})

    assert "a Common Transfer File" not in page  # the numbers are UPNs, wherever they come from
    assert "Bring in 3 pupils" in page
    assert Pupil.objects.count() == 3


def test_the_files_of_oneroster_are_chosen_together(client_of_administrator: Client) -> None:
    client = client_of_administrator
    files = [
        SimpleUploadedFile(path.name.removeprefix("oneroster-1.2-"), path.read_bytes())
        for path in sorted(DATA.glob("oneroster-1.2-*.csv"))
    ]

    taken = client.post(IMPORTS, {"file": files})
    page = shown(client, taken["Location"])

    assert "came from OneRoster" in page
    assert (
        "2 rows about pupils, parents or others who do not work at the school are passed over"
        in page
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "is a picture (PNG), whatever its name says"),
        (b"", "“list.csv” is empty"),
        (b"PK\x03\x04", "is damaged"),
        (b"\n", "has no rows"),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(
    client_of_administrator: Client, content: bytes, says: str
) -> None:
    answer = upload(client_of_administrator, content)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert 'href="#id_file"' in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_at_all_is_told(client_of_administrator: Client) -> None:
    answer = client_of_administrator.post(IMPORTS, {})

    assert answer.status_code == 400
    assert "Choose a file first." in answer.content.decode()


def test_a_large_upload_is_refused_before_it_is_read(client_of_administrator: Client) -> None:
    answer = upload(client_of_administrator, bytes(LARGEST + 200_000))

    assert answer.status_code == 413
    assert "at most 20 MB can be read" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("size", [100, LARGEST + 200_000])
def test_a_form_of_another_site_is_refused(cast: SimpleNamespace, size: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator.account)

    answer = upload(client, bytes(size))

    assert answer.status_code == (403 if size < LARGEST else 413)
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "who", ["head", "approver", "writer", "governor", "data_officer", "technician", "leaver"]
)
def test_nobody_but_the_administrator_finds_imports(
    cast: SimpleNamespace, sign_in: SignIn, client_of_administrator: Client, who: str
) -> None:
    taken = upload(client_of_administrator, (HEADINGS + "1,Cedar,Moss,,teacher,,,\n").encode())
    client = sign_in(cast.everybody[who])

    for address in (IMPORTS, PUPIL_IMPORTS, taken["Location"], f"{IMPORTS}example.csv"):
        assert client.get(address).status_code == 404
    assert client.post(f"{taken['Location']}application/", {"seen": "x"}).status_code == 404
    assert upload(client, b"x").status_code == 404


def test_an_outsider_finds_no_import_of_another_school(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    taken = upload(sign_in(cast.administrator), (HEADINGS + "1,Cedar,Moss,,,,,\n").encode())
    there = taken["Location"].replace("ashlands", "corpus-christi")
    client = sign_in(other_cast.administrator)

    for address in (taken["Location"], there, f"{there}columns/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert client.post(f"{there}application/", {"seen": "x"}).status_code == 404


def test_bringing_in_is_not_done_by_looking(client_of_administrator: Client) -> None:
    taken = upload(client_of_administrator, (HEADINGS + "1,Cedar,Moss,,,,,\n").encode())

    assert client_of_administrator.get(f"{taken['Location']}application/").status_code == 405
    assert client_of_administrator.put(IMPORTS).status_code == 405


def test_an_expired_import_is_gone(client_of_administrator: Client) -> None:
    taken = upload(client_of_administrator, (HEADINGS + "1,Cedar,Moss,,,,,\n").encode())
    Import.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client_of_administrator.get(taken["Location"]).status_code == 404


def test_our_own_table_can_be_brought_in_as_it_comes(client_of_administrator: Client) -> None:
    client = client_of_administrator
    table = client.get(f"{IMPORTS}example.csv")
    pupils = client.get(f"{PUPIL_IMPORTS}example.csv")

    page = shown(client, upload(client, table.content)["Location"])
    of_pupils = shown(client, upload(client, pupils.content, to=PUPIL_IMPORTS)["Location"])

    assert "came from Gatepost’s own table" in page
    assert "Bring in 1 person" in page
    assert "Bring in 1 pupil" in of_pupils


def test_what_waits_and_what_was_done_is_listed(client_of_administrator: Client) -> None:
    client = client_of_administrator
    first = upload(client, (HEADINGS + "1,Cedar,Moss,,,,,\n").encode())["Location"]
    client.post(f"{first}application/", {"seen": seen(shown(client, first))})
    upload(client, (HEADINGS + "2,Elder,Nash,,,,,\n").encode())

    page = shown(client, IMPORTS)

    assert "Olive Grant: 1 new, 0 changed, 0 left" in page
    assert "Read and not brought in yet" in page
    assert "Read and not brought in yet" not in shown(client, PUPIL_IMPORTS)
