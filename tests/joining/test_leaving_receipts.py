"""Whoever leaves gets in writing what goes on afterwards, by the clauses of the adopted policy, and the school has a receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.joining.leaving.standing import digest_of, leaver_of, leavers_of
from gatepost.joining.leaving.telling import tell_leavers
from gatepost.joining.models import Issued, LeavingReceipt
from gatepost.joining.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=10)
GONE = TODAY - timedelta(days=3)
DUTIES = [
    ("ashlands", "confidential-after-leaving"),
    ("our-lady-and-st-rose", "told-on-leaving"),
    ("model", "leaving-well"),
    ("model", "pupils-after-you-leave"),
]


def leaves(person: Person, *, on: date = LAST_DAY) -> Person:
    """A last day is entered for somebody."""
    person.left_on = on
    person.save()
    return person


def seen_by(person: Person) -> str:
    """What a leaver's page shows now."""
    return digest_of(leaver_of(person, on=TODAY).duties)


def page_of(slug: str, *, person: Person | None = None) -> str:
    return f"/schools/{slug}/leavers/{person.pk}/" if person else f"/schools/{slug}/leaving/"


@pytest.mark.clause("ASH-092", "OLSR-041", "OLSR-042")
@pytest.mark.parametrize(("slug", "clause"), DUTIES)
def test_a_leaver_reads_the_duty_word_for_word_by_its_clause_and_not_without_it(
    db: None, sign_in: SignIn, slug: str, clause: str
) -> None:
    cast = make_cast(make_school(slug))
    writer = sign_in(leaves(cast.writer))
    wanted = bundled_pack(slug).by_id[clause]

    whole = unescape(writer.get(page_of(slug)).text)
    put_in_force(cast.school, files_without(slug, clause), on=TODAY)
    cut = unescape(writer.get(page_of(slug)).text)

    short = str(wanted.live["duty"])
    for words in (wanted.says, short[0].upper() + short[1:], f"</span>{wanted.number}</a>"):
        assert words in whole
    assert wanted.says not in cut


@pytest.mark.clause("OLSR-041", "OLSR-042")
def test_another_duty_in_the_pack_is_another_duty_on_the_page(db: None, sign_in: SignIn) -> None:
    slug = "our-lady-and-st-rose"
    cast = make_cast(make_school(slug))
    writer = sign_in(leaves(cast.writer))
    old = "No contact over private social media with pupils who are still at the school, or with their families."
    assert old in unescape(writer.get(page_of(slug)).text)

    put_in_force(cast.school, files_with(slug, f'duty = "{old}"', 'duty = "No gossip."'), on=TODAY)

    assert old not in unescape(writer.get(page_of(slug)).text)
    assert "No gossip." in writer.get(page_of(slug)).text


