"""Handing an account over and leaving, in a real browser: every page, and the whole way without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.channels.handing_over.following import follow
from gatepost.channels.models import Channel, Handover
from gatepost.joining.leaving.standing import digest_of, leaver_of
from gatepost.joining.models import LeavingReceipt
from gatepost.people.models import Person, School
from tests.channels.crew import has_read, is_trained
from tests.conftest import make_cast, make_person
from tests.journeys.looking import DESK, PHONE, At, Looker, session_of

LEAVING = {
    "account-to-hand-over": At("/schools/ashlands/accounts/{account}/", by="administrator"),
    "handover": At("/schools/ashlands/accounts/handovers/{begun}/", by="administrator"),
    "handover-looked-at": At("/schools/ashlands/accounts/handovers/{begun}/", by="approver"),
    "handover-late": At("/schools/ashlands/accounts/handovers/{late}/", by="head"),
    "handover-ended": At("/schools/ashlands/accounts/handovers/{ended}/", by="administrator"),
    "leaving": At("/schools/ashlands/leaving/", by="writer"),
    "leaving-confirmed": At("/schools/ashlands/leaving/", by="assistant"),
    "leaving-no-day": At("/schools/ashlands/leaving/", by="approver"),
    "leaving-nothing": At("/schools/corpus-christi/leaving/", by="elsewhere"),
    "leavers": At("/schools/ashlands/leavers/", by="administrator"),
    "leaver": At("/schools/ashlands/leavers/{gone}/", by="administrator"),
    "leaver-confirmed": At("/schools/ashlands/leavers/{confirmed}/", by="head"),
    "today-with-leavers": At("/schools/ashlands/today/", by="head"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """Three accounts to hand over, at each stage of it, and four leavers."""
    cast, now = make_cast(School.objects.get(slug="ashlands")), timezone.now()
    on, by = timezone.localdate(), cast.administrator
    other = School.objects.get(slug="corpus-christi")
    cast.everybody["elsewhere"] = make_person(other, "Elm Wilde", actors=["teacher"])
    gone = make_person(cast.school, "Myrtle Nash", actors=["teacher"])
    accounts = [
        Channel.enter(network=network, name=name, handle=name, url="", by=by, at=now)
        for network, name in (("facebook", "Facebook"), ("x", "X"), ("bluesky", "Choir"))
    ]
    for account, person in zip(accounts, (cast.writer, gone, cast.assistant), strict=True):
        account.appoint(person, by=by, at=now)
    for person in (cast.approver, cast.deputy_lead, cast.safeguarding_lead):
        has_read(person, by=by, at=now)
        is_trained(person, by=by, at=now)
    for person, days in ((cast.writer, 20), (gone, -5), (cast.assistant, 9)):
        person.leave(on=on + timedelta(days=days), by=by, at=now)
    follow(at=now)
    begun, late, ended = (Handover.objects.get(runner__channel=one) for one in accounts)
    begun.name(cast.approver, by=by, at=now)
    ended.take("readers-told", note="A last post on Monday.", by=by, at=now)
    ended.close(by=by, at=now)
    confirm(cast.assistant)
    cast.numbers = {
        "account": accounts[0].pk, "begun": begun.pk, "late": late.pk, "ended": ended.pk,
        "gone": gone.pk, "confirmed": cast.assistant.pk,
    }  # fmt: skip
    return cast


def confirm(person: Person) -> None:
    seen = digest_of(leaver_of(person, on=timezone.localdate()).duties)
    LeavingReceipt.confirm(person, seen=seen, at=timezone.now())


def test_every_page_of_leaving_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(LEAVING, desk.everybody, **desk.numbers)

    assert not faults, faults


@pytest.mark.parametrize("look", [PHONE, DESK])
def test_an_account_is_handed_over_from_today_without_a_script(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str, look: object
) -> None:
    page = open_page(look, session=session_of(desk.administrator), javascript=False)
    page.goto(f"{site}/schools/ashlands/today/")
    page.get_by_role("link", name="Hand Facebook over from Wren Abbott").click()

    page.get_by_label("Who else runs it from now on").select_option("Rowan Frith")
    page.get_by_role("button", name="Name them").click()
    expect(page.get_by_text("Rowan Frith runs it from now on.")).to_be_visible()
    page.get_by_role("button", name="Wren Abbott runs it no longer").click()
    page.get_by_role("button", name="I have changed everything").click()
    page.get_by_label("Where you took them off").fill("The page’s settings")
    page.get_by_role("button", name="I have taken them off").click()
    page.get_by_role("button", name="It is handed over").click()

    expect(page.get_by_text("Passed on,")).to_be_visible()


def test_a_copy_is_downloaded_and_the_account_closed_without_a_script(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(PHONE, session=session_of(desk.administrator), javascript=False)
    page.goto(f"{site}/schools/ashlands/accounts/handovers/{desk.numbers['late']}/")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the copy").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("button", name="Close the account").click()

    expect(page.get_by_text("The account was closed,")).to_be_visible()


def test_a_leaver_confirms_and_the_school_hands_paper_to_one_who_has_gone(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(PHONE, session=session_of(desk.writer), javascript=False)
    page.goto(f"{site}/schools/ashlands/today/")
    page.get_by_role("link", name="Before you leave: confirm what goes on afterwards").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("You confirmed on")).to_be_visible()

    page = open_page(DESK, session=session_of(desk.head), javascript=False)
    page.goto(f"{site}/schools/ashlands/leavers/")
    page.get_by_role("link", name="Myrtle Nash").click()
    page.get_by_role("button", name="I handed it over on paper").click()
    expect(page.get_by_text("on paper, handed over by Hazel Dunn")).to_be_visible()
