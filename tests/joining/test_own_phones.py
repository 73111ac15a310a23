"""The number of somebody's own phone is theirs alone until they say that it is lost; what the school gave out is on record."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gatepost.joining.models import Issued, OwnPhone, PhoneLook
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school

SignIn = Callable[[Person], Client]
AT = timezone.now()
IMEI = "490154203237518"
MINE, LOST, ISSUED = (f"/schools/ashlands/{one}/" for one in ("phones", "lost-phones", "issued"))


def phone_of(person: Person) -> OwnPhone:
    return OwnPhone.note(IMEI, name="", by=person, at=AT)


def test_a_number_is_checked_and_kept_where_nobody_reads_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    writer = sign_in(cast.writer)

    wrong = writer.post(MINE, {"imei": "490154203237519"})
    right = writer.post(MINE, {"imei": "49-015420-323751-8"})

    assert (wrong.status_code, right.status_code) == (400, 302)
    assert "check digit" in wrong.text and IMEI in writer.get(MINE).text
    assert IMEI not in sign_in(cast.technician).get(MINE).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT imei FROM joining_ownphone")
        assert IMEI not in str(cursor.fetchall())
    assert IMEI not in " ".join(Entry.objects.values_list("body", flat=True))


def test_whoever_helps_sees_the_number_of_a_lost_phone_with_a_reason_and_its_owner_sees_that(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    phone = phone_of(cast.writer)
    url = f"{LOST}{phone.pk}/"
    assert sign_in(cast.technician).get(url).status_code == 404
    sign_in(cast.writer).post(f"{MINE}{phone.pk}/", {"what": "lost"})

    helper = sign_in(cast.technician)
    before, without = helper.get(url), helper.post(url, {"why": ""})
    shown = helper.post(url, {"why": "To have it blocked."})

    assert IMEI not in before.text and IMEI not in without.text and IMEI in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert "To have it blocked." in sign_in(cast.writer).get(MINE).text
    assert Entry.objects.filter(event="phone.looked-up").count() == PhoneLook.objects.count() == 1
    for other in (cast.head, cast.assistant, cast.safeguarding_lead):
        assert sign_in(other).get(url).status_code == 404


def test_a_phone_that_is_found_or_put_away_shows_its_number_to_nobody_else(
    cast: SimpleNamespace,
) -> None:
    phone = phone_of(cast.writer)
    phone.lose(by=cast.writer, at=AT)
    phone.find(by=cast.writer, at=AT)

    with pytest.raises(NotPossible, match="while the phone is lost"):
        phone.look_up(why="x", by=cast.technician, at=AT)
    with pytest.raises(NotPossible, match="no phone of yours"):
        phone.lose(by=cast.technician, at=AT)
    phone.put_away(by=cast.writer, at=AT)
    assert OwnPhone.objects.get().imei == ""


@pytest.mark.clause("CC-121")
def test_the_clause_about_the_number_stands_on_its_page(db: None, sign_in: SignIn) -> None:
    cast = make_cast(make_school("corpus-christi"))

    page = sign_in(cast.writer).get("/schools/corpus-christi/phones/")

    assert "#clause-note-imei" in page.text


def test_what_the_school_gives_out_is_put_down_by_its_keepers_and_seen_by_whoever_has_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    sent = {"person": cast.writer.pk, "kind": "phone", "what": "Trip phone 2"}
    assert sign_in(cast.approver).post(ISSUED, sent).status_code == 404

    sign_in(cast.administrator).post(ISSUED, sent)
    given = Issued.objects.get()

    assert "Trip phone 2" in sign_in(cast.writer).get(MINE).text
    assert "Trip phone 2" not in sign_in(cast.assistant).get(MINE).text
    assert sign_in(cast.writer).post(f"{ISSUED}{given.pk}/back/").status_code == 404
    sign_in(cast.head).post(f"{ISSUED}{given.pk}/back/")
    assert not Issued.objects.out().exists()
    with pytest.raises(NotPossible, match="back already"):
        given.take_back(by=cast.head, at=AT)
