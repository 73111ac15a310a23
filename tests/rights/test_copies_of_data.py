"""A copy of what is held about somebody: gathered, looked through, handed over once."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from gatepost.consents.models import Listing
from gatepost.incidents.models import Case
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Post
from gatepost.records.models import Entry
from gatepost.rights.asked import terms_at
from gatepost.rights.gathering import gather, givers
from gatepost.rights.models import Piece, Request
from gatepost.rights.models.requests import Step
from gatepost.rights.of_cases.giving import cases_for, give, offered
from gatepost.rights.requests.packing import READ, make_copy
from gatepost.rights.waiting import waiting_for
from gatepost.vault.fields import EncryptedTextField
from gatepost.vault.models import SealedFile
from tests.consents.families import make_contact, make_pupil
from tests.incidents.desk import report
from tests.rights.asking import AT, ON, asked, gathered, sure

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
NAMES = ("name", "email", "contact", "telephone", "handle", "author", "given_name", "family_name")


def covered() -> tuple[set[str], set[str]]:
    """The models that some `held.py` gives rows of or excuses, and the fields, each as app.Model or app.Model.field."""
    tables = [table for giver in givers() for table in giver.TABLES]
    names = {table.model._meta.label for table in tables}
    fields = {
        f"{table.model._meta.label}.{path.partition('__')[0]}"
        for table in tables
        for path in (*table.person, *table.pupil, *table.contact)
    }
    excused = {name for giver in givers() for name in giver.EXCUSED}
    return names | excused, fields | excused


def about_people(field: models.Field) -> bool:
    """Whether a field points to somebody."""
    there = {"people.Person", "people.Pupil", "people.Account", "consents.Contact"}
    return bool(field.related_model) and field.related_model._meta.label in there


@pytest.mark.once
def test_no_model_that_points_to_somebody_or_holds_words_is_forgotten() -> None:
    known, fields = covered()
    ours = [one for one in apps.get_models() if one.__module__.startswith("gatepost.")]
    missing = []

    for model in ours:
        label = model._meta.label
        for field in model._meta.get_fields():
            if field.auto_created or not field.concrete:
                continue
            is_named = isinstance(field, EncryptedTextField) or field.name in NAMES
            if is_named and label not in known:
                missing.append(label)
            name = f"{label}.{field.name}"
            if about_people(field) and not {name, label} & fields:
                missing.append(name)

    assert not missing, (
        f"give it in the folder's held.py, or excuse it there: {sorted(set(missing))}"
    )


def test_everything_about_somebody_is_gathered_and_nothing_of_a_case(cast: SimpleNamespace) -> None:
    Post.objects.create(school=cast.school, author=cast.writer, text="The fair is on.", made_at=AT, changed_at=AT, facts={})  # fmt: skip
    case = report(cast, "small-worry", by=cast.writer, at=AT, words=f"About {cast.assistant.name}.")

    writers = gathered(cast, whose=cast.writer)
    assistants = gathered(cast, whose=cast.assistant)

    texts = [piece.text for piece in writers.pieces.all()]
    assert "The fair is on." in texts
    assert any(cast.writer.email in text for text in texts)
    of_both = [*writers.pieces.all(), *assistants.pieces.all()]
    assert not [one for one in of_both if one.kind == "cases" or case.key in str(one.said)]


def test_names_of_others_are_black_until_somebody_shows_one_with_a_reason(
    cast: SimpleNamespace,
) -> None:
    words = f"Thanks to {cast.writer.name}, {cast.head.name} and Mr Cole!"
    Post.objects.create(school=cast.school, author=cast.writer, text=words, made_at=AT, changed_at=AT, facts={})  # fmt: skip
    request = gathered(cast, whose=cast.writer)
    piece = next(one for one in request.pieces.all() if "Thanks" in one.said["text"])

    assert piece.text == f"Thanks to {cast.writer.name}, ████ and Mr ████!"
    with pytest.raises(NotPossible, match="why"):
        piece.decide(0, is_hidden=False, reason=" ", clause="", by=cast.data_officer, at=AT)
    piece.decide(0, is_hidden=False, reason="She agreed.", clause="", by=cast.data_officer, at=AT)
    shown = Piece.objects.get(pk=piece.pk)
    assert shown.text == f"Thanks to {cast.writer.name}, {cast.head.name} and Mr ████!"
    piece.decide(0, is_hidden=True, reason="No longer.", clause="", by=cast.data_officer, at=AT)
    assert cast.head.name not in Piece.objects.get(pk=piece.pk).text


def test_the_copy_is_read_as_page_and_data_says_what_is_left_out_and_is_fetched_once(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    Post.objects.create(school=cast.school, author=cast.writer, text="The fair is on.", made_at=AT, changed_at=AT, facts={})  # fmt: skip
    Post.objects.create(school=cast.school, author=cast.writer, text="An inquiry runs.", made_at=AT, changed_at=AT, facts={})  # fmt: skip
    request = gathered(cast, whose=cast.writer)
    hidden = next(one for one in request.pieces.all() if "inquiry" in one.text)
    hidden.decide(None, is_hidden=True, reason="It runs.", clause="inquiries-withheld", by=cast.data_officer, at=AT)  # fmt: skip

    copy = make_copy(request, by=cast.data_officer, at=AT)
    content = copy.fetch(by=cast.data_officer, at=AT)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page, data = archive.read(READ).decode(), json.loads(archive.read("data.json"))
    assert "The fair is on." in page and "An inquiry runs." not in page
    assert [one["records"] for one in data["left out"]] == [1]
    assert "whether or not there is anything of the kind" in page
    assert b"The fair" not in copy.file.path.read_bytes()
    with pytest.raises(NotPossible, match="fetched already"):
        copy.fetch(by=cast.data_officer, at=AT)
    events = Entry.objects.filter(event__startswith="data-request.").values_list("event", flat=True)
    assert {"data-request.copy-made", "data-request.copy-fetched", "data-request.piece-decided"} <= set(events)  # fmt: skip


def test_a_copy_made_anew_takes_the_earlier_file_away(cast: SimpleNamespace) -> None:
    request = gathered(cast, whose=cast.writer)
    first = make_copy(request, by=cast.data_officer, at=AT)
    path = first.file.path

    make_copy(request, by=cast.data_officer, at=AT)

    first.refresh_from_db()
    assert first.file is None and first.deleted_at == AT
    assert SealedFile.objects.filter(name=path.name).count() == 0


def test_who_sees_the_whole_of_a_case_alone_can_give_a_piece_of_it(cast: SimpleNamespace) -> None:
    case = report(cast, "small-worry", by=cast.assistant, at=AT, people=(cast.writer.pk,))
    request = asked(cast, whose=cast.assistant)
    able = [key for key, one in cast.everybody.items() if cases_for(request, one, at=AT)]
    assert able and not set(able) & {"data_officer", "assistant", "writer"}

    lead = cast.everybody[able[0]]
    held, _ = offered(request, case)[0]
    with pytest.raises(NotPossible, match="no such case"):
        give(request, case, held.key, reason="Hers.", by=cast.data_officer, at=AT)
    give(request, case, held.key, reason="It is her own report.", by=lead, at=AT)

    sure(request, by=cast.data_officer)
    gather(request, by=cast.data_officer, at=AT)
    given = request.pieces.get(released_by=lead)
    assert given.text == case.report.words
    about_writer = asked(cast, whose=cast.writer)
    assert not cases_for(about_writer, cast.writer, at=AT)
    says = [one.says for one in waiting_for(lead, on=ON)]
    assert any("piece of a case" in one for one in says)
    assert not any("piece of a case" in one.says for one in waiting_for(cast.data_officer, on=ON))


def test_nothing_of_a_case_that_may_hold_a_sexual_image_is_ever_offered(
    cast: SimpleNamespace,
) -> None:
    case = report(cast, "bullying-of-a-pupil", by=cast.assistant, at=AT, child_image="unsure")
    request = asked(cast, whose=cast.assistant)

    assert Case.objects.get(pk=case.pk).may_be_image_of_child
    assert offered(request, case) == []


def test_the_safeguarding_list_is_withheld_without_a_word(cast: SimpleNamespace) -> None:
    pupil = make_pupil(cast.school)
    make_contact(pupil, by=cast.administrator)
    Listing.objects.create(pupil=pupil, reason="A court said so.", made_at=AT, made_by=cast.safeguarding_lead)  # fmt: skip

    request = gathered(cast, whose=pupil, asked_by="parent", asker="Sorrel Reed")
    listing = request.pieces.exclude(withheld="").get()
    copy = make_copy(request, by=cast.data_officer, at=AT)

    assert "court" not in str(listing.said)
    content = copy.fetch(by=cast.data_officer, at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = archive.read(READ).decode() + archive.read("data.json").decode()
    assert "safeguarding list" not in whole.lower()
    assert "Robin" in whole and "Sorrel" not in whole  # who asks for a child is somebody else
    with pytest.raises(NotPossible, match="nothing to decide"):
        listing.decide(None, is_hidden=False, reason="Why not.", clause="", by=cast.data_officer, at=AT)  # fmt: skip


def test_nobody_handles_what_is_about_themselves(cast: SimpleNamespace, sign_in: SignIn) -> None:
    request = asked(cast, whose=None, name=cast.data_officer.name)
    with pytest.raises(NotPossible, match="about themselves"):
        request.say_whose(cast.data_officer, by=cast.data_officer, at=AT)
    Request.objects.filter(pk=request.pk).update(person=cast.data_officer)

    def sees(person: Person) -> bool:
        return Request.objects.visible_to(person, on=ON).filter(pk=request.pk).exists()

    assert not sees(cast.data_officer) and sees(cast.head) and not sees(cast.administrator)
    url = f"/schools/ashlands/data-requests/{request.pk}/"
    assert sign_in(cast.data_officer).get(url).status_code == 404
    assert sign_in(cast.head).get(url).status_code == 200
    of_writer = asked(cast, whose=cast.writer)
    assert not Request.objects.visible_to(cast.head, on=ON).filter(pk=of_writer.pk).exists()


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ([], date(2026, 12, 23)),
        ([(Step.IDENTITY_ASKED, 1)], None),
        ([(Step.IDENTITY_ASKED, 1), (Step.IDENTITY_SURE, 8)], date(2027, 1, 1)),
        ([(Step.CLARIFICATION_ASKED, 2), (Step.CLARIFIED, 6)], date(2026, 12, 27)),
        ([(Step.EXTENDED, 20)], date(2027, 2, 23)),
        ([(Step.IDENTITY_SURE, 3)], date(2026, 12, 23)),
    ],
)
def test_the_month_waits_while_the_school_has_to_ask(
    cast: SimpleNamespace, steps: list[tuple[Step, int]], due: date | None
) -> None:
    request = asked(cast, whose=cast.writer)
    for kind, days in steps:
        on = ON + timedelta(days=days)
        at = AT + timedelta(days=days)
        request.put_down(kind, words="So it is.", on=on, by=cast.data_officer, at=at)

    assert request.due_on(list(request.steps.all()), terms=terms_at(cast.school, on=ON)) == due


def test_it_is_put_off_once_and_before_the_month_is_over(cast: SimpleNamespace) -> None:
    request = asked(cast, whose=cast.writer)
    late = AT + timedelta(days=40)

    with pytest.raises(NotPossible, match="month is over"):
        request.put_down(Step.EXTENDED, words="Much.", on=late.date(), by=cast.data_officer, at=late)  # fmt: skip
    request.put_down(Step.EXTENDED, words="Much.", on=ON, by=cast.data_officer, at=AT)
    with pytest.raises(NotPossible, match="once already"):
        request.put_down(Step.EXTENDED, words="More.", on=ON, by=cast.data_officer, at=AT)


def test_nothing_is_gathered_before_it_is_sure_who_asks(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="who asks"):
        gather(asked(cast, whose=cast.writer), by=cast.data_officer, at=AT)


def test_another_schools_officer_finds_nothing(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    request = gathered(cast, whose=cast.writer)

    assert not Request.objects.visible_to(other_cast.data_officer, on=ON).exists()
    with pytest.raises(NotPossible, match="else handles"):
        make_copy(request, by=other_cast.data_officer, at=AT)
