"""What is said about the school in a real browser: every page, and a parent's post about a teacher from mention to meeting."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.mentions.models import (
    Judged,
    Letter,
    Mention,
    NetworkReport,
    Outcome,
    Search,
    StepTaken,
    Watched,
)
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.journeys.looking import PHONE, At, Looker, session_of

MENTIONS = {
    "mentions": At("mentions/", by="approver"),
    "mentions-closed": At("mentions/?show=closed", by="approver"),
    "mention-new": At("mentions/{new}/", by="approver"),
    "mention-alarm": At("mentions/{alarm}/", by="safeguarding_lead"),
    "mention-parent": At("mentions/{parent}/", by="approver"),
    "mention-fake": At("mentions/{fake}/", by="approver"),
    "mention-closed": At("mentions/{closed}/", by="approver"),
    "mention-letter": At("mentions/{parent}/letters/meeting/", by="approver"),
    "mention-written": At("mentions/{parent}/written/{letter}/", by="approver"),
    "mention-case": At("mentions/{parent}/case/?kind=parents-post", by="approver"),
    "mentions-tell": At("mentions/tell/", by="writer"),
    "mentions-names": At("mentions/names/", by="head"),
    "mentions-places": At("mentions/places/", by="head"),
    "mentions-place": At("mentions/places/{place}/", by="head"),
    "mentions-no-way-in": At("mentions/no-way-in/", by="head"),
    "mentions-assessment": At("mentions/assessment/", by="data_officer"),
    "mentions-told": At("mentions/told-to-everybody/"),
    "mentions-names-silent": At("/schools/corpus-christi/mentions/names/", by="elsewhere"),
}
FLOOD = "😀" * 200 + " " + "W" * 120 + " \u202eמשהו שנאמר"
POST = "Mrs Cole at Ashlands Primary School shouts at the little ones."


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """Things that are said, at each stage, and what is looked for."""
    cast, now = make_cast(School.objects.get(slug="ashlands")), timezone.now()
    by, on = cast.head, timezone.localdate()
    other = make_cast(School.objects.get(slug="corpus-christi"))
    cast.everybody["elsewhere"] = other.head
    Watched.begin("Ashlands Primary School", kind="name", purpose="to put right what is wrong", keep_days=90, by=by, at=now)  # fmt: skip
    place = Search.begin("feed", address="https://news.example/" + "f" * 90, keeps_all=False, by=by, at=now)  # fmt: skip

    def said(words: str, kind: str = "", who: str = "unknown") -> Mention:
        found = Mention.tell(words=words, url="https://social.example/" + "p" * 90, handle="@fern@social.example", about=(), by=cast.writer, at=now)  # fmt: skip
        if kind:
            Judged.say(found, kind=kind, who=who, by=by, at=now)
        return found

    new, alarm = said(FLOOD), said("I will kill you and your family.")
    parent, fake, closed = said("They never answer.", "complaint", "parent"), said("A false page.", "impersonation"), said("Lovely fair!", "praise", "parent")  # fmt: skip
    letter = Letter.write(parent, "meeting", "Could you come on Monday?", by=by, at=now)
    StepTaken.take(parent, "offer-meeting", note="By e-mail.", by=by, at=now)
    report = {"network": "TikTok", "reported_on": on, "reference": "T-7", "answer": "No violation.", "look_on": on}  # fmt: skip
    NetworkReport.put_down(fake, report, by=by, at=now)
    Outcome.close(closed, kind="no-action", note="", by=by, at=now)
    cast.numbers = {
        "new": new.pk, "alarm": alarm.pk, "parent": parent.pk, "fake": fake.pk, "closed": closed.pk, "letter": letter.pk,
        "place": place.pk,
    }  # fmt: skip
    return cast


def test_every_page_of_what_is_said_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(MENTIONS, desk.everybody, **desk.numbers)

    assert not faults, faults


STEPS = (
    ("Ask them, in private", "Rang them."),
    ("Offer a meeting", "Sent by e-mail."),
    ("Write down that the meeting", "They take it down."),
)
LETTER = "Dear parent\n\nCould you come to talk with us on Monday at four?\n\nHazel Dunn"


def word_the_offer(page: Page) -> None:
    """A letter, which is kept only once nothing is left to be filled in."""
    page.get_by_role("listitem").filter(has_text="Offer a meeting").get_by_role("link").click()
    words = page.get_by_label("The words")
    words.fill(f"{LETTER} [school]")
    page.get_by_role("button", name="Keep the letter").click()
    expect(page.get_by_role("link", name="Fill in or take out [school] first.")).to_be_visible()
    words.fill(LETTER)
    page.get_by_role("button", name="Keep the letter").click()
    expect(page.get_by_text("Could you come to talk with us on Monday at four?")).to_be_visible()
    page.get_by_role("link", name="Back to what is said").click()


def test_a_parents_post_about_a_teacher_goes_from_mention_to_meeting_without_a_script(
    site: str, open_page: Callable[..., Page]
) -> None:
    cast = make_cast(School.objects.get(slug="ashlands"))
    Mention.tell(words=POST, url="", handle="A group", about=(), by=cast.writer, at=timezone.now())
    page = open_page(PHONE, session=session_of(cast.head), javascript=False)

    page.goto(f"{site}/schools/ashlands/today/")
    page.get_by_role("link", name="1 thing is said about the school").click()
    page.get_by_role("link", name="Mrs Cole at Ashlands").click()
    expect(page.get_by_text("Not: Alder Cole, since it is or may be about them.")).to_be_visible()
    page.get_by_label("What is it?").select_option("A complaint")
    page.get_by_label("Who wrote it?").select_option("A parent or carer")
    page.get_by_role("button", name="That is what it is").click()
    word_the_offer(page)
    for step, note in STEPS:
        item = page.get_by_role("listitem").filter(has_text=step)
        item.locator("summary").click()
        item.get_by_label("What was done, in a sentence").fill(note)
        item.get_by_role("button", name="Put it on record").click()
    page.get_by_label("What came of it?").select_option("There was a meeting")
    page.get_by_label("In a sentence", exact=True).fill("All well again.")
    page.get_by_role("button", name="Close it").click()

    expect(page.get_by_text("All well again.")).to_be_visible()
    taken = StepTaken.objects.values_list("key", flat=True)
    assert list(taken) == ["ask-removal", "offer-meeting", "met"]
    page = open_page(PHONE, session=session_of(cast.approver), javascript=False)
    answer = page.goto(f"{site}/schools/ashlands/mentions/{Mention.objects.get().pk}/")
    assert answer and answer.status == 404
