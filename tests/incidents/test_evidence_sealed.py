"""Sealing: no view, no copy, no export, no backup; the rest waits for an answer; destroyed on advice alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gatepost.incidents.evidence import sealing, viewing
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import Access, Case, Evidence, Release, Sealing
from gatepost.incidents.models.evidence import DISPOSED, SEALED
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from gatepost.vault.models import SealedFile
from gatepost.web.backups import reading
from gatepost.web.backups.archive import Manifest
from gatepost.web.backups.making import _sealed_files
from tests.incidents.desk import report, seen_by
from tests.incidents.kept_things import AT, item_in, png

SignIn = Callable[[Person], Client]
LATER = AT + timedelta(minutes=5)
ADVICE = "Destroy it now; we have all we need."


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    case = report(cast, "something-else", by=cast.assistant, at=AT)
    Access.objects.create(case=case, person=cast.approver, given_at=AT)
    return case


@pytest.fixture
def sealed(case: Case, cast: SimpleNamespace) -> Evidence:
    """An item that was sealed, and another one in the same case."""
    one = item_in(case, by=cast.assistant)
    item_in(case, by=cast.assistant, content=png("blue"))
    sealing.seal(one, by=cast.approver, at=AT)
    return Evidence.objects.get(pk=one.pk)


def test_sealing_is_one_click_and_makes_the_whole_case_one_about_such_a_picture(
    case: Case, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item_in(case, by=cast.assistant)
    before = set(case.duties.values_list("pk", flat=True))

    sign_in(cast.approver).post(reverse("incidents:seal", args=["ashlands", case.key, 1]))

    assert Evidence.objects.get().state == SEALED
    assert {"safeguarding_lead", "deputy_lead"} <= seen_by(cast, case, on=AT.date())
    assert Case.objects.get().may_be_image_of_child
    assert Case.objects.get().kind.key == "sexual-image"
    assert history(case).filter(event="evidence.sealed").count() == 1
    assert case.duties.exclude(pk__in=before).exists()


def test_an_item_is_sealed_in_a_closed_case_too(case: Case, cast: SimpleNamespace) -> None:
    one = item_in(case, by=cast.assistant)
    Case.objects.filter(pk=case.pk).update(closed_at=AT)

    sealing.seal(one, by=cast.approver, at=LATER)

    assert Evidence.objects.get().state == SEALED


def test_nobody_opens_or_saves_what_is_sealed(
    sealed: Evidence, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.approver)

    for verb in (viewing.look, viewing.save):
        with pytest.raises(NotPossible, match="sealed"):
            verb(sealed, by=cast.approver, at=LATER)

    page = client.post(sealed.get_absolute_url(), follow=True).content.decode()
    assert "data:image" not in page and "Show it" not in page and "Nobody opens" in page
    save = reverse("incidents:save-item", args=["ashlands", sealed.case.key, 1])
    assert client.post(save).status_code == 302
    assert not history(sealed.case).filter(event="evidence.seen").exists()


def test_other_items_stay_closed_until_somebody_answers(
    sealed: Evidence, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    other, client = Evidence.objects.get(number=2), sign_in(cast.approver)
    with pytest.raises(NotPossible, match="Say first whether this one could be"):
        viewing.look(other, by=cast.approver, at=LATER)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "Show it" not in page and "Could this one be" in page

    client.post(reverse("incidents:clear", args=["ashlands", sealed.case.key, 2]))

    assert viewing.look(other, by=cast.approver, at=LATER).picture.startswith("data:image/jpeg")
    assert history(sealed.case).filter(event="evidence.cleared").count() == 1


def test_after_another_sealing_the_answer_is_asked_for_anew(
    sealed: Evidence, cast: SimpleNamespace
) -> None:
    other = Evidence.objects.get(number=2)
    third = Evidence.objects.create(
        case=sealed.case, number=3, told=other.told, received_at=AT, ledger_entry=1
    )
    sealing.clear(other, by=cast.approver, at=LATER)

    sealing.seal(third, by=cast.approver, at=LATER + timedelta(minutes=1))

    assert Evidence.objects.get(pk=other.pk).waits_for_answer


def test_a_sealed_file_is_in_no_new_backup_and_stays_untouched_on_the_disk(
    sealed: Evidence, cast: SimpleNamespace
) -> None:
    class Here:
        def rows(self, statement: str) -> object:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()

    columns = {model._meta.db_table: reading.columns_of(model) for model in (SealedFile, Evidence, Sealing)}  # fmt: skip
    manifest = Manifest(version="", made_at="", database="", columns=columns)

    names = _sealed_files(Here(), manifest)

    assert names == [Evidence.objects.get(number=2).file.name]
    assert b"".join(sealed.file.chunks()) == png()


def test_whoever_reported_it_does_not_read_what_the_case_has_become(
    sealed: Evidence, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    url = reverse("incidents:mine", args=["ashlands", sealed.case.key])

    page = sign_in(cast.assistant).get(url).content.decode()

    assert "Something else that worries you" in page
    assert "sexual" not in page and "ealed" not in page


def test_nothing_is_destroyed_before_the_police_have_advised(
    sealed: Evidence, cast: SimpleNamespace
) -> None:
    early = Release.objects.create(
        case=sealed.case, clause="law-england/images-found-not-deleted", source="PC 41", advice="Go on.", by=cast.head,
        at=AT - timedelta(days=1),
    )  # fmt: skip

    elsewhere = sealed.case.releases.create(
        clause="ashlands/something-else", source="HR", advice="Go on.", by=cast.head, at=LATER
    )

    for advice in (early, elsewhere):
        with pytest.raises(NotPossible, match="police’s advice is needed first"):
            sealing.dispose(sealed, advice, words="They rang.", by=cast.approver, at=LATER)

    assert sealed.file.path.exists()


def test_a_clause_that_still_waits_refuses_it_and_the_attempt_is_on_record(
    other_cast: SimpleNamespace,
) -> None:
    case = report(other_cast, "something-else", by=other_cast.assistant, at=AT)
    one = item_in(case, by=other_cast.assistant)
    sealing.seal(one, by=other_cast.head, at=AT)
    # The law’s clause has its word; the school’s own clause on deleting still waits.
    elsewhere = case.releases.create(
        clause="law-england/images-found-not-deleted", source="HR", advice="Go on.",
        by=other_cast.head, at=LATER,
    )  # fmt: skip

    with pytest.raises(Frozen, match="This has to wait"):
        sealing.dispose(one, elsewhere, words="They rang.", by=other_cast.head, at=LATER)

    assert history(case).filter(event="case.attempt-refused").count() == 1
    assert Evidence.objects.get().state == SEALED
    release = sealing.advise(
        Evidence.objects.get(), source="PC 41", advice=ADVICE, by=other_cast.head, at=LATER
    )
    sealing.dispose(one, release, words="Reference 7.", by=other_cast.head, at=LATER)
    assert Evidence.objects.get().state == DISPOSED


def test_on_advice_the_file_and_its_key_are_destroyed_and_a_certificate_stays(
    sealed: Evidence, cast: SimpleNamespace, sign_in: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:  # fmt: skip
    client, key, sha256 = sign_in(cast.approver), sealed.case.key, sealed.file.sha256
    path, row = sealed.file.path, sealed.file_id
    told = {"source": "PC 41, county police", "advice": ADVICE}
    client.post(reverse("incidents:advice", args=["ashlands", key, 1]), told)
    release = sealed.case.releases.get()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        client.post(
            reverse("incidents:dispose", args=["ashlands", key, 1]),
            {"release": release.pk, "words": "By telephone, reference 7"},
        )

    assert not path.exists() and not SealedFile.objects.filter(pk=row).exists()
    gone = Evidence.objects.get(pk=sealed.pk)
    assert gone.state == DISPOSED and gone.disposal.by == cast.approver
    page = client.get(gone.get_absolute_url()).content.decode()
    assert "PC 41, county police" in page and "reference 7" in page and str(cast.approver) in page
    assert sha256 not in page
    assert history(sealed.case).filter(event="evidence.disposed").count() == 1
