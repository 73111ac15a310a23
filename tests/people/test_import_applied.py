"""Bringing a file in: all or nothing, on record, and only what was shown."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from gatepost.people.details import Details
from gatepost.people.importing.contents import PUPILS, STAFF, FileRefused
from gatepost.people.importing.receiving import receive
from gatepost.people.models import Import, Person, Pupil, School
from gatepost.people.models.imports import ChangedMeanwhile
from gatepost.people.rules import NotPossible
from gatepost.records.door import history

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "imports"
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
HEADINGS = "Number,Given name,Family name,Email,Kind,Job title,First day,Last day\n"


def take(
    cast: SimpleNamespace, text: str | bytes, *, kind: str = STAFF, others_have_left: bool = False
) -> Import:
    content = text.encode() if isinstance(text, str) else text
    taken = receive(
        {"list.csv": content}, school=cast.school, kind=kind, by=cast.administrator, at=AT
    )
    taken.wish({}, others_have_left=others_have_left)
    return taken


def bring_in(cast: SimpleNamespace, taken: Import) -> dict[str, int]:
    plan = taken.plan(at=AT, by=cast.administrator)
    taken.apply(seen=plan.digest, by=cast.administrator, at=AT)
    return dict(plan.counts)


def test_staff_come_in_and_a_second_time_nobody_twice(cast: SimpleNamespace) -> None:
    content = (DATA / "sims-staff.csv").read_bytes()

    first = bring_in(cast, take(cast, content))
    second = bring_in(cast, take(cast, content.replace(b"Class teacher", b"Lead teacher")))

    assert first == {"new": 2, "changed": 1, "left-out": 1}
    assert second == {"changed": 1, "unchanged": 2, "left-out": 1}
    wren = Person.objects.get(source="sims", source_id="WAB")
    assert (wren.pk, wren.job_title) == (cast.writer.pk, "Lead teacher")
    moss = Person.objects.get(family_name="Moss")
    assert (moss.given_name, moss.actors) == ("Cedar", ["support-staff"])
    assert moss.started_on == date(2024, 9, 3)


def test_an_import_is_on_record_with_counts_and_the_digest_of_the_file(
    cast: SimpleNamespace,
) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n2,Elder,Nash,,wizard,,,\n")

    bring_in(cast, taken)

    entry = history(taken).get()
    body = json.loads(entry.body)
    assert (entry.event, entry.by) == ("people.imported", f"people.person:{cast.administrator.pk}")
    assert body["details"] == {
        "changed": 0,
        "left": 0,
        "new": 1,
        "refused": 1,
        "sha256": taken.sha256,
    }
    assert "Moss" not in entry.body


def test_nothing_of_the_file_is_kept_once_it_is_in(cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n")

    bring_in(cast, taken)

    kept = Import.objects.get()
    assert (kept.table, kept.contents, kept.wishes) == (None, None, None)
    assert kept.counts["new"] == 1


def test_what_waits_is_encrypted(cast: SimpleNamespace) -> None:
    take(cast, HEADINGS + "1,Cedar,Moss,cedar.moss@ashlands.example,teacher,,,\n")

    with connection.cursor() as cursor:
        cursor.execute("SELECT contents FROM people_import")
        (stored,) = cursor.fetchone()
    assert stored.startswith("gp1.")
    assert "Moss" not in stored


def test_a_dry_run_changes_nothing(cast: SimpleNamespace) -> None:
    before = Person.objects.count()

    taken = take(cast, (DATA / "sims-staff.csv").read_bytes(), others_have_left=True)
    taken.plan(at=AT, by=cast.administrator)

    assert Person.objects.count() == before
    assert not history(cast.writer).exists()


def test_what_changed_meanwhile_is_shown_anew_and_not_brought_in(cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,c@ashlands.example,teacher,,,\n")
    seen = taken.plan(at=AT, by=cast.administrator).digest
    cast.school.welcome(Details("Cedar", "Moss", "c@ashlands.example"), by=cast.head, at=AT)

    with pytest.raises(ChangedMeanwhile):
        taken.apply(seen=seen, by=cast.administrator, at=AT)

    assert Person.objects.filter(family_name="Moss").count() == 1
    assert Import.objects.get().applied_at is None


def test_a_file_is_brought_in_once(cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n")
    bring_in(cast, taken)

    with pytest.raises(NotPossible, match="brought in already"):
        taken.apply(seen="", by=cast.administrator, at=AT)


def test_after_a_day_a_file_is_no_longer_there(cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n")
    later = AT + timedelta(days=1)

    with pytest.raises(NotPossible, match="no longer kept"):
        taken.apply(seen="", by=cast.administrator, at=later)

    assert Import.objects.forget_expired(at=later) == 1
    assert not Import.objects.exists()


def test_what_was_brought_in_is_not_forgotten(cast: SimpleNamespace) -> None:
    bring_in(cast, take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n"))

    assert Import.objects.forget_expired(at=AT + timedelta(days=400)) == 0


def test_only_a_keeper_brings_in(cast: SimpleNamespace, other_cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n")

    for by in (cast.writer, cast.approver, other_cast.administrator):
        with pytest.raises(NotPossible, match="Only the administrator"):
            taken.apply(seen=taken.plan(at=AT, by=by).digest, by=by, at=AT)


def test_leavers_lose_their_roles_and_each_is_on_record(cast: SimpleNamespace) -> None:
    stay = "".join(
        f",{one.given_name},{one.family_name},{one.email},,,,\n"
        for key, one in cast.everybody.items()
        if key not in ("approver", "leaver")
    )
    taken = take(cast, HEADINGS + stay, others_have_left=True)

    counts = bring_in(cast, taken)

    cast.approver.refresh_from_db()
    assert counts["left"] == 1
    assert cast.approver.left_on == date(2026, 11, 20)
    assert cast.approver.roles.get().until_on == date(2026, 11, 20)
    assert [entry.event for entry in history(cast.approver)] == ["person.left"]


def test_the_administrator_and_whoever_brings_it_in_stay(cast: SimpleNamespace) -> None:
    taken = take(cast, HEADINGS + "1,Cedar,Moss,,teacher,,,\n", others_have_left=True)

    bring_in(cast, taken)

    cast.administrator.refresh_from_db()
    assert cast.administrator.left_on is None
    assert Person.objects.at(cast.school).filter(left_on=None).count() == 5  # and who is no staff


def test_another_school_is_never_touched(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    other = other_cast.writer
    text = HEADINGS + f"1,{other.given_name},{other.family_name},{other.email},teacher,X,,\n"

    bring_in(cast, take(cast, text))

    other.refresh_from_db()
    assert (other.job_title, other.source_id) == ("", "")


def test_kinds_are_changed_by_our_own_table_alone(cast: SimpleNamespace) -> None:
    mail = cast.writer.email
    by_title = take(cast, f"Forename,Surname,Work Email,Post\nWren,Abbott,{mail},Caretaker\n")
    bring_in(cast, by_title)
    cast.writer.refresh_from_db()
    assert cast.writer.actors == ["teacher"]

    bring_in(cast, take(cast, HEADINGS + f"1,Wren,Abbott,{mail},governor;parent,,,\n"))

    cast.writer.refresh_from_db()
    assert cast.writer.actors == ["governor", "parent"]


def test_the_only_administrator_cannot_be_put_into_the_future_by_a_file(
    cast: SimpleNamespace,
) -> None:
    text = HEADINGS + f"1,Olive,Grant,{cast.administrator.email},,,01/09/2027,\n"
    taken = take(cast, text)

    with pytest.raises(NotPossible, match=r"without an administrator\. Nothing was changed"):
        bring_in(cast, taken)

    cast.administrator.refresh_from_db()
    assert cast.administrator.started_on == date(2020, 1, 1)
    assert Import.objects.get().applied_at is None


def test_pupils_come_in_from_two_files_without_a_double(cast: SimpleNamespace) -> None:
    bring_in(cast, take(cast, (DATA / "sims-pupils.csv").read_bytes(), kind=PUPILS))
    taken = take(cast, (DATA / "ctf.xml").read_bytes(), kind=PUPILS)

    bring_in(cast, taken)

    finch = Pupil.objects.get(source_id="A820432101001")
    assert (str(finch), finch.year_group, finch.form) == ("Fin Reed", "3", "Oak")
    assert Pupil.objects.count() == 3
    assert history(taken).get().event == "pupils.imported"


def test_pupils_who_are_not_in_the_file_leave_if_asked(cast: SimpleNamespace) -> None:
    there = Pupil.objects.create(school=cast.school, given_name="Teal", family_name="Rush")
    content = (DATA / "sims-pupils.csv").read_bytes()

    bring_in(cast, take(cast, content, kind=PUPILS, others_have_left=True))

    there.refresh_from_db()
    assert there.left_on == date(2026, 11, 20)


def test_thousands_of_rows_take_seconds(cast: SimpleNamespace) -> None:
    number = min(3_000 * TIMES, 15_000)
    rows = "".join(
        f"{n},Given{n},Family{n},p{n}@ashlands.example,teacher,Teacher,01/09/2024,\n"
        for n in range(number)
    )
    begun = process_time()

    counts = bring_in(cast, take(cast, HEADINGS + rows))
    again = bring_in(cast, take(cast, HEADINGS + rows))

    assert (counts["new"], again["unchanged"]) == (number, number)
    assert process_time() - begun < number / 250


@pytest.fixture
def staff_file(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(HEADINGS + "1,Cedar,Moss,,teacher,,,\n2,=cmd,Nash,,teacher,,,\n", "utf-8")
    return path


def test_the_command_shows_and_changes_nothing(
    school: School, staff_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import", "ashlands", str(staff_file))

    told = capsys.readouterr().out
    assert "new: row 2: Cedar Moss" in told
    assert "refused: row 3:" in told
    assert "Given name: “=cmd” begins with “=”" in told
    assert "Nothing was changed." in told
    assert not Person.objects.exists()
    assert not Import.objects.exists()


def test_the_command_brings_in_when_told(
    school: School, staff_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import", "ashlands", str(staff_file), apply=True, json=True)

    told = json.loads(capsys.readouterr().out)
    assert (told["applied"], told["counts"]["new"], told["counts"]["refused"]) == (True, 1, 1)
    assert Person.objects.get().family_name == "Moss"
    assert history(Import.objects.get()).get().by == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "{file}"], "There is no school “nowhere”"),
        (["ashlands", "{file}.missing"], "cannot be read: No such file"),
    ],
)
def test_the_command_says_what_is_wrong(
    school: School, staff_file: Path, arguments: list[str], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("import", *(one.format(file=staff_file) for one in arguments))


def test_the_command_cannot_guess_columns(school: School, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("A,B\nWren,Abbott\n", "utf-8")

    with pytest.raises(CommandError, match="do not tell which column holds the names"):
        call_command("import", "ashlands", str(path))
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_never_read(school: School, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(CommandError, match="has 200 MB"):
        call_command("import", "ashlands", str(path))


def test_receiving_refuses_a_large_file(cast: SimpleNamespace) -> None:
    with pytest.raises(FileRefused, match="at most 20 MB"):
        take(cast, bytes(21 * 1024 * 1024))
