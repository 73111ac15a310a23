"""What goes to a push service, to Teams and to Google Chat: subject, sentence and link, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import httpx
from django.conf import settings

from gatepost.notices.kinds import Kind, words_of
from gatepost.notices.models import Notice
from gatepost.people.models import Device, Room
from gatepost.people.telling import push

KEPT = timedelta(days=3)  # how long a push service keeps a message for a device that is off
CARD = "application/vnd.microsoft.card.adaptive"


def to_device(notice: Notice, device: Device, *, at: datetime) -> httpx.Request:
    """A push message. BadKeys where the browser's keys are none."""
    words = words_of(notice.kind, count=notice.count)
    said = {"title": words.subject, "body": words.text, "link": notice.link}
    receiver = push.Receiver.of(**device.keys)
    body = push.sealed(json.dumps(said, ensure_ascii=False).encode(), receiver)
    headers = {
        "Authorization": push.sender(device.endpoint, at=at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(KEPT.total_seconds())),
        "Urgency": "high" if notice.is_grave else "normal",
    }
    return httpx.Request("POST", device.endpoint, content=body, headers=headers)


def to_room(notice: Notice, room: Room) -> httpx.Request:
    """A message to a room."""
    words = words_of(notice.kind, count=notice.count)
    link = f"{settings.ADDRESS}{notice.link}"
    said = _card(words, link) if room.way == Room.Way.TEAMS else _text(words, link)
    return httpx.Request("POST", room.address, json=said)


def _text(words: Kind, link: str) -> dict[str, object]:
    return {"text": f"*{words.subject}*\n{words.text}\n{link}"}


def _card(words: Kind, link: str) -> dict[str, object]:
    body = [
        {"type": "TextBlock", "text": words.subject, "weight": "Bolder", "size": "Large", "wrap": True},
        {"type": "TextBlock", "text": words.text, "wrap": True},
    ]  # fmt: skip
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": "Open Gatepost", "url": link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "contentUrl": None, "content": content}],
    }
