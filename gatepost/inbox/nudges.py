"""Networks that say by themselves that something came in: it makes the next reading sooner, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from gatepost.inbox.models import Reading
from gatepost.networks.errors import Refused
from gatepost.networks.facebook import webhooks


@dataclass(frozen=True)
class Nudge:
    """What is answered."""

    status: int
    answer: str = ""


def nudged(network: str, request: HttpRequest, *, at: datetime) -> Nudge:
    """Take a network's message; whatever is not signed by it is refused."""
    token, secret = settings.FACEBOOK_VERIFY_TOKEN, settings.FACEBOOK_APP_SECRET
    if network != "facebook" or not secret:
        return Nudge(404)
    if request.method == "GET":
        echo = webhooks.challenge(request.GET.dict(), token) if token else None
        return Nudge(200, echo) if echo is not None else Nudge(403)
    if request.method != "POST":
        return Nudge(405)
    try:
        body = request.body
    except RequestDataTooBig:
        return Nudge(413)
    try:
        signature = request.headers.get("X-Hub-Signature-256", "")
        pages = webhooks.verified(body, signature, secret)
    except Refused:
        return Nudge(403)
    for reading in _of_pages(network, pages):
        reading.read_soon(at=at)
    return Nudge(200, "ok")


def _of_pages(network: str, pages: Collection[str]) -> list[Reading]:
    """The readings of some pages. Their numbers stand with what lets us in, encrypted, so each is opened."""
    open_ones = Reading.objects.filter(channel__network=network, channel__closed_at=None)
    return [
        one
        for one in open_ones.select_related("channel")
        if (way_in := one.channel.connection()) and (way_in.secret or {}).get("page") in pages
    ]