def test_what_only_a_person_can_judge_is_said_to_bind_nobody_by_itself(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page = page_of("ashlands")
    text = sign_in(leaves(cast.writer)).get(page).text
    assert "A policy alone does not bind people who have left." in text

    put_in_force(
        cast.school,
        files_with("ashlands", 'social media" }\ncaution = "human-decides"', 'social media" }'),
        on=TODAY,
    )

    assert "A policy alone does not bind" not in sign_in(cast.writer).get(page).text


@pytest.mark.parametrize("slug", ["coates-lane", "corpus-christi", "staff-and-governors"])
def test_a_policy_that_names_no_such_duty_shows_and_asks_nothing(
    db: None, sign_in: SignIn, slug: str
) -> None:
    cast = make_cast(make_school(slug))
    leaves(cast.writer)

    assert "asks nothing of you" in sign_in(cast.writer).get(page_of(slug)).text
    assert tell_leavers(at=NOW) == 0
    assert [one for one in leavers_of(cast.school, on=TODAY) if one.is_open] == []
    with pytest.raises(NotPossible, match="names nothing"):
        LeavingReceipt.confirm(cast.writer, seen=seen_by(cast.writer), at=NOW)


def test_a_leaver_confirms_once_and_it_is_on_record_with_the_clause(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    leaves(cast.writer)
    (asked,) = [one for one in waiting_for(cast.writer, on=TODAY) if "leave" in one.says]
    assert (asked.due_on, asked.because) == (
        LAST_DAY,
        bundled_pack("ashlands").by_id["confidential-after-leaving"].number,
    )

    page = sign_in(cast.writer)
    answer = page.post(page_of("ashlands"), {"seen": seen_by(cast.writer)}, follow=True)

    assert "You confirmed on" in answer.text
    receipt = LeavingReceipt.objects.get()
    assert receipt.person == cast.writer
    (entry,) = Entry.objects.filter(event="leaving.confirmed")
    assert "confidential-after-leaving" in entry.body
    assert all("leave" not in one.says for one in waiting_for(cast.writer, on=TODAY))
    again = page.post(page_of("ashlands"), {"seen": seen_by(cast.writer)})
    assert (again.status_code, LeavingReceipt.objects.count()) == (400, 1)
    assert "on record already" in again.text


def test_nothing_is_confirmed_before_a_last_day_is_known(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(cast.writer)

    assert "No last day is entered" in page.get(page_of("ashlands")).text
    answer = page.post(page_of("ashlands"), {"seen": seen_by(cast.writer)})

    assert answer.status_code == 400
    assert "No last day is entered" in answer.text
    assert not LeavingReceipt.objects.exists()


def test_words_that_changed_have_to_be_read_again(cast: SimpleNamespace, sign_in: SignIn) -> None:
    slug = "ashlands"
    leaves(cast.writer)
    seen = seen_by(cast.writer)
    LeavingReceipt.confirm(cast.writer, seen=seen, at=NOW)
    changed = files_with(slug, "stay confidential after somebody has left", "stay so after leaving")
    put_in_force(cast.school, changed, on=TODAY)

    answer = sign_in(cast.writer).post(page_of(slug), {"seen": seen})

    assert leaver_of(cast.writer, on=TODAY).is_open
    assert answer.status_code == 400
    assert "have changed since" in answer.text


def test_a_policy_that_changes_after_the_last_day_asks_nobody_again(cast: SimpleNamespace) -> None:
    leaves(cast.writer, on=TODAY)
    LeavingReceipt.confirm(cast.writer, seen=seen_by(cast.writer), at=NOW)

    changed = files_with("ashlands", "stay confidential after somebody has left", "stay so")
    put_in_force(cast.school, changed, on=TODAY + timedelta(days=1))

    assert not leaver_of(cast.writer, on=TODAY + timedelta(days=2)).is_open


def test_somebody_who_has_left_is_handed_it_on_paper_by_a_named_person(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    leaves(cast.writer, on=GONE)
    says = [one.says for one in waiting_for(cast.administrator, on=TODAY)]
    assert says == ["Wren Abbott has not confirmed what goes on after leaving"]
    assert sign_in(cast.writer).get(page_of("ashlands")).status_code == 404

    office, page = sign_in(cast.administrator), page_of("ashlands", person=cast.writer)
    assert "cannot sign in" in office.get(page).text
    told = {"on": (TODAY - timedelta(days=1)).isoformat(), "seen": seen_by(cast.writer)}
    assert office.post(page, told).status_code == 302

    receipt = LeavingReceipt.objects.get()
    assert (receipt.handed_over_by, receipt.handed_over_on) == (
        cast.administrator,
        TODAY - timedelta(days=1),
    )
    assert Entry.objects.filter(event="leaving.handed-over").count() == 1
    assert waiting_for(cast.administrator, on=TODAY) == []
    assert "on paper, handed over by Olive Grant" in office.get("/schools/ashlands/leavers/").text


@pytest.mark.parametrize(
    ("day", "says"),
    [("", "Enter the day"), ("soon", "Write the day"), ("2999-01-01", "still to come")],
)
def test_a_day_that_is_none_is_said(
    cast: SimpleNamespace, sign_in: SignIn, day: str, says: str
) -> None:
    leaves(cast.writer, on=GONE)
    told = {"on": day, "seen": seen_by(cast.writer)}

    answer = sign_in(cast.head).post(page_of("ashlands", person=cast.writer), told)

    assert answer.status_code == 400
    assert says in answer.text
    assert not LeavingReceipt.objects.exists()


def test_nobody_hands_it_to_themselves_and_only_those_who_keep_people_hand_it_over(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    leaves(cast.head)
    for by in (cast.head, cast.approver, other_cast.administrator):
        with pytest.raises(NotPossible):
            LeavingReceipt.hand_over(cast.head, seen=seen_by(cast.head), on=TODAY, by=by, at=NOW)
    assert not LeavingReceipt.objects.exists()


def test_pages_of_leavers_are_for_those_who_keep_people_and_of_their_school(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    leaves(cast.writer)
    leaves(other_cast.writer)

    assert sign_in(cast.approver).get("/schools/ashlands/leavers/").status_code == 404
    assert sign_in(cast.approver).get(page_of("ashlands", person=cast.writer)).status_code == 404
    of_others = page_of("ashlands", person=other_cast.writer)
    assert sign_in(cast.administrator).get(of_others).status_code == 404
    stays = page_of("ashlands", person=cast.assistant)
    assert sign_in(cast.administrator).get(stays).status_code == 404


def test_each_leaver_is_told_once_for_a_last_day_and_again_for_another(
    cast: SimpleNamespace,
) -> None:
    leaves(cast.writer)
    assert [tell_leavers(at=NOW) for _ in range(2)] == [1, 1]
    assert Notice.objects.filter(key__startswith="leaving-").count() == 1

    leaves(cast.writer, on=LAST_DAY + timedelta(days=7))
    tell_leavers(at=NOW)
    assert Notice.objects.filter(key__startswith="leaving-").count() == 2

    LeavingReceipt.confirm(cast.writer, seen=seen_by(cast.writer), at=NOW)
    assert tell_leavers(at=NOW) == 0


def test_who_has_left_is_sent_nothing_and_long_ago_is_forgotten(cast: SimpleNamespace) -> None:
    leaves(cast.writer, on=GONE)

    assert tell_leavers(at=NOW) == 0
    named = [one.person for one in leavers_of(cast.school, on=TODAY)]
    assert named == [cast.writer]
    assert list(leavers_of(cast.school, on=GONE + timedelta(days=366))) == []


def test_for_whom_a_clause_is_not_meant_nothing_goes_on(db: None) -> None:
    cast = make_cast(make_school("model"))
    ids = {
        name: [one.clause.id for one in leaver_of(leaves(cast.everybody[name]), on=TODAY).duties]
        for name in ("writer", "governor")
    }

    assert ids["writer"] == ["leaving-well", "pupils-after-you-leave"]
    assert "pupils-after-you-leave" not in ids["governor"]


def test_a_leaver_hands_back_what_belongs_to_the_school_and_has_a_receipt(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    phone = Issued.give("phone", "Trip phone", to=cast.writer, by=cast.administrator, at=NOW)
    Issued.give("number", "Extension 9", to=cast.administrator, by=cast.head, at=NOW)
    leaves(cast.writer)
    owes = "Before you leave: hand back what you have from the school"
    assert owes in [one.says for one in waiting_for(cast.writer, on=TODAY)]
    says = "Wren Abbott has things of the school’s to hand back"
    assert says in [one.says for one in waiting_for(cast.head, on=TODAY)]

    client = sign_in(cast.head)
    page = page_of("ashlands", person=cast.writer)
    assert "It is back" in client.get(page).content.decode()
    back = client.post(f"/schools/ashlands/issued/{phone.pk}/back/", {"from": "leaver"})

    assert back["Location"] == page
    for person, address in ((cast.head, page), (cast.writer, page_of("ashlands"))):
        text = sign_in(person).get(address).content.decode()
        assert "Trip phone" in text and "to Hazel Dunn." in text and "It is back" not in text
    assert owes not in [one.says for one in waiting_for(cast.writer, on=TODAY)]
    assert says not in [one.says for one in waiting_for(cast.head, on=TODAY)]
    own = cast.administrator.issued.get()
    with pytest.raises(NotPossible, match="nobody is their own receipt"):
        own.take_back(by=cast.administrator, at=NOW)
