"""The pages of comments and messages in a real browser."""

from __future__ import annotations

from django.utils import timezone

from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder, Note
from gatepost.networks.arriving import Came
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.inbox.desk import account, arrived, comes_in, said
from tests.journeys.looking import At, Looker
from tests.posts.desk import news_page

INBOX = {
    "inbox": At("inbox/", by="head"),
    "inbox-settled": At("inbox/?show=settled", by="head"),
    "inbox-empty": At("inbox/", by="governor"),
    "comment-nobody-has": At("inbox/{free}/", by="writer"),
    "comment-that-is-mine": At(
        "inbox/{mine}/?reply=thank-you#answer", by="writer", shows="#id_words"
    ),
    "comment-edited-and-answered": At("inbox/{answered}/", by="writer", shows="#answered"),
    "comment-pass-on": At("inbox/{mine}/pass-on/", by="writer"),
    "comment-found": At("inbox/found/", by="writer"),
    "write-to-us": At("write-to-us/"),
    "write-to-us-answer": At("write-to-us/answer/"),
}
RTL = "\u202e" + "ا" * 300
LONG = "A-comment-without-a-single-space-that-runs-and-runs" * 5


def test_pages_of_the_inbox_are_accessible_and_in_width(site: str, faults_on: Looker) -> None:
    cast = make_cast(School.objects.get(slug="ashlands"))
    at = timezone.now()
    channel = account(cast, at=at, network="bluesky", name="Bluesky of the school")
    news_page(cast, at=at)
    free, mine = arrived(channel, LONG, at=at), arrived(channel, f"When? {RTL}", at=at)
    settled = arrived(channel, "Thanks!", at=at, came=Came.MESSAGE)
    answered = arrived(channel, "Where is it?", at=at, id="edited")
    comes_in(channel, [said("Where is it, please?", at=at, id="edited")], at=at)
    for one in (mine, settled, answered):
        Holder.give(one, cast.writer, by=cast.writer, at=at)
    Note.write(mine, f"Ask the office. {LONG}", by=cast.head, at=at)
    answer(answered, "By the gate.", is_acknowledgement=False, by=cast.writer, at=at)
    answer(settled, "You are welcome.", is_acknowledgement=False, by=cast.writer, at=at)

    faults = faults_on(INBOX, cast.everybody, free=free.pk, mine=mine.pk, answered=answered.pk)

    assert not faults, faults
