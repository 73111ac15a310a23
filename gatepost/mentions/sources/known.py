"""Every place that can be looked at, by its name in the database."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.mentions.sources.bluesky import Bluesky
from gatepost.mentions.sources.feed import Feed
from gatepost.mentions.sources.mastodon import Mastodon
from gatepost.mentions.sources.protocol import Source
from gatepost.mentions.sources.reddit import Reddit
from gatepost.mentions.sources.site import Site

SOURCES: Mapping[str, Source] = {
    one.about.slug: one for one in (Feed(), Site(), Bluesky(), Mastodon(), Reddit())
}
