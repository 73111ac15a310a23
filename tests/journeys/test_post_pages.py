"""Official accounts, posts, pictures and the news page in a real browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.channels.models import Channel
from tests.conftest import make_cast, make_school
from tests.journeys.looking import At, Looker
from tests.posts.desk import hand_in, post_by, post_records, work

HERE = "/schools/staff-and-governors"
POSTS = {
    "accounts": At(f"{HERE}/accounts/", by="administrator"),
    "account-new": At(f"{HERE}/accounts/new/", by="administrator"),
    "account-page": At(f"{HERE}/accounts/{{channel}}/", by="administrator"),
    "account-connection": At(f"{HERE}/accounts/{{bluesky}}/connection/", by="administrator"),
    "posts": At(f"{HERE}/posts/", by="writer"),
    "posts-of-manager": At(f"{HERE}/posts/", by="approver"),
    "post-new": At(f"{HERE}/posts/new/", by="writer"),
    "post-draft": At(f"{HERE}/posts/{{post}}/", by="writer"),
    "post-words": At(f"{HERE}/posts/{{post}}/words/", by="writer"),
    "post-questions": At(f"{HERE}/posts/{{post}}/questions/", by="writer"),
    "post-place": At(f"{HERE}/posts/{{post}}/place/", by="writer"),
    "post-waiting": At(f"{HERE}/posts/{{waiting}}/", by="writer"),
    "post-to-check": At(f"{HERE}/posts/{{waiting}}/", by="assistant"),
    "post-to-approve": At(f"{HERE}/posts/{{waiting}}/", by="approver"),
    "post-out": At(f"{HERE}/posts/{{out}}/", by="writer"),
    "post-by-hand": At(f"{HERE}/posts/outlets/{{outlet}}/by-hand/", by="writer"),
    "calendar": At(f"{HERE}/posts/calendar/", by="writer"),
    "pause": At(f"{HERE}/posts/pause/", by="head"),
    "pictures": At(f"{HERE}/pictures/", by="writer"),
    "picture-new": At(f"{HERE}/pictures/new/", by="writer"),
    "picture": At(f"{HERE}/pictures/{{picture}}/", by="writer"),
    "news": At(f"{HERE}/news/"),
    "news-story": At(f"{HERE}/news/{{story}}/"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager, its news page, and posts in several states."""
    cast, now = make_cast(make_school("staff-and-governors")), timezone.now()
    cast.numbers = post_records(cast, at=now)
    page = Channel.objects.get(pk=cast.numbers["channel"])
    bluesky = Channel.enter(
        network="bluesky", name="Bluesky", handle="school.example", url="",
        by=cast.administrator, at=now,
    )  # fmt: skip
    waiting, out = (post_by(cast.writer, page, at=now) for _ in range(2))
    hand_in(waiting, by=cast.writer, at=now)
    hand_in(out, by=cast.writer, at=now)
    out.say("colleague-check", yes=True, by=cast.assistant, at=now)
    out.say("manager-permission", yes=True, by=cast.approver, at=now)
    work(at=timezone.now())
    story = out.outlets.get().url.rstrip("/").rpartition("/")[2]
    cast.numbers |= {"waiting": waiting.pk, "out": out.pk, "story": story, "bluesky": bluesky.pk}
    return cast


def test_pages_of_accounts_posts_and_pictures_are_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(POSTS, desk.everybody, **desk.numbers)

    assert not faults, faults
