"""Contacts come in from a table: shown before anything happens, row by row, and never confirmed by a file."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gatepost.consents.importing.planning import CHANGED, NEW, REFUSED, SAME, Plan
from gatepost.consents.importing.reading import EXAMPLE, read_contacts
from gatepost.consents.models import Contact, ContactImport
from gatepost.consents.models.imports import ChangedMeanwhile
from gatepost.people.importing.contents import FileRefused
from gatepost.people.models import Person
from gatepost.records.models import Entry
from tests.consents.families import AT, LATER, ON, make_contact, make_pupil

SignIn = Callable[[Person], Client]
IMPORTS = "/schools/ashlands/consents/contacts/imports/"
HEAD = "UPN,Contact name,Relationship,E-mail,Telephone,Parental responsibility\n"


@pytest.fixture
def pupil(cast: SimpleNamespace) -> object:
    """A child with a number that files know."""
    return make_pupil(cast.school, source_id="A820432101001")


def taken(cast: SimpleNamespace, rows: str, *, head: str = HEAD) -> ContactImport:
    """A file that was read."""
    table, sha256 = read_contacts((head + rows).encode(), name="contacts.csv")
    return ContactImport.keep(
        table, sha256=sha256, school=cast.school, by=cast.administrator, at=AT
    )


def plan_of(cast: SimpleNamespace, rows: str, *, head: str = HEAD) -> Plan:
    """What it would do."""
    return taken(cast, rows, head=head).plan(on=ON)


def apply(one: ContactImport, cast: SimpleNamespace) -> Plan:
    """Bring it in."""
    return one.apply(seen=one.plan(on=ON).digest, by=cast.administrator, at=AT)


def test_a_table_comes_in_whole_on_record_and_nobody_is_confirmed_by_it(
    cast: SimpleNamespace, pupil: object
) -> None:
    one = taken(
        cast,
        "A820432101001,Sorrel Reed,Mother,s@home.example,+44 1632 960001,Yes\n"
        "A820432101001,Lark Reed,Aunt,,,No\n",
    )

    apply(one, cast)

    kept = {c.name: c for c in Contact.objects.all()}
    assert (kept["Sorrel Reed"].kind, kept["Sorrel Reed"].may_decide) == ("parent", True)
    assert (kept["Lark Reed"].kind, kept["Lark Reed"].may_decide) == ("other", False)
    assert all(c.confirmed_at is None for c in kept.values())
    one.refresh_from_db()
    assert one.table is None and one.counts == {"new": 2, "changed": 0, "refused": 0}
    assert Entry.objects.filter(event="contacts.imported").count() == 1


def test_the_next_file_changes_what_is_different_and_another_address_has_to_be_confirmed(
    cast: SimpleNamespace, pupil: object
) -> None:
    contact = make_contact(pupil, "Sorrel Reed", by=cast.administrator, telephone="01632 960001")  # type: ignore[arg-type]
    make_contact(pupil, "Bram Reed", by=cast.administrator)  # type: ignore[arg-type]
    one = taken(
        cast,
        "a820432101001,SORREL  REED,,new@home.example,,\nA820432101001,Bram Reed,Parent,,,Yes\n",
    )

    plan = apply(one, cast)

    contact.refresh_from_db()
    assert [len(plan.of(kind)) for kind in (NEW, CHANGED, SAME)] == [0, 1, 1]
    assert (contact.name, contact.email, contact.telephone) == (
        "Sorrel Reed",
        "new@home.example",
        "01632 960001",
    )
    assert contact.confirmed_at is None
    assert Contact.objects.get(name="Bram Reed").confirmed_at is not None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A820432101099,Sorrel Reed,,,,", "No pupil of this school has the number"),
        ("123,Sorrel Reed,,,,", "is no UPN"),
        (",Sorrel Reed,,,,", "UPN: This is missing"),
        ("A820432101001,,,,,", "Contact name: This is missing"),
        ('A820432101001,"=HYPERLINK(""x"")",,,,', "as a formula does and no name"),
        ("A820432101001,+441632960001,,,,", "as a formula does and no name"),
        ("A820432101001,Sorrel Reed,,nobody,,", "is no e-mail address"),
        ("A820432101001,Sorrel Reed,,a@b.example\tCc: x,,", "is no e-mail address"),
        ("A820432101001,Sorrel Reed,,,=1+1,", "is no telephone number"),
        ("A820432101001,Sorrel Reed,,,,perhaps", "is neither yes nor no"),
        (f"A820432101001,{'x' * 300},,,,", "at most 100 have room"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_others_come_in(
    cast: SimpleNamespace, pupil: object, row: str, says: str
) -> None:
    one = taken(cast, f"{row}\nA820432101001,Bram Reed,Father,b@home.example,,Yes\n")

    plan = apply(one, cast)

    (refused,) = plan.of(REFUSED)
    assert says in refused.says and refused.row == 2
    assert [c.name for c in Contact.objects.all()] == ["Bram Reed"]


def test_the_same_name_twice_for_a_child_comes_in_once(
    cast: SimpleNamespace, pupil: object
) -> None:
    row = "A820432101001,Sorrel Reed,,,,\n"

    plan = plan_of(cast, row + row)

    assert "Row 2 has the same name" in plan.of(REFUSED)[0].says and len(plan.of(NEW)) == 1


def test_without_a_column_for_it_nobody_new_may_decide_and_the_page_says_so(
    cast: SimpleNamespace, pupil: object, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    content = b"Title line\n\nUPN;Contact Forename;Contact Surname\nA820432101001;Sorrel;Reed\n"

    read = client.post(IMPORTS, {"file": SimpleUploadedFile("c.csv", content)}, follow=True)

    text = read.content.decode()
    assert "nobody who is new in it may decide" in text and "Sorrel Reed" in text
    assert not Contact.objects.exists()


def test_another_schools_pupils_are_not_known(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    make_pupil(other_cast.school, source_id="A820432101001")

    plan = plan_of(cast, "A820432101001,Sorrel Reed,,,,\n")

    assert "No pupil of this school" in plan.of(REFUSED)[0].says


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0 picture",
        b"PK\x03\x04 archive",
        b"Name,Mail\nSorrel Reed,s@home.example\n",
        b'UPN,Contact name\nA820432101001,"open\n',
        b"UPN,Contact name\nA82043\x00,x\n",
        b"<!doctype html><html></html>",
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_sentence(
    cast: SimpleNamespace, sign_in: SignIn, content: bytes
) -> None:
    file = SimpleUploadedFile("contacts.csv", content)

    response = sign_in(cast.administrator).post(IMPORTS, {"file": file})

    assert response.status_code == 400 and not ContactImport.objects.exists()
    if content:
        with pytest.raises(FileRefused):
            read_contacts(content, name="contacts.csv")


def test_what_has_changed_since_it_was_shown_is_shown_again_and_brings_nothing_in(
    cast: SimpleNamespace, pupil: object
) -> None:
    one = taken(cast, "A820432101001,Sorrel Reed,,,,\n")
    seen = one.plan(on=ON).digest
    make_contact(pupil, "Sorrel Reed", by=cast.administrator)  # type: ignore[arg-type]

    with pytest.raises(ChangedMeanwhile):
        one.apply(seen=seen, by=cast.administrator, at=AT)


def test_a_file_is_kept_encrypted_for_a_day_and_no_longer(cast: SimpleNamespace) -> None:
    from django.db import connection

    one = taken(cast, "A820432101001,Sorrel Reed,,,,\n")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consents_contactimport WHERE id = %s", [one.pk])
        assert "Sorrel" not in str(cursor.fetchall())
    assert ContactImport.objects.forget_expired(at=AT) == 0
    assert ContactImport.objects.forget_expired(at=LATER) == 1


def test_our_own_table_is_understood(cast: SimpleNamespace) -> None:
    table, _ = read_contacts(("\ufeff" + EXAMPLE).encode(), name="contacts.csv")

    assert len(table.lines) == 1 and not table.faults and table.tells_who_decides


def test_the_pages_lead_from_the_file_to_confirming(
    cast: SimpleNamespace, pupil: object, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    content = (HEAD + "A820432101001,Sorrel Reed,Parent,s@home.example,,Yes\n").encode()

    read = client.post(IMPORTS, {"file": SimpleUploadedFile("c.csv", content)})
    plan = client.get(read["Location"]).context["plan"]
    stale = client.post(f"{read['Location']}application/", {"seen": "x"})
    done = client.post(f"{read['Location']}application/", {"seen": plan.digest}, follow=True)
    contact = Contact.objects.get()
    client.post("/schools/ashlands/consents/contacts/confirmations/", {"contact": [contact.pk, "x"]})  # fmt: skip

    contact.refresh_from_db()
    assert stale.status_code == 409 and "Sorrel Reed" in done.content.decode()
    assert contact.confirmed_at is not None and contact.confirmed_at <= timezone.now()
