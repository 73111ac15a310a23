"""An abusive comment on a Saturday evening, from its arrival to the words that explain it in public, on a telephone without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.channels.models import Channel
from gatepost.inbox.models import Item, Moderation, PressMark, Reading, Review
from gatepost.inbox.taking_in import read_accounts
from gatepost.networks.arriving import Act
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.inbox.desk import arrived
from tests.inbox.moderated import WORDS, comment_on, have, page_on, post_on
from tests.journeys.looking import PHONE, At, Looker, session_of
from tests.networks.facebook_fake import PAGE, Graph, facebook
from tests.posts.desk import work

pytestmark = pytest.mark.once
BY = "ashlands/block-report-delete"
MODERATION = {
    "comment": At("inbox/{item}/", by="writer", shows="#moderation"),
    "comment-of-a-journalist": At("inbox/{press}/", by="head", shows="#press"),
    "comment-what-it-is": At("inbox/{item}/moderate/", by="writer"),
    "comment-what-is-done": At(
        "inbox/{item}/moderate/?asked=yes&manner=offensive", by="writer", shows="details"
    ),
    "comment-against-the-policy": At(
        "inbox/{press}/moderate/?asked=yes&manner=critical", by="writer", shows="details"
    ),
    "comment-goes-first": At(
        "inbox/{item}/moderate/?asked=yes&manner=offensive&material=indecent-image-of-child",
        by="writer",
    ),
    "moderation-done": At("inbox/{item}/moderation/{done}/", by="writer", shows="#told"),
    "moderation-to-look-at": At("inbox/{item}/moderation/{block}/", by="head", shows="#looks"),
    "moderation-by-hand": At("inbox/{item}/moderation/{report}/", by="writer"),
    "moderation-explain": At("inbox/{item}/moderation/{done}/explain/", by="writer"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Graph]]:
    with facebook() as (address, graph):
        yield address, graph


@pytest.fixture
def desk(site: str, settings: Any, server: tuple[str, Graph]) -> SimpleNamespace:
    """The school's people, and its Page a while after it was connected."""
    settings.NETWORKS_ON_LOOPBACK = True
    cast = make_cast(School.objects.get(slug="ashlands"))
    began = timezone.now() - timedelta(days=20)
    cast.page, cast.graph = page_on(cast, server[0], at=began), server[1]
    Reading.objects.create(channel=cast.page, began_at=began, next_at=began)
    return cast


def test_every_page_of_moderation_is_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    at, by = timezone.now(), desk.writer
    item = comment_on(desk.graph, desk.page, at=at)
    done = have(item, Act.DELETE, BY, by=by, at=at)
    block = have(item, Act.BLOCK, BY, by=by, at=at)
    report = have(item, Act.REPORT, BY, by=by, at=at, report_as="abuse")
    Review.ask(block, "I was quoting.", why=Review.Why.AUTHOR, by=by, at=at)
    work(at=at, kinds=("inbox.moderate",))
    press = arrived(desk.page, "I write for the Chronicle.", at=at, who="7002")
    PressMark.mark(press, by=by, at=at)
    numbers = {
        "item": item.pk, "press": press.pk, "done": done.pk, "block": block.pk, "report": report.pk,
    }  # fmt: skip

    faults = faults_on(MODERATION, desk.everybody, **numbers)

    assert not faults, faults


def saturday_evening() -> datetime:
    """The last one that is over."""
    today = timezone.localdate()
    day = today - timedelta(days=(today.weekday() - 5) % 7 or 7)
    return timezone.make_aware(datetime.combine(day, time(19, 40)))


def comes_in(channel: Channel, graph: Graph) -> Item:
    """Somebody comments on a Saturday evening, and the account is read."""
    id = graph.comment(WORDS, to=post_on(graph))
    graph.comments[id]["created_time"] = saturday_evening().strftime("%Y-%m-%dT%H:%M:%S%z")
    read_accounts(at=timezone.now())
    return Item.objects.get(channel=channel, key=id)


def delete_it(page: Page) -> None:
    """What it is, then what is done, by which clause and why."""
    page.get_by_role("button", name="Take it", exact=True).click()
    page.get_by_role("link", name="Do something about it").click()
    page.get_by_label("Offensive", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    page.locator("summary", has_text="Delete it").click()
    sheet = page.locator("details", has_text="Delete it")
    sheet.get_by_label("block, report or remove").check()
    sheet.get_by_label("Why, in a sentence").fill("It insults the people in the office.")
    expect(sheet.get_by_text("gone for good")).to_be_visible()
    sheet.get_by_role("button", name="Delete it").click()


def say_why(page: Page) -> str:
    """Neutral words, refused while they repeat what was written; gives them."""
    page.get_by_role("link", name="Say why, to those who were reading").click()
    words = page.get_by_label("What you say")
    neutral = words.input_value()
    words.fill(f"{neutral} It said: {WORDS}")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("It repeats what was written there.")).to_be_visible()
    words.fill(neutral)
    page.get_by_role("button", name="Hand it in").click()
    for question in page.get_by_role("checkbox").all():
        question.check()
    page.get_by_role("button", name="Hand it in").click()
    return neutral


def test_an_abusive_comment_of_a_saturday_evening_is_deleted_and_explained(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    item = comes_in(desk.page, desk.graph)
    assert item.received_at == saturday_evening()
    page = open_page(PHONE, session=session_of(desk.writer), javascript=False)
    page.goto(f"{site}{item.get_absolute_url()}")

    delete_it(page)
    work(at=timezone.now(), kinds=("inbox.moderate",))
    page.reload()
    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    assert item.key not in desk.graph.comments
    neutral = say_why(page)
    work(at=timezone.now())

    (said,) = [one for one in desk.graph.comments.values() if one["from"]["id"] == PAGE]
    assert (said["post"], said["message"]) == (item.under, neutral)
    made = Moderation.objects.get(item=item)
    page.goto(f"{site}{made.get_absolute_url()}")
    expect(page.get_by_role("link", name=neutral)).to_be_visible()
