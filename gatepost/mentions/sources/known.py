"""Every place that can be looked at, by its name in the database."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.mentions.sources.bluesky import Bluesky
from gatepost.mentions.sources.feed import Feed
from gatepost.mentions.sources.mastodon import Mastodon
from gatepost.mentions.sources.protocol import About, Source, about
from gatepost.mentions.sources.reddit import Reddit
from gatepost.mentions.sources.site import Site

SOURCES: Mapping[str, Source] = {
    one.about.slug: one for one in (Feed(), Site(), Bluesky(), Mastodon(), Reddit())
}
# Those that are not looked at: what is written there comes by itself, to one process for all schools.
STREAMS: Mapping[str, About] = {"jetstream": about("jetstream")}
PLACES: Mapping[str, About] = {slug: one.about for slug, one in SOURCES.items()} | dict(STREAMS)
