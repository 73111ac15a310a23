"""The news page for programs that read news."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from gatepost.networks.own.feeds import Entry, Feed, Shown, atom, json_feed, rss
from gatepost.people.models import School
from gatepost.posts.news.stories import Story, published

KINDS = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


def feed_of(school: School, *, kind: str, home: str, at: datetime) -> bytes:
    """The newest stories in one of KINDS; `home` is the address of the server."""
    page = reverse("posts:news", args=[school.slug])
    feed = Feed(
        title=f"News from {school.name}",
        page=home + page,
        address=home + reverse("posts:feed", args=[school.slug, kind]),
        about=f"What {school.name} publishes on its own news page.",
    )
    entries = [_entry(story, home=home) for story in published(school)]
    if kind == "atom":
        return atom(feed, entries, at=at)
    return rss(feed, entries) if kind == "rss" else json_feed(feed, entries)


def _entry(story: Story, *, home: str) -> Entry:
    outlet = story.outlet
    assert outlet.published_at is not None
    school = outlet.post.school
    pictures = tuple(
        Shown(
            url=home
            + reverse("posts:story-picture", args=[school.slug, outlet.remote_id, one.position]),
            kind=one.picture.file.content_type,
            size=one.picture.file.size,
            alt=one.alt,
        )
        for one in story.placed
    )
    return Entry(
        id=home + story.url,
        url=home + story.url,
        title=story.title,
        text=outlet.with_link,
        published_at=outlet.published_at,
        changed_at=outlet.published_at,
        pictures=pictures,
    )
