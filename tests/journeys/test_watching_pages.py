"""The pages of who looks and when, and of pictures in what came in, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.inbox.models import HolidayNotice, Item, Looked, PictureSaid, Swap, Watched
from gatepost.networks.arriving import Media
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.inbox.desk import account, arrived
from tests.inbox.watches import on_rota
from tests.journeys.looking import At, Looker
from tests.networks.sites import site as others_site
from tests.posts.desk import jpeg

WATCHING = {
    "looks": At("inbox/watch/", by="writer"),
    "looks-of-all": At("inbox/watch/", by="administrator"),
    "looks-of-nobody": At("inbox/watch/", by="governor"),
    "looks-on-today": At("today/", by="writer", shows="#looks"),
    "looks-on-the-queue": At("inbox/", by="writer", shows="#looks"),
    "looks-of-a-month": At("inbox/watch/accounts/{channel}/", by="writer"),
    "rota": At("inbox/watch/rota/", by="administrator", shows="#id_weekdays_0"),
    "rota-of-others": At("inbox/watch/rota/", by="approver"),
    "holiday-notice": At("inbox/watch/accounts/{channel}/notice/", by="writer", shows="#id_words"),
    "comment-with-a-picture": At("inbox/{asked}/", by="writer", shows="#pictures"),
    "comment-folded": At("inbox/{bad}/", by="writer", shows="#stepping-in"),
    "pictures-question": At("inbox/{asked}/pictures/", by="writer", shows="#answer-unsure"),
    "pictures-blurred": At("inbox/{cleared}/pictures/", by="writer", shows=".gp-covered"),
    "pictures-none": At("inbox/{bad}/pictures/", by="writer"),
}
LONG = "A-very-long-name-of-a-page-that-nobody-would-choose-and-somebody-did" * 2


def put_down(cast: SimpleNamespace, channel: Channel) -> None:
    """A fortnight with looks and gaps, and a rota that has a hole."""
    at = timezone.now()
    today = cast.school.day_of(at)
    Watched.objects.create(channel=channel, from_on=today - timedelta(days=40))
    for back in range(1, 14, 2):
        when = at - timedelta(days=back)
        Looked.objects.create(
            channel=channel, person=cast.writer, on=today - timedelta(days=back), at=when, found=0
        )
    Looked.enter_later(
        channel, on=today - timedelta(days=2), note="Forgotten.", by=cast.writer, at=at
    )
    on_rota(cast, cast.approver, None, today + timedelta(days=1), today + timedelta(days=9))
    Swap.ask(cast.approver, days=(today, today), back=(today, today), by=cast.writer, at=at)
    HolidayNotice.put_up(
        channel, days=(today, today), words=f"Back soon. {LONG}", by=cast.writer, at=at
    )


def with_picture(channel: Channel, address: str, *, is_cleared: bool) -> int:
    """A comment with a picture."""
    at = timezone.now()
    media = (Media(address, f"A field. {LONG}"),)
    item = arrived(channel, "Look!", at=at, media=media)
    version = item.versions.last()
    assert version is not None
    if is_cleared:
        (by, *_) = channel.current_runners(on=item.school.day_of(at))
        PictureSaid.objects.create(item=item, version=version, by=by, at=at, answer="no")
    return int(item.pk)


@pytest.fixture
def picture(settings: Any) -> Iterator[str]:
    """A picture on another server, which tests alone may speak to."""
    settings.NETWORKS_ON_LOOPBACK = True
    with others_site() as running:
        yield running.page("/one.jpg", jpeg(400, 300), Content_Type="image/jpeg")


def test_pages_of_who_looks_are_accessible_and_in_width(
    site: str, faults_on: Looker, picture: str
) -> None:
    cast = make_cast(School.objects.get(slug="ashlands"))
    channel = account(cast, at=timezone.now(), network="bluesky", name=LONG)
    put_down(cast, channel)
    bad = arrived(channel, "You are all stupid idiots and scum, I hate you", at=timezone.now())
    Item.objects.filter(pk=bad.pk).update(is_urgent=True)

    faults = faults_on(
        WATCHING,
        cast.everybody,
        channel=channel.pk,
        asked=with_picture(channel, picture, is_cleared=False),
        cleared=with_picture(channel, picture, is_cleared=True),
        bad=bad.pk,
    )

    assert not faults, faults
