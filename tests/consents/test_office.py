"""The office: contacts, forms on paper, rounds, letters; who may, and never about one's own child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gatepost.consents.asking import open_links, open_round, remind, to_ask
from gatepost.consents.cannot import CannotDo
from gatepost.consents.details import ContactDetails
from gatepost.consents.lights import light
from gatepost.consents.models import Answer, Contact, Erasure, Link, Listing, PaperForm, Use
from gatepost.consents.standing import Light
from gatepost.consents.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person, Pupil
from gatepost.records.models import Entry
from gatepost.vault.models import SealedFile
from tests.consents.families import (
    AT,
    LATER,
    ON,
    PDF,
    green_child,
    list_child,
    make_contact,
    make_pupil,
    say,
    sign,
    tell,
    uses,
)

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/consents/"
NOW = timezone.now()
TODAY = NOW.date()


def test_the_office_enters_confirms_and_asks(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client, pupil = sign_in(cast.administrator), make_pupil(cast.school)
    typed = {"name": "Sorrel Reed", "kind": "parent", "email": "s@home.example", "may_decide": "on"}

    client.post(f"{HOME}children/{pupil.pk}/contacts/", typed)
    contact = Contact.objects.get()
    too_early = client.post(f"{HOME}contacts/{contact.pk}/link/", follow=True).content.decode()
    client.post(f"{HOME}contacts/{contact.pk}/confirmation/")
    sent = client.post(f"{HOME}contacts/{contact.pk}/link/", follow=True).content.decode()

    assert "Confirm Sorrel Reed first" in too_early
    assert "A link is on its way to Sorrel Reed" in sent and "Has not answered" in sent
    contact.refresh_from_db()
    assert contact.confirmed_by == cast.administrator
    events = set(Entry.objects.filter(event__startswith="con").values_list("event", flat=True))
    assert events == {"contact.entered", "contact.confirmed", "consent-link.sent"}


def test_the_office_sees_who_has_answered_and_not_what(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    yes, no = green_child(cast, at=NOW), make_pupil(cast.school, "Robin Reed")
    say(make_contact(no, by=cast.administrator, at=NOW), False, by=cast.administrator, at=NOW)

    pages = [
        client.get(f"{HOME}children/{one.pk}/").content.decode().partition("<main")[2]
        for one in (yes, no)
    ]

    for page in pages:
        assert "Has answered" in page and "refused" not in page.lower() and ">No<" not in page
    assert client.get(f"{HOME}history/").status_code == 404


def test_the_data_protection_officer_sees_answers_and_their_history(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    pupil = green_child(cast, at=NOW - timedelta(days=1))
    say(pupil.contacts.get(), False, by=cast.administrator, at=NOW, only="press")

    page = sign_in(cast.data_officer).get(f"{HOME}history/{pupil.pk}/").content.decode()

    assert "Yes taken back: In newspapers" in page and "Yes: In newspapers" in page
    assert "By a link of their own" in page and "fingerprint" in page


def test_a_form_on_paper_is_sealed_and_only_office_and_data_protection_open_it(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=NOW)
    asked = uses(cast.school)
    file = SimpleUploadedFile("form.pdf", PDF, content_type="text/html")
    typed = {"said_on": "01/09/2026", "file": file, f"use-{asked[0].pk}": "yes"}

    done = sign_in(cast.administrator).post(f"{HOME}contacts/{contact.pk}/form/", typed)

    form = PaperForm.objects.get()
    assert done.status_code == 302 and PDF[:20] not in form.file.path.read_bytes()
    (answer,) = Answer.objects.all()
    assert (answer.how, answer.noted_by, answer.form) == ("paper", cast.administrator, form)
    for person, status in ((cast.administrator, 200), (cast.data_officer, 200), (cast.writer, 404),
                           (cast.safeguarding_lead, 404), (other_cast.administrator, 404)):  # fmt: skip
        got = sign_in(person).get(f"{HOME}forms/{form.pk}/")
        assert got.status_code == status
    opened = sign_in(cast.head).get(f"{HOME}forms/{form.pk}/")
    assert opened.content == PDF and opened["Content-Disposition"].startswith("attachment")
    assert opened["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<script>alert(1)</script>", "Only a PDF, JPEG or PNG"),
        (b"%PDF-1.7 cut off", "cut off"),
        (b"\x89PNG\r\n\x1a\nnothing", "cannot be read"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_no_form_is_not_taken(
    cast: SimpleNamespace, sign_in: SignIn, content: bytes, says: str
) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=NOW)
    asked = uses(cast.school)
    file = SimpleUploadedFile("form.pdf", content)
    typed = {"said_on": "01/09/2026", "file": file, f"use-{asked[0].pk}": "yes"}

    response = sign_in(cast.administrator).post(f"{HOME}contacts/{contact.pk}/form/", typed)

    assert response.status_code == 400 and says in response.content.decode()
    assert not Answer.objects.exists() and not SealedFile.objects.exists()


@pytest.mark.parametrize(
    ("signed_on", "says"),
    [(ON + timedelta(days=1), "yet to come")],
)
def test_a_form_of_tomorrow_is_refused(cast: SimpleNamespace, signed_on: date, says: str) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator)

    with pytest.raises(CannotDo, match=says):
        sign(contact, True, by=cast.administrator, signed_on=signed_on)


def test_a_yes_is_taken_only_from_whoever_may_decide_and_a_no_from_everybody(
    cast: SimpleNamespace,
) -> None:
    pupil = make_pupil(cast.school)
    aunt = make_contact(pupil, "Lark Reed", by=cast.administrator, may_decide=False)

    with pytest.raises(CannotDo, match="somebody who may decide"):
        tell(aunt, True, by=cast.administrator)
    tell(aunt, False, by=cast.administrator)

    assert light(pupil, "website", on=ON) is Light.RED


@pytest.mark.parametrize("by_address", [True, False])
def test_nobody_acts_for_the_school_about_their_own_child(
    cast: SimpleNamespace, by_address: bool
) -> None:
    pupil = make_pupil(cast.school)
    me, colleague = cast.administrator, cast.head
    same = {"email": me.email.upper()} if by_address else {}
    name = "O. G." if by_address else me.name.upper()
    own = make_contact(pupil, name, by=colleague, is_confirmed=False, **same)
    other = make_contact(pupil, "Bram Reed", by=colleague)

    details = ContactDetails(own.name, "parent", "x@home.example", may_decide=True)
    for act in (
        lambda: own.confirm(by=me, at=AT),
        lambda: own.change(details, by=me, at=AT),
        lambda: own.end(by=me, at=AT),
        lambda: sign(own, False, by=me),
        lambda: sign(other, True, by=me),
        lambda: tell(other, False, by=me),
    ):
        with pytest.raises(CannotDo, match="your own child"):
            act()
    own.confirm(by=colleague, at=AT)
    say(own, True, by=colleague)
    assert Answer.objects.filter(contact=own, how="link").exists()


def test_a_round_asks_everybody_whose_answer_is_missing_or_runs_out_and_nobody_else(
    cast: SimpleNamespace,
) -> None:
    green_child(cast, "Clem Heath")
    missing = make_contact(make_pupil(cast.school), by=cast.administrator)
    no = make_contact(make_pupil(cast.school, "Fern Marsh"), "H Marsh", by=cast.administrator)
    say(no, False, by=cast.administrator)
    unsure = make_contact(missing.pupil, "Bram Reed", by=cast.administrator, is_confirmed=False)
    gone = make_contact(make_pupil(cast.school, "Teal Wood", left_on=ON - timedelta(days=1)), "W Wood", by=cast.administrator)  # fmt: skip
    Notice.objects.all().delete()

    one = open_round(cast.school, due_on=ON + timedelta(days=14), by=cast.administrator, at=AT)

    assert [link.contact for link in one.links.all()] == [missing]
    assert {unsure, gone} & {link.contact for link in one.links.all()} == set()
    assert [notice.to for notice in Notice.objects.all()] == ["sorrel.reed@home.example"]
    with pytest.raises(CannotDo, match="running already"):
        open_round(cast.school, due_on=ON + timedelta(days=14), by=cast.administrator, at=AT)


def test_a_year_on_everybody_is_asked_again(cast: SimpleNamespace) -> None:
    from gatepost.consents.models import Practice

    pupil = green_child(cast)
    Practice.settle(cast.school, months=12, by=cast.administrator, at=AT)

    def asked(on: date) -> list[Pupil]:
        return [contact.pupil for contact in to_ask(cast.school, on=on, due_on=on)]

    assert asked(ON) == [] and asked(date(2027, 10, 1)) == [pupil]


def test_reminders_go_to_whoever_has_not_answered_once_for_each_stage(
    cast: SimpleNamespace,
) -> None:
    silent = make_contact(make_pupil(cast.school), by=cast.administrator)
    quick = make_contact(make_pupil(cast.school, "Fern Marsh"), "H Marsh", by=cast.administrator)
    one = open_round(cast.school, due_on=ON + timedelta(days=14), by=cast.administrator, at=AT)
    say(quick, True, by=cast.administrator, at=AT + timedelta(days=1))
    Notice.objects.all().delete()

    sent = [remind(at=AT + timedelta(days=day, hours=hour)) for day in range(30) for hour in (0, 1)]
    one.close(by=cast.administrator, at=AT + timedelta(days=30))

    assert sum(sent) == 3
    assert [2 * day for day in (7, 14, 21)] == [at for at, number in enumerate(sent) if number]
    assert {notice.to for notice in Notice.objects.all()} == {silent.email}
    assert remind(at=AT + timedelta(days=60)) == 0


def test_whoever_answered_in_part_still_owes_an_answer(cast: SimpleNamespace) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator)
    one = open_round(cast.school, due_on=ON + timedelta(days=14), by=cast.administrator, at=AT)
    say(contact, True, by=cast.administrator, at=LATER, only="press")
    part = open_links(one, on=LATER.date())
    say(contact, False, by=cast.administrator, at=LATER)

    assert [link.contact for link in part] == [contact]
    assert open_links(one, on=LATER.date()) == []


def test_a_letter_is_only_for_somebody_without_an_address(
    cast: SimpleNamespace, sign_in: SignIn, settings: Any
) -> None:
    settings.ADDRESS = "https://gatepost.example"
    client = sign_in(cast.administrator)
    pupil = make_pupil(cast.school)
    by_post = make_contact(pupil, "Bram Reed", by=cast.administrator, at=NOW, email="")
    by_mail = make_contact(pupil, by=cast.administrator, at=NOW)

    letter = client.post(f"{HOME}contacts/{by_post.pk}/link/", follow=True)
    client.post(f"{HOME}contacts/{by_mail.pk}/link/")
    mailed = Link.objects.get(contact=by_mail)

    assert (
        letter.status_code == 200 and "https://gatepost.example/consent/" in letter.content.decode()
    )
    assert client.get(f"{HOME}links/{mailed.pk}/letter/").status_code == 404
    page = client.get(f"{HOME}children/{pupil.pk}/").content.decode()
    assert "/consent/" not in page


def test_an_answer_is_set_aside_by_data_protection_alone_and_leaves_no_yes(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=NOW)
    sign(contact, False, by=cast.administrator, at=NOW, signed_on=TODAY)
    answer = Answer.objects.filter(use__key="website").get()
    url = f"{HOME}history/answers/{answer.pk}/setting-aside/"

    hidden = sign_in(cast.administrator).post(url, {"reason": "A slip."}).status_code
    empty = sign_in(cast.data_officer).post(url, {"reason": " "}).status_code
    done = sign_in(cast.data_officer).post(url, {"reason": "Entered for the wrong child."})
    again = sign_in(cast.data_officer).post(url, {"reason": "Once more."})

    assert (hidden, empty, done.status_code, again.status_code) == (404, 400, 302, 409)
    assert light(contact.pupil, "website", on=TODAY) is Light.AMBER
    assert light(contact.pupil, "press", on=TODAY) is Light.RED
    assert Answer.objects.count() == len(uses(cast.school)) + 1


def test_nobody_sets_aside_what_they_entered_themselves(cast: SimpleNamespace) -> None:
    contact = make_contact(make_pupil(cast.school), by=cast.administrator)
    (answer, *_) = sign(contact, False, by=cast.administrator)

    with pytest.raises(CannotDo, match="entered this answer yourself"):
        answer.set_aside(reason="A slip.", by=cast.administrator, at=LATER)


def test_once_a_child_has_left_everything_can_be_erased_and_a_row_without_a_name_is_left(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    pupil = green_child(cast, at=NOW - timedelta(days=3))
    sign(pupil.contacts.get(), True, by=cast.administrator, at=NOW, signed_on=TODAY)
    list_child(pupil, cast, at=NOW)
    file = SealedFile.objects.get()
    url = f"{HOME}history/{pupil.pk}/erasure/"
    client = sign_in(cast.data_officer)

    client.post(url)
    kept = Answer.objects.count()
    Pupil.objects.filter(pk=pupil.pk).update(left_on=TODAY - timedelta(days=1))
    others = {name: sign_in(cast.everybody[name]).post(url).status_code for name in ("administrator", "head", "writer")}  # fmt: skip
    sign_in(cast.data_officer).post(url)

    assert kept and set(others.values()) == {404}
    assert not (Answer.objects.exists() or Contact.objects.exists() or Link.objects.exists())
    assert not (Listing.objects.exists() or PaperForm.objects.exists() or SealedFile.objects.exists())  # fmt: skip
    left = Erasure.objects.get()
    assert left.counts["answers"] and "Robin" not in str(left.counts) + left.child
    assert Entry.objects.filter(event="consents.erased").count() == 1
    assert light(pupil, "website", on=TODAY) is Light.AMBER
    assert file.sha256


def test_erasing_takes_the_file_away_from_the_disk(
    cast: SimpleNamespace, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    pupil = make_pupil(cast.school)
    sign(make_contact(pupil, by=cast.administrator), True, by=cast.administrator)
    path = SealedFile.objects.get().path
    Pupil.objects.filter(pk=pupil.pk).update(left_on=ON)
    pupil.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        Erasure.of(pupil, by=cast.data_officer, at=LATER)

    assert not path.exists()


def test_what_waits_is_told_to_whom_it_concerns(cast: SimpleNamespace) -> None:
    make_contact(make_pupil(cast.school), by=cast.administrator, is_confirmed=False)
    gone = make_pupil(cast.school, "Teal Wood", left_on=ON - timedelta(days=400))
    make_contact(gone, "W Wood", by=cast.administrator)
    one = open_round(cast.school, due_on=ON + timedelta(days=1), by=cast.administrator, at=AT)
    later = ON + timedelta(days=3)

    says = {
        name: [line.says for line in waiting_for(person, on=later)]
        for name, person in cast.everybody.items()
    }

    assert any("Confirm 1 contact" in line for line in says["administrator"])
    assert any("close the round" in line for line in says["head"])
    assert any("1 child who left more than a year ago" in line for line in says["data_officer"])
    assert any("Go through the list" in line for line in says["safeguarding_lead"])
    assert says["writer"] == says["governor"] == says["leaver"] == []
    assert one.closed_at is None


def test_pages_for_the_office_are_for_the_office(cast: SimpleNamespace, sign_in: SignIn) -> None:
    pages = ("answers/", "uses/", "rounds/", "contacts/confirmations/", "contacts/imports/")

    for name, person in cast.everybody.items():
        for page in pages:
            status = sign_in(person).get(f"{HOME}{page}").status_code
            assert status == (200 if name in ("administrator", "head") else 404), (name, page)


def test_lights_are_for_whoever_works_at_the_school(cast: SimpleNamespace, sign_in: SignIn) -> None:
    for name, person in cast.everybody.items():
        status = sign_in(person).get(f"{HOME}?q=Robin").status_code
        outside = name in ("chair", "governor", "data_officer", "leaver")
        assert status == (404 if outside else 200), name


def test_another_schools_child_is_in_nobodys_search(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    stranger = make_pupil(other_cast.school, "Teal Wood")
    list_child(stranger, other_cast)
    contact = make_contact(stranger, "W Wood", by=other_cast.administrator)

    found = sign_in(cast.writer).get(f"{HOME}?q=Teal").content.decode()
    never = sign_in(cast.safeguarding_lead).get(f"{HOME}never/?q=Teal").content.decode()
    taken = sign_in(cast.safeguarding_lead).post(f"{HOME}never/new/?child={stranger.pk}", {"reason": "x"})  # fmt: skip
    client = sign_in(cast.administrator)

    assert "Teal" not in found.partition("<main")[2].replace('value="Teal"', "").replace("“Teal”", "")  # fmt: skip
    assert "Wood" not in never and taken.status_code == 404
    for path in (f"contacts/{contact.pk}/link/", f"contacts/{contact.pk}/confirmation/"):
        assert client.post(f"{HOME}{path}").status_code == 404
    with pytest.raises(CannotDo, match="Only the safeguarding lead"):
        Listing.make(stranger, reason="x", by=cast.safeguarding_lead, at=AT)


def test_only_the_office_words_what_is_asked_and_each_version_is_kept(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    client.get(f"{HOME}uses/")
    use = Use.objects.get(school=cast.school, key="press")
    typed = {"title": "In the local paper", "says": "It is printed.", "is_same": "on"}

    changed = client.post(f"{HOME}uses/{use.pk}/", typed)
    added = client.post(f"{HOME}uses/new/", {"title": "On our Mastodon page", "says": "Many see it.", "channels": "social-media/mastodon"})  # fmt: skip

    assert (changed.status_code, added.status_code) == (302, 302)
    assert [(w.number, w.meaning, w.title) for w in use.wordings.all()] == [
        (2, 1, "In the local paper"),
        (1, 1, "In newspapers and other print"),
    ]
    assert Use.objects.get(key="on-our-mastodon-page").words.channels == ["social-media/mastodon"]


def test_an_answer_needs_its_evidence_in_the_database_as_well(cast: SimpleNamespace) -> None:
    from django.db import IntegrityError, transaction

    contact = make_contact(make_pupil(cast.school), by=cast.administrator)
    use = uses(cast.school)[0]
    common = {"contact": contact, "use": use, "wording": use.words, "at": AT, "said_at": AT}

    for wrong in (
        {"kind": "given", "how": "link"},
        {"kind": "given", "how": "paper", "noted_by": cast.administrator},
        {"kind": "given", "how": "in-person"},
        {"kind": "set-aside", "how": "in-person", "noted_by": cast.administrator},
        {"kind": "given", "how": "in-person", "noted_by": cast.administrator, "said_at": LATER},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(**{**common, **wrong})  # type: ignore[misc]
