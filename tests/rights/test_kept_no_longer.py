"""One table of how long things are kept: counted, confirmed, held, deleted, certified; and deletion on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import FakeReport
from gatepost.consents.models import Contact
from gatepost.core.clock import Span
from gatepost.declarations.models import Confirmation
from gatepost.joining.models import Done
from gatepost.mentions.models import Mention
from gatepost.people.models import Person, Pupil
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from gatepost.rights.gathering import givers
from gatepost.rights.keeping.deleting import count, delete_over, erasable, erase, look_over, over
from gatepost.rights.keeping.table import kinds, line_of
from gatepost.rights.models import DeletedRecords, Hold, KeptLongEnough, OwnSpan, Request
from gatepost.rights.waiting import waiting_for
from tests.consents.families import make_contact, make_pupil
from tests.incidents.desk import report
from tests.rights.asking import AT, ON, asked, gathered, sure

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LONG = ON - timedelta(days=8 * 365)


def left(person: Person, on: date = LONG) -> Person:
    """Somebody who left."""
    Person.objects.filter(pk=person.pk).update(started_on=None, left_on=on)
    return Person.objects.get(pk=person.pk)


@pytest.mark.once
def test_every_kind_that_goes_is_somebodys_to_delete_and_every_kind_that_is_given_is_in_the_table() -> (
    None
):
    known = kinds()
    deleted = {one.kind for giver in givers() for one in giver.FORGETTINGS}
    given = {table.kind for giver in givers() for table in giver.TABLES} - {"cases"}

    assert {key for key, one in known.items() if one.is_timed} == deleted
    assert given <= known.keys()
    assert all(Span.parse(one.span) for one in known.values() if one.is_timed)
    assert all(one.stays for one in known.values() if one.on_request != "goes")


def test_what_is_over_is_counted_confirmed_and_certified(cast: SimpleNamespace) -> None:
    gone = left(cast.assistant)
    Confirmation.objects.create(person=gone, nothing=True, at=AT)
    Confirmation.objects.create(person=cast.writer, nothing=True, at=AT)

    look_over(at=AT)
    says = [one.says for one in waiting_for(cast.data_officer, on=ON)]
    made = delete_over(cast.school, "declarations", by=cast.data_officer, at=AT)

    assert any("kept for long enough" in one for one in says)
    assert list(Confirmation.objects.values_list("person", flat=True)) == [cast.writer.pk]
    assert (made.count, made.by, made.counts) == (
        1,
        cast.data_officer,
        {"declarations.Confirmation": 1},
    )
    assert cast.assistant.name not in str(made.said) and made.ledger_head
    assert [one.event for one in history(made)] == ["records.deleted"]
    assert not KeptLongEnough.objects.filter(kind="declarations", count__gt=0).exists()


def test_an_entry_of_staff_becomes_a_number_and_the_ledger_stays(cast: SimpleNamespace) -> None:
    gone = left(cast.assistant)
    account = gone.account

    delete_over(cast.school, "staff-entries", by=cast.head, at=AT)

    gone.refresh_from_db()
    assert gone.name == "Somebody whose entry was deleted" and not gone.email
    assert gone.account is None and not type(account).objects.filter(pk=account.pk).exists()
    with pytest.raises(NotPossible, match="Nothing of this kind"):
        delete_over(cast.school, "staff-entries", by=cast.head, at=AT)


def test_a_schools_own_span_counts_and_says_why(cast: SimpleNamespace) -> None:
    gone = left(cast.assistant, ON - timedelta(days=200))
    Done.objects.create(person=gone, point="a/b", at=AT)
    line = line_of(cast.school, "devices-and-checklists")
    assert count(over(line, cast.school, on=ON)) == 1

    OwnSpan.change("devices-and-checklists", span=Span(2, "year"), reason="Our insurer asks for it.", by=cast.data_officer, at=AT)  # fmt: skip

    line = line_of(cast.school, "devices-and-checklists")
    assert (line.span, count(over(line, cast.school, on=ON))) == ("2 years", 0)
    with pytest.raises(NotPossible, match="decides this"):
        OwnSpan.change("comments", span=Span(1, "year"), reason="Why not.", by=cast.writer, at=AT)


@pytest.mark.parametrize("of", ["kind", "person", "case"])
def test_what_is_held_or_in_a_case_is_not_deleted(cast: SimpleNamespace, of: str) -> None:
    gone = left(cast.assistant)
    Confirmation.objects.create(person=gone, nothing=True, at=AT)
    if of == "case":
        report(cast, "small-worry", by=None, at=AT, people=(gone.pk,))
    else:
        what = "declarations" if of == "kind" else gone
        hold = Hold.set("A claim.", of=what, by=cast.data_officer, at=AT)

    with pytest.raises(NotPossible, match="Nothing of this kind"):
        delete_over(cast.school, "declarations", by=cast.data_officer, at=AT)
    if of != "case":
        hold.lift("The claim is settled.", by=cast.head, at=AT)
        assert delete_over(cast.school, "declarations", by=cast.data_officer, at=AT).count == 1


def test_what_goes_by_itself_goes_by_the_table(cast: SimpleNamespace) -> None:
    fake = FakeReport.take_in(cast.school, url="https://x.example/", says="", contact="a@b.example", at=AT)  # fmt: skip
    FakeReport.objects.filter(pk=fake.pk).update(settled_at=AT, settled_by=cast.head)
    mention = Mention.tell(words="x", url="", handle="", about=(), by=cast.head, at=AT)
    Mention.objects.filter(pk=mention.pk).update(closed_at=AT)
    OwnSpan.change("mentions", span=Span(2, "year"), reason="The governors want it.", by=cast.data_officer, at=AT)  # fmt: skip

    assert look_over(at=AT + timedelta(days=364)) == 0
    assert look_over(at=AT + timedelta(days=366)) == 1
    assert Mention.objects.exists() and not FakeReport.objects.exists()
    assert DeletedRecords.objects.get().by is None


def test_a_family_that_left_goes_with_contacts_and_the_childs_names(cast: SimpleNamespace) -> None:
    child, stays = make_pupil(cast.school), make_pupil(cast.school, "Lark Moss")
    for one in (child, stays):
        make_contact(one, f"Sorrel {one.family_name}", by=cast.administrator)
    Pupil.objects.filter(pk=child.pk).update(left_on=ON - timedelta(days=400))

    for kind in ("family-answers", "pupil-entries"):
        delete_over(cast.school, kind, by=cast.data_officer, at=AT)

    assert list(Contact.objects.values_list("pupil", flat=True)) == [stays.pk]
    child.refresh_from_db()
    assert str(child) == "Somebody whose entry was deleted" and child.born_on is None


def test_somebody_asks_for_deletion_is_told_what_stays_and_the_rest_goes(
    cast: SimpleNamespace,
) -> None:
    gone = left(cast.assistant, ON - timedelta(days=10))
    Confirmation.objects.create(person=gone, nothing=True, at=AT)
    request = sure(asked(cast, whose=gone, kind="erasure"), by=cast.data_officer)

    rows = {line.kind.key: why for line, _, why in erasable(request, on=ON)}
    total = erase(request, ["declarations", "staff-entries"], by=cast.data_officer, at=AT)

    assert not rows["declarations"] and "claim" in rows["staff-entries"]
    assert total == 1 and not Confirmation.objects.exists()
    gone.refresh_from_db()
    assert gone.name == cast.assistant.name
    assert request.deleted.get().said["asked"] is True
    with pytest.raises(NotPossible, match="Choose what"):
        erase(request, ["staff-entries"], by=cast.data_officer, at=AT)


def test_nothing_of_somebody_who_is_there_is_erased(cast: SimpleNamespace) -> None:
    Confirmation.objects.create(person=cast.writer, nothing=True, at=AT)
    request = sure(asked(cast, whose=cast.writer, kind="erasure"), by=cast.data_officer)

    rows = {line.kind.key: why for line, _, why in erasable(request, on=ON)}

    assert "as long as the person is at the school" in rows["declarations"]
    with pytest.raises(NotPossible, match="Choose what"):
        erase(request, ["declarations"], by=cast.data_officer, at=AT)


def test_a_request_and_its_copies_go_with_their_span(cast: SimpleNamespace) -> None:
    from gatepost.rights.requests.packing import make_copy

    request = gathered(cast, whose=cast.writer)
    path = make_copy(request, by=cast.data_officer, at=AT).file.path
    request.put_down("answered", words="Done.", on=ON, by=cast.data_officer, at=AT)

    look_over(at=AT + timedelta(days=31))
    request.copies.get().refresh_from_db()
    assert request.copies.get().file is None
    delete_over(cast.school, "requests", by=cast.data_officer, at=AT + timedelta(days=3 * 366))
    assert not Request.objects.exists() and path.name


@pytest.mark.parametrize("page", ["kept/", "kept/long-enough/", "kept/holds/"])
def test_pages_of_what_is_kept_are_for_those_who_decide(
    cast: SimpleNamespace, sign_in: SignIn, page: str
) -> None:
    url = f"/schools/ashlands/{page}"

    assert sign_in(cast.data_officer).get(url).status_code == 200
    assert sign_in(cast.administrator).get(url).status_code == 404
    assert sign_in(cast.data_officer).put(url).status_code in (200, 405)
