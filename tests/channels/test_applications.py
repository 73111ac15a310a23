"""An account in the school's name: applied for as the adopted policy asks, decided on by whom it names, then opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.applications.asked import case_of
from gatepost.channels.models import Application, Channel, Wish
from gatepost.channels.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import NotYours, Refused, policy_at
from gatepost.policies.models.proposed import Closed
from gatepost.policies.packs import bundled_pack
from tests.channels.test_runners import have_read, train
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_without, put_in_force

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()
NEW = "/schools/ashlands/accounts/applications/new/"
ANSWERS = {
    "aim": "To tell families what their children did.",
    "audience": "Families of Year 3.",
    "promotion": "By the newsletter.",
    "open-or-closed": "Open to everybody.",
}


def apply(cast: SimpleNamespace, *, by: Person | None = None, **changed: str) -> Application:
    """A whole application of the assistant's, for two people who would run it."""
    wish = Wish("bluesky", "Year 3", ANSWERS | changed, [cast.writer, cast.approver])
    return Application.make(wish, by=by or cast.assistant, at=NOW)


def make_ready(cast: SimpleNamespace) -> None:
    """Those who would run it have been trained and have read the policy."""
    train(cast, cast.writer, cast.approver)
    have_read(cast, cast.writer, cast.approver)


def open_it(application: Application, *, by: Person) -> Channel:
    return application.open_account(handle="year3.example", url="", by=by, at=NOW)


@pytest.mark.clause("ASH-046", "ASH-048", "ASH-065", "ASH-072")
def test_the_whole_way_from_application_to_account(cast: SimpleNamespace) -> None:
    make_ready(cast)
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)
    told = set(Notice.objects.filter(key__startswith="application-").values_list("to", flat=True))
    assert told == {cast.approver.email}
    assert [one.says for one in waiting_for(cast.approver, on=TODAY)] == [
        "Ash Birch applies for an account: Year 3"
    ]
    with pytest.raises(Refused):
        open_it(application, by=cast.administrator)

    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    channel = open_it(application, by=cast.administrator)

    assert (channel.network, channel.name, channel.handle) == ("bluesky", "Year 3", "year3.example")
    assert {one.person for one in channel.runners.all()} == {cast.writer, cast.approver}
    with pytest.raises(Closed, match="open already"):
        application.withdraw(by=cast.assistant, at=NOW)


@pytest.mark.clause("ASH-066", "ASH-067", "ASH-068", "ASH-071")
@pytest.mark.parametrize("point", ANSWERS)
def test_each_point_of_the_business_case_is_asked_by_its_clause_and_not_without_it(
    cast: SimpleNamespace, sign_in: SignIn, point: str
) -> None:
    (asked,) = [one for one in case_of(bundled_pack("ashlands")).points if one.key == point]
    application = apply(cast, **{point: ""})
    page = sign_in(cast.assistant)

    assert asked.asks in unescape(page.get(NEW).text)
    with pytest.raises(NotPossible) as missing:
        application.hand_in(by=cast.assistant, at=NOW)
    assert asked.asks in str(missing.value)
    put_in_force(cast.school, files_without("ashlands", asked.clause.id), on=TODAY)

    assert asked.asks not in unescape(page.get(NEW).text)
    application.hand_in(by=cast.assistant, at=NOW)
    assert application.handed_in_at == NOW


@pytest.mark.clause("ASH-069")
def test_without_anybody_who_would_run_it_the_business_case_is_not_whole(
    cast: SimpleNamespace,
) -> None:
    application = Application.make(Wish("x", "Year 3", ANSWERS), by=cast.assistant, at=NOW)

    with pytest.raises(NotPossible, match="Who will run it"):
        application.hand_in(by=cast.assistant, at=NOW)
    put_in_force(cast.school, files_without("ashlands", "case-runners"), on=TODAY)

    application.hand_in(by=cast.assistant, at=NOW)


@pytest.mark.clause("ASH-072", "ASH-046", "ASH-065")
@pytest.mark.parametrize(
    ("clause", "fact"),
    [
        ("slt-decides", "slt-approval"),
        ("slt-takes-applications", ""),
        ("business-case", "business-case"),
    ],
)
def test_what_is_wanted_first_names_its_clause_and_does_not_without_it(
    cast: SimpleNamespace, sign_in: SignIn, clause: str, fact: str
) -> None:
    application = Application.make(Wish("x", "Year 3"), by=cast.assistant, at=NOW)
    page = sign_in(cast.assistant)
    says = bundled_pack("ashlands").by_id[clause].says

    whole = unescape(page.get(application.get_absolute_url()).text)
    form = unescape(page.get(NEW).text)
    put_in_force(cast.school, files_without("ashlands", clause), on=TODAY)

    assert says in form
    assert (says in whole) == bool(fact)
    assert says not in unescape(page.get(NEW).text)
    assert says not in unescape(page.get(application.get_absolute_url()).text)


@pytest.mark.clause("ASH-048")
def test_who_opens_it_is_whom_the_clause_names(cast: SimpleNamespace, sign_in: SignIn) -> None:
    make_ready(cast)
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)
    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    address = f"{application.get_absolute_url()}open/"

    assert sign_in(cast.approver).post(address, {"handle": "a"}).status_code == 404
    assert (
        "Open the account" in sign_in(cast.administrator).get(application.get_absolute_url()).text
    )
    assert sign_in(cast.administrator).post(address, {"handle": "a"}).status_code == 302
    assert Channel.objects.get().name == "Year 3"


@pytest.mark.clause("ASH-070", "ASH-073", "ASH-074")
def test_it_is_not_opened_before_those_who_run_it_are_ready(cast: SimpleNamespace) -> None:
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)
    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)

    with pytest.raises(Refused) as refused:
        open_it(application, by=cast.administrator)

    assert {"policy-read", "trained"} <= set(refused.value.ruling.missing)
    assert not Channel.objects.exists()


def test_nobody_decides_on_their_own(cast: SimpleNamespace) -> None:
    make_ready(cast)
    application = apply(cast, by=cast.approver)
    application.hand_in(by=cast.approver, at=NOW)

    with pytest.raises(NotYours):
        application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    assert waiting_for(cast.approver, on=TODAY) == []


def test_the_administrator_does_not_open_their_own(cast: SimpleNamespace) -> None:
    make_ready(cast)
    application = apply(cast, by=cast.administrator)
    application.hand_in(by=cast.administrator, at=NOW)
    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)

    with pytest.raises(NotPossible, match="Somebody else"):
        open_it(application, by=cast.administrator)


def test_a_change_makes_the_yes_void(cast: SimpleNamespace) -> None:
    make_ready(cast)
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)
    application.say("slt-approval", yes=True, by=cast.approver, at=NOW)

    wish = Wish("tiktok", "Year 3", ANSWERS, [cast.writer, cast.approver])
    application.write(wish, by=cast.assistant, at=NOW)
    application.hand_in(by=cast.assistant, at=NOW)

    with pytest.raises(Refused):
        open_it(application, by=cast.administrator)


def test_it_is_sent_back_with_a_note_changed_and_handed_in_again(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)
    page = application.get_absolute_url()

    sign_in(cast.approver).post(f"{page}send-back/", {"reason": "Who looks at it in August?"})

    application.refresh_from_db()
    assert application.handed_in_at is None
    assert [one.says for one in waiting_for(cast.assistant, on=TODAY)] == [
        "Sent back to you: Year 3"
    ]
    assert "Who looks at it in August?" in sign_in(cast.assistant).get(page).text


def test_on_which_nobody_decides_expires_and_says_so(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    application = apply(cast)
    application.hand_in(by=cast.assistant, at=NOW)

    early = Application.objects.all().expire_old(at=NOW + timedelta(days=179))
    late = Application.objects.all().expire_old(at=NOW + timedelta(days=181))

    assert (early, late) == (0, 1)
    application.refresh_from_db()
    with pytest.raises(Closed, match="half a year"):
        application.say("slt-approval", yes=True, by=cast.approver, at=NOW)
    assert "Expired" in sign_in(cast.assistant).get(application.get_absolute_url()).text


@pytest.mark.parametrize(
    "policy", ["coates-lane", "corpus-christi", "our-lady-and-st-rose", "staff-and-governors"]
)
def test_where_the_policy_asks_for_no_case_none_is_asked_for(
    db: None, sign_in: SignIn, policy: str
) -> None:
    cast = make_cast(make_school(policy))
    assert not case_of(policy_at(cast.school, on=TODAY)).is_asked

    address = f"/schools/{policy}/accounts/applications/new/"
    page = sign_in(cast.assistant)
    assert "asks for no business case" in page.get(address).text
    made = page.post(address, {"network": "bluesky", "name": "Year 3"})
    application = Application.objects.get()
    assert made["Location"] == application.get_absolute_url()
    application.hand_in(by=cast.assistant, at=NOW)

    assert application.unanswered(at=NOW) == []


def test_what_was_filled_in_wrongly_is_said_and_nothing_is_lost(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(cast.assistant).post(NEW, {"network": "bluesky", "point-aim": "To tell."})

    assert answer.status_code == 400
    assert "Give it a name" in unescape(answer.text)
    assert "To tell." in answer.text


def test_a_draft_is_its_authors_alone(cast: SimpleNamespace, sign_in: SignIn) -> None:
    application = apply(cast)

    assert sign_in(cast.approver).get(application.get_absolute_url()).status_code == 404
    application.hand_in(by=cast.assistant, at=NOW)
    assert sign_in(cast.approver).get(application.get_absolute_url()).status_code == 200
    assert sign_in(cast.governor).get(application.get_absolute_url()).status_code == 404
